"""All rules, by family, and their pages."""

from __future__ import annotations

from generator.codes import content, grounding, identity, ledger, markup, shape, yaml
from generator.diagnostics import Rule

__all__ = ["BY_CODE", "FAMILIES", "as_dict", "find", "overview", "page", "reference"]

FAMILIES: dict[str, tuple[Rule, ...]] = {
    "Y: YAML": yaml.ALL,
    "S: shape": shape.ALL,
    "I: identity and ledger": (*identity.ALL, *ledger.ALL),
    "M: media and markup": markup.ALL,
    "G: grounding": grounding.ALL,
    "C: content": content.ALL,
}
BY_CODE: dict[str, Rule] = {rule.code: rule for rules in FAMILIES.values() for rule in rules}


def find(name: str) -> Rule | None:
    """The rule with this code or name."""
    wanted = name.strip().lower()
    return next((r for r in BY_CODE.values() if wanted in (r.code.lower(), r.name)), None)


def page(rule: Rule) -> str:
    """The page of a rule, in Markdown."""
    return (
        f"### {rule.code} {rule.name} ({rule.severity.value})\n\n{rule.what} {rule.why}\n\n"
        f"Instead of\n\n{_block(rule.example)}\n\nwrite\n\n{_block(rule.instead)}\n"
    )


def overview() -> str:
    """One line a rule, by family."""
    lines: list[str] = []
    for family, members in FAMILIES.items():
        lines += [family, ""]
        for rule in members:
            what = rule.what.partition(". ")[0].rstrip(".")
            lines.append(f"  {rule.code}  {rule.severity.value:7}  {rule.name}: {what}")
        lines.append("")
    return "\n".join(lines).rstrip()


def reference() -> str:
    """All pages, as docs/rules.md has them."""
    parts = [
        "# Rules\n",
        "What `studydeck check` looks at. Each finding names its rule by code; `studydeck rules\n"
        "CODE` prints one of these pages. This file is what `studydeck rules --format markdown`\n"
        "prints.\n",
        "A rule of content (C…) can be waived on one card, with the reason:\n"
        "`allow: {C034: the label says never}`.\n",
    ]
    for family, members in FAMILIES.items():
        parts += [f"## {family}\n", *(page(rule) for rule in members)]
    return "\n".join(parts).rstrip()


def as_dict(rule: Rule) -> dict[str, str]:
    """A rule for programs."""
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": rule.severity.value,
        "what": rule.what,
        "why": rule.why,
        "example": rule.example,
        "instead": rule.instead,
    }


def _block(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.splitlines())
