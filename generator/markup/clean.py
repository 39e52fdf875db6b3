"""Raw HTML: what a maintained sanitizer would remove is told, never dropped in silence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser

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
_ATTRIBUTES = {
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
# fmt: on
_SCHEMES = {"http", "https", "mailto"}


@dataclass(frozen=True, slots=True)
class Removed:
    """One thing that the sanitizer takes away.

    ``what`` names it for people; ``snippet`` begins it in the author's text,
    at the ``occurrence``-th place (from 0) where that stands.
    """

    what: str
    snippet: str
    occurrence: int


def clean(html: str) -> tuple[str, list[Removed]]:
    """``html`` as the sanitizer writes it, and all that it lost on the way."""
    # Ammonia, the sanitizer; only decks with raw HTML, links or pictures pay for its import.
    import nh3

    cleaned = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel=None,
        filter_style_properties=_STYLES,
    )
    before, after = _Inventory.of(html), _Inventory.of(cleaned)
    kept = Counter(after.items)
    removed: list[Removed] = []
    lost_tags: set[tuple[str, int]] = set()
    for item, place in zip(before.items, before.places, strict=True):
        if kept[item] > 0:
            kept[item] -= 1
        elif place not in lost_tags:
            tag, attribute = item
            if attribute is None:
                lost_tags.add(place)
            what = f"<{tag}>" if attribute is None else f"{attribute} of <{tag}>"
            removed.append(Removed(what, "<" + before.spelling[place], place[1]))
    if not removed and before.comments:
        removed.append(Removed("a comment <!-- … -->", "<!--", 0))
    if not removed and "".join(before.text.split()) != "".join(after.text.split()):
        removed.append(Removed("a part of the text", "<", 0))
    return cleaned, removed


class _Inventory(HTMLParser):
    """The tags, attributes, styles and text of a piece of HTML, to compare two of them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.items: list[tuple[str, str | None]] = []
        self.places: list[tuple[str, int]] = []
        self.spelling: dict[tuple[str, int], str] = {}
        self.comments = 0
        self.text = ""
        self._seen: Counter[str] = Counter()

    @classmethod
    def of(cls, html: str) -> _Inventory:
        inventory = cls()
        inventory.feed(html)
        inventory.close()
        return inventory

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        place = (tag, self._seen[tag])
        self._seen[tag] += 1
        raw = self.get_starttag_text() or ""
        self.spelling[place] = raw[1 : 1 + len(tag)]
        names: list[str | None] = [None]
        for name, value in attrs:
            if name == "style":
                styles = (part.partition(":")[0].strip() for part in (value or "").split(";"))
                names += [f"style {style.lower()}" for style in styles if style]
            else:
                names.append(name)
        self.items += [(tag, name) for name in names]
        self.places += [place] * len(names)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:  # noqa: ARG002  (the base class's signature)
        self.comments += 1
