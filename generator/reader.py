"""YAML bytes to plain data in which every key and value has its place.

Every scalar is text. The parser is PyYAML's, through libyaml where that is
there; on any error PyYAML's own parser has the last word, so that what is told
does not depend on it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

import yaml

from generator.codes import yaml as codes
from generator.diagnostics import Diagnostic
from generator.fixes import quoting_fix
from generator.nesting import checked
from generator.patterns import late
from generator.source import SourceFile, digest_of
from generator.syntax import Fault, Mended, short
from generator.tree import Document, Doubt, Mapping, Node, Sequence
from generator.walk import CONTROL, Walk

__all__ = ["decode", "read"]

_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_CONFLICT = late(r"(?<![^\r\n])(?:<{7}|={7}|>{7})(?=[ \r\n]|\Z)[^\r\n]*")
_DIRECTIVE = late(r"\A(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n))*(%[^\r\n]*)")
# YAML 1.1 breaks lines at these; for us they are characters like any other.
_FOREIGN_BREAKS = "\x85\u2028\u2029"
_INNER_TAB = late(r"(?<=[^\s\\:,?\[{-])\t+(?=[^\s#:])")
_LONG = 100_000
_MOST_FAULTS = 100
_MOST_CONTROLS = 20


class _AllText:
    """A resolver to which every scalar is text: nobody asks for tags."""

    # A built-in function that takes anything and gives an empty text: the parser calls it for
    # each key and value, and one written in Python would take longer.
    resolve = descend_resolver = ascend_resolver = "".format


_PureLoader = type("_PureLoader", (_AllText, yaml.SafeLoader), {})
_FastLoader = (
    type("_FastLoader", (_AllText, yaml.CSafeLoader), {}) if yaml.__with_libyaml__ else _PureLoader
)


def decode(path: str, data: bytes) -> tuple[SourceFile, list[Diagnostic]]:
    """The text of a file; where its bytes are not UTF-8, an error at the first that is not.

    ``path`` is how the user would name the file.
    """
    remedy = "save the file again with the encoding UTF-8"
    digest = digest_of(data)
    if data.startswith(_BOMS) or _every_other_is_nul(data[:200]):
        file = SourceFile(path, "")
        message = "this file is UTF-16 or UTF-32, not UTF-8"
        return file, [codes.NOT_UTF8.at(file.span(0, 0), message, remedy)]
    marked = data.startswith(b"\xef\xbb\xbf")
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        file = SourceFile(path, data.decode(), digest)
    except UnicodeDecodeError as error:
        file = SourceFile(path, data.decode(errors="replace"))
        start = len(data[: error.start].decode())
        byte = data[error.start : error.start + 1]
        message = f"the byte 0x{byte[0]:02X} is not UTF-8"
        if likely := byte.decode("cp1252", "ignore"):
            message += f" (in Windows' own encoding it would be “{likely}”)"
        return file, [codes.NOT_UTF8.at(file.span(start), message, remedy)]
    if not marked:
        return file, []
    message = "this file begins with a byte-order mark"
    remedy = "it is passed over; to be rid of it, save as UTF-8 without BOM"
    return file, [codes.BYTE_ORDER_MARK.at(file.span(0, 0), message, remedy)]


def _every_other_is_nul(data: bytes) -> bool:
    """Whether ``data`` looks like UTF-16 without its mark: Latin letters beside zeros."""
    halves = (data[::2], data[1::2])
    return any(len(half) > 1 and half.count(0) > len(half) * 0.8 for half in halves)


def read(file: SourceFile) -> tuple[Document, list[Diagnostic]]:
    """Compose a file. What YAML can't take is mended in a copy and told, and reading goes on."""
    found: list[Diagnostic] = []
    document = Document(file, None)
    text, restore = _without_strangers(file, found)
    if any(d.rule is codes.CONFLICT_MARKER for d in found):
        return document, found  # both versions stand there: the rest is noise
    mended = Mended(text)
    try:
        composed = checked(_compose, _FastLoader)(text)
    except yaml.MarkedYAMLError:
        mended = _repaired(document, text, restore, found)
        composed = _compose(mended.text)
    nodes = [node for node in composed if not _nothing(node)]
    if not nodes:
        if not found:
            message = "this file is empty: there is no key in it"
            found.append(codes.EMPTY_FILE.at(file.span(0, 0), message, _first_lines(file.path)))
        return document, found
    walk = Walk(document, mended, restore, found)
    roots = [walk.node(node) for node in nodes]
    for node in nodes[1:_MOST_FAULTS]:
        walk.tell_document(node)
    document.root = _joined(roots)
    return document, found


def _compose(text: str) -> list[Any]:
    """The roots of all documents in ``text``."""
    try:
        return list(yaml.compose_all(text, Loader=_FastLoader))
    except yaml.YAMLError:
        if len(text) > _LONG:  # PyYAML's own would take minutes to say the same
            raise
        return list(yaml.compose_all(text, Loader=_PureLoader))


