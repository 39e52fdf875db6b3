"""Raw HTML: what a maintained sanitizer would remove is told, never dropped in silence."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import NamedTuple

from generator.patterns import late

__all__ = ["Removed", "clean"]

# fmt: off
_TAGS = {
    "a", "abbr", "b", "bdi", "bdo", "big", "blockquote", "br", "caption", "center", "cite", "code",
    "col", "colgroup", "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption",
    "figure", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li",
    "mark", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike",
    "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u",
    "ul", "var", "wbr",
}
_ALLOWED = {
    "*": {"class", "dir", "lang", "style", "title"},
    "a": {"href"},
    "col": {"span"},
    "colgroup": {"span"},
    "details": {"open"},
    "font": {"color"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "type", "reversed"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align", "scope"},
}
# Nothing that positions, covers, hides, animates or loads: a style may not leave the card.
_STYLES = {
    "background-color", "border", "border-color", "border-style", "border-width", "color",
    "direction", "font-family", "font-size", "font-style", "font-variant", "font-weight",
    "letter-spacing", "line-height", "list-style-type", "max-width", "padding", "text-align",
    "text-decoration", "text-transform", "vertical-align", "white-space", "width",
}
_SCHEMES = {"http", "https", "mailto"}
# Elements whose content is no markup to a browser.
_RAW_TEXT = {
    "iframe", "noembed", "noframes", "noscript", "plaintext", "script", "style", "textarea",
    "title", "xmp",
}
# fmt: on
_VOID = {"br", "col", "hr", "img", "wbr"}
# The parser takes quadratic time for tags within tags.
_DEEPEST = 200
_MOST_NAMES = 4  # of attributes that are told
# As browsers cut tags, not as HTML ought to be written; possessive, so that each is read once.
_SPACE = r"\t\n\f\r\x20"
_NAME = rf"[^{_SPACE}/>][^{_SPACE}/>=]*+"
_VALUE = rf"[{_SPACE}]*+=[{_SPACE}]*+(?:\"[^\"]*+\"|'[^']*+'|[^{_SPACE}>\"'][^{_SPACE}>]*+|(?=>))"
_TAG = late(
    rf"<(/?)([a-zA-Z][^{_SPACE}/>]*+)"
    rf"((?:[{_SPACE}/]*+{_NAME}(?:{_VALUE})?+)*+)[{_SPACE}/]*+>"
)
_ATTRIBUTE = late(rf"({_NAME})({_VALUE})?")


class Removed(NamedTuple):
    """One thing that the sanitizer takes away.

    ``what`` names it for people; ``raw`` is its tag as it stands in the HTML,
    the ``occurrence``-th of that wording (from 0), and ``value`` what the
    attribute holds.
    """

    what: str
    raw: str
    occurrence: int = 0
    value: str = ""


def clean(html: str) -> tuple[str, list[Removed]]:
    """``html`` as the sanitizer writes it, and all that it lost on the way."""
    # Ammonia, the sanitizer; only decks with raw HTML, links or pictures pay for its import.
    import nh3

    before = _Inventory.of(html)
    if before.too_deep is not None:
        return "", [before.too_deep]
    cleaned = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ALLOWED,
        url_schemes=_SCHEMES,
        link_rel=None,
        filter_style_properties=_STYLES,
    )
    after = _Inventory.of(cleaned)
    removed = list(before.stray)
    for name, tags in before.tags.items():
        left = after.tags[name]
        removed += [tag.removed() for tag in tags[len(left) :]]
        if len(left) <= len(tags):
            for tag, kept in zip(tags, left, strict=False):
                removed += tag.lost(Counter(name for name, _ in kept.attributes))
        else:  # the parser has doubled one, as it does with <b> around paragraphs
            kept_names = Counter(name for kept in left for name, _ in kept.attributes)
            for tag in tags:
                removed += tag.lost(kept_names)
    if not removed and "".join(before.text.split()) != "".join(after.text.split()):
        removed.append(Removed("a part of the text", "<"))
    return cleaned, removed


class _Tag(NamedTuple):
    """A start tag as typed, which of its wording it is, its attributes; styles are taken apart."""

    name: str
    raw: str
    occurrence: int
    attributes: list[tuple[str, str]]

    def removed(self) -> Removed:
        value = next((value for name, value in self.attributes if name in {"href", "src"}), "")
        return Removed(f"<{self.name}>", self.raw, self.occurrence, value)

    def lost(self, kept: Counter[str]) -> Iterator[Removed]:
        """The attributes that are not in ``kept``, from which the others are taken.

        Without a single value they are one fault: "if a<b and c>d" looks like a tag.
        """
        gone: list[tuple[str, str]] = []
        for name, value in self.attributes:
            if kept[name] > 0:
                kept[name] -= 1
            else:
                gone.append((name, value))
        if len(gone) > 1 and "=" not in self.raw:
            gone = [(", ".join(name for name, _ in gone[:_MOST_NAMES]), "")]
        for name, value in gone:
            yield Removed(f"{name} of <{self.name}>", self.raw, self.occurrence, value)


@dataclass(slots=True)
class _Inventory:
    """The tags by name, the text, and what belongs to nothing, to compare two pieces of HTML."""

    tags: defaultdict[str, list[_Tag]] = field(default_factory=lambda: defaultdict(list))
    stray: list[Removed] = field(default_factory=list)
    text: str = ""
    too_deep: Removed | None = None

    @classmethod
    def of(cls, html: str) -> _Inventory:
        inventory = cls()
        seen: Counter[str] = Counter()
        open_tags: Counter[str] = Counter()
        texts: list[str] = []
        at = 0
        while (start := html.find("<", at)) >= 0:
            texts.append(html[at:start])
            tag = _TAG.match(html, start)
            if tag is not None:
                raw, name = tag[0], tag[2].lower()
                at = tag.end()
                if not tag[1]:
                    open_tags[name] += name not in _VOID
                    if inventory.too_deep is None and open_tags.total() > _DEEPEST:
                        what = f"<{name}> in more than {_DEEPEST} others"
                        inventory.too_deep = Removed(what, raw, seen[raw])
                    found = _Tag(name, raw, seen[raw], list(_attributes(tag[3])))
                    inventory.tags[name].append(found)
                    if name in _RAW_TEXT:
                        at = _end_of_raw_text(html, at, name)
                elif open_tags[name] > 0:
                    open_tags[name] -= 1
                else:
                    inventory.stray.append(Removed(raw, raw, seen[raw]))
                seen[raw] += 1
            elif html[start + 1 : start + 2] in {"!", "?", "/"}:
                comment = html.startswith("<!--", start)
                end = html.find("-->" if comment else ">", start + 2)
                what = "a comment <!-- … -->" if comment else f"<{html[start + 1]}"
                raw = html[start : start + (4 if comment else 2)]
                inventory.stray.append(Removed(what, raw, seen[raw]))
                seen[raw] += 1
                at = len(html) if end < 0 else end + (3 if comment else 1)
            elif re.match("[a-zA-Z]", html[start + 1 : start + 2]):
                # A tag that never ends swallows all that follows.
                inventory.stray.append(Removed("a tag without its >", html[start : start + 2]))
                at = len(html)
            else:
                texts.append("<")
                at = start + 1
        inventory.text = unescape("".join([*texts, html[at:]]))
        return inventory


def _attributes(typed: str) -> Iterator[tuple[str, str]]:
    """Name and value of each attribute; of each property for a style."""
    for match in _ATTRIBUTE.finditer(typed):
        name, value = match[1].lower(), (match[2] or "").partition("=")[2].strip()
        value = unescape(value[1:-1] if value[:1] in {'"', "'"} else value)
        if name == "style":
            for part in value.split(";"):
                if style := part.partition(":")[0].strip().lower():
                    yield f"style {style}", value
        else:
            yield name, value


def _end_of_raw_text(html: str, at: int, name: str) -> int:
    end = re.compile(f"</{name}", re.IGNORECASE).search(html, at)
    return end.start() if end else len(html)
