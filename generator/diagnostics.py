"""What we tell an author: rules, and the findings that break them.

A diagnostic is a value. It is collected and never raised; how it is printed
is the business of :mod:`generator.report`.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple

from generator.source import SourceSpan

__all__ = ["Diagnostic", "Fix", "Rule", "Severity", "has_errors", "in_order"]


# Characters of a message: nobody reads more, and an author may have typed a megabyte.
_LONGEST = 2_000


class Severity(Enum):
    """How much a finding matters: only an ``ERROR`` keeps a deck from being written."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Fix(NamedTuple):
    """A mending that is sure: ``new`` in the place of ``span``, which may be empty.

    ``about`` says what it does, for people, as "`q` for `question`".
    """

    span: SourceSpan
    new: str
    about: str


class Rule(NamedTuple):
    """One thing that can be wrong, and everything we have to say about it.

    ``code`` is a family letter and three digits (Y YAML, S shape, I identity
    and ledger, M media and markup, G grounding, C content). ``name`` is
    kebab-case and reads well after "allow". The other texts make the rule's
    page: what it finds, why that matters, an example, and what to write
    instead.
    """

    code: str
    name: str
    severity: Severity
    what: str
    why: str
    example: str
    instead: str

    def at(self, span: SourceSpan, message: str, help: str, fix: Fix | None = None) -> Diagnostic:
        """A finding of this rule at ``span``; what it quotes of the author may be cut short."""
        return Diagnostic(self, span, _cut(message), _cut(help), fix)


class Diagnostic(NamedTuple):
    """One finding: a rule, a place, a cause and a remedy.

    ``message`` says what is wrong here, on one line. ``help`` says how to
    mend it, and may show a mended line of its own. ``fix`` is there where
    that is sure enough to be done unasked.
    """

    rule: Rule
    span: SourceSpan
    message: str
    help: str
    fix: Fix | None = None

    @property
    def severity(self) -> Severity:
        """The severity of the rule."""
        return self.rule.severity


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of ``diagnostics`` is an error."""
    return any(d.severity is Severity.ERROR for d in diagnostics)


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """``diagnostics`` by file, place and code, each once."""
    unique = {(d.span.file.path, d.span.start, d.rule.code, d.message): d for d in diagnostics}
    return [unique[key] for key in sorted(unique)]