def _repaired(
    document: Document, text: str, restore: Callable[[str], str], found: list[Diagnostic]
) -> Mended:
    # A text that YAML takes, as most are, pays for none of this.
    from generator.syntax.blanks import without_idle_tabs
    from generator.syntax.repair import repaired

    def tell(copy: Mended, fault: Fault, base: int) -> None:
        span = copy.span(document.file, fault.start, fault.end, base)
        if fault.message:
            remedy = "\n".join(short(line) for line in fault.help.split("\n"))
            fix = None
            if len(fault.mend) == 1 and fault.rule in (codes.UNQUOTED_START, codes.COLON_INSIDE):
                ((start, end, new),) = fault.mend
                place = copy.span(document.file, start, end, base)
                fix = quoting_fix(document.file, place.start, place.end, restore(new))
            found.append(fault.rule.at(span, restore(fault.message), restore(remedy), fix))
        if fault.sure:
            return
        places = [copy.span(document.file, start, end, base) for start, end, _ in fault.mend]
        for place in (span, *places):
            document.doubts.append(Doubt(place.start, place.end, fault.lost))

    mended = repaired(without_idle_tabs(text), checked(_compose, _FastLoader), tell, _MOST_FAULTS)
    if len(found) >= _MOST_FAULTS:
        last = found[-1]
        remedy = f"{last.help}\n(there may be more like this: what follows was passed over)"
        found[-1] = last.rule.at(last.span, last.message, remedy)
    return mended


def _nothing(node: Any) -> bool:
    """Whether a document is nothing but comments or its own marker."""
    return isinstance(node, yaml.ScalarNode) and node.start_mark.index == node.end_mark.index


def _joined(roots: list[Node]) -> Node:
    """The first document, with the cards of the others, and with keys that only they have."""
    first = roots[0]
    for other in roots[1:]:
        if not isinstance(first, Mapping) or not isinstance(other, Mapping):
            continue
        cards, more = first.entries.get("cards"), other.entries.get("cards")
        first.entries = other.entries | first.entries
        if cards and more and isinstance(cards.value, Sequence):
            cards.value.items += more.value.items if isinstance(more.value, Sequence) else []
    return first


def _first_lines(path: str) -> str:
    if PurePosixPath(path).stem == "deck":
        return "begin it so:\n  id: my-deck"
    return "begin it so:\n  cards:\n    - id: …\n      q: …\n      a: …"


def _without_strangers(
    file: SourceFile, found: list[Diagnostic]
) -> tuple[str, Callable[[str], str]]:
    """A text of the same length that the parser takes, and how to get the characters back."""
    text = file.text
    sound = text.replace("\n", "").isprintable()  # then there is neither of these, nor a tab
    controls = [] if sound else list(CONTROL.finditer(text))
    for match in controls[:_MOST_CONTROLS]:
        more = len(controls) - _MOST_CONTROLS
        also = (
            f" ({more} more follow)" if more > 0 and match is controls[_MOST_CONTROLS - 1] else ""
        )
        message = f"the control character U+{ord(match[0]):04X} stands here{also}"
        span = file.span(*match.span())
        found.append(codes.CONTROL_CHARACTER.at(span, message, "delete it, or type the line anew"))
    if controls:
        text = CONTROL.sub(" ", text)
    # Without one of the other two, `=======` is a line under a heading.
    marked = ("<" in text and "<" * 7 in text) or (">" in text and ">" * 7 in text)
    conflicts = list(_CONFLICT.finditer(text)) if marked else []
    if all(match[0][0] == "=" for match in conflicts):
        conflicts = []
    for match in conflicts:
        message = f"the merge conflict marker {match[0][:20]!r} stands here"
        remedy = "keep the version that is right, and delete the markers and the other one"
        found.append(codes.CONFLICT_MARKER.at(file.span(*match.span()), message, remedy))
    directive = _DIRECTIVE.match(text)
    if directive:
        message = "a line that begins with % is a directive to YAML, and decks need none"
        span = file.span(*directive.span(1))
        found.append(codes.SECOND_DOCUMENT.at(span, message, "delete the line"))
        text = text[: directive.start(1)] + "#" * len(directive[1]) + text[directive.end(1) :]
    if sound:
        return text, str
    # A tab within a line is a character to libyaml, and an error to PyYAML's own parser.
    tabs = "\t" in text and _INNER_TAB.search(text) is not None
    strangers = [sign for sign in _FOREIGN_BREAKS if sign in text] + ["\t"] * tabs
    if not strangers:
        return text, str
    free = (chr(code) for code in range(0xE000, 0x10FFFE) if chr(code) not in text)
    pairs = dict(zip(strangers, free, strict=False))
    if tabs:
        text = _INNER_TAB.sub(lambda match: pairs["\t"] * len(match[0]), text)
    breaks = str.maketrans({sign: pairs[sign] for sign in strangers if sign != "\t"})
    back = str.maketrans({value: key for key, value in pairs.items()})
    return text.translate(breaks), lambda value: value.translate(back)
