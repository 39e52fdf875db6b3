"""Pictures: what an author names, what is in the media folder, what Anki will call it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from html import unescape
from pathlib import PurePosixPath
from typing import NamedTuple
from unicodedata import normalize
from urllib.parse import unquote

from generator.authored import Text
from generator.codes import markup as codes
from generator.diagnostics import Diagnostic
from generator.markup.guard import blanked
from generator.package import Media
from generator.patterns import late
from generator.source import SourceSpan

__all__ = ["MediaFile", "MediaFolder"]

# What Anki's webview and both mobile apps show in an <img>.
_PICTURES = frozenset({".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"})
_IMAGE = late(r'(<img\b[^>]*?\bsrc=")([^"]*)(")')
# Where an author names a picture, in Markdown and in HTML.
_NAMED = late(
    r"""(?:!\[[^\[\]]*\]\([ \t]*<?|<img\b[^<>]*?\bsrc[ \t]*=[ \t]*["']?)([^<>"'\s)]*)""", re.I
)
_REMOTE = late(r"[A-Za-z][A-Za-z0-9+.-]+:|//")
_UNSAFE = late(r"[^A-Za-z0-9_-]+")


class MediaFile(NamedTuple):
    """A file of the media folder; ``load`` reads its bytes."""

    load: Callable[[], bytes]


@dataclass(slots=True)
class MediaFolder:
    """The pictures of a deck, by the name an author writes: relative, forward slashes, NFC."""

    files: Mapping[str, MediaFile]
    _packed: dict[str, Media] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)

    def pack(self, name: str, where: SourceSpan) -> tuple[Media | None, list[Diagnostic]]:
        """The packed form of the picture that is called ``name`` there, or why there is none."""
        name = normalize("NFC", name)
        if _REMOTE.match(name):
            remedy = "save the picture in the deck's media/ folder and write its bare name"
            return None, [codes.REMOTE_MEDIA.at(where, f"the picture {name!r} is remote", remedy)]
        bare = _bare_name(name)
        if bare != name:
            shown = repr(name).replace(r"\\", "\\")  # as typed
            message = f"the picture {shown} is not named from the media folder"
            remedy = f"write it bare: {bare}" if bare else "write the name of a file in media/"
            if bare and bare not in self.files:
                remedy = f"copy it into the deck's media folder and {remedy}"
            return None, [codes.BAD_MEDIA_NAME.at(where, message, remedy)]
        if PurePosixPath(name).suffix.lower() not in _PICTURES:
            message = f"{name!r} is no picture that Anki shows"
            remedy = "use one of " + ", ".join(sorted(_PICTURES))
            if marked := _NAMED.search(name):
                message = f"a picture's bare name belongs here, and this is {name!r}"
                remedy = f"write {marked[1]}"
            return None, [codes.BAD_MEDIA_NAME.at(where, message, remedy)]
        if name not in self.files:
            message = f"there is no picture {name!r} in the deck's media folder"
            return None, [codes.MISSING_MEDIA.at(where, message, self._nearest(name))]
        return self._media(name), []

    def show(self, html: str, text: Text) -> tuple[str, list[Media], list[Diagnostic]]:
        """``html`` with each picture under its packed name, the pictures, and what is wrong."""
        shown: list[Media] = []
        wrong: list[Diagnostic] = []
        named = [match.span(1) for match in _NAMED.finditer(blanked(text.text))]
        if len(named) != sum(1 for _ in _IMAGE.finditer(html)):
            named = []
        places = iter(named)

        def replace(match: re.Match[str]) -> str:
            name = unquote(unescape(match[2]))
            start, end = next(places, (0, 0))
            where = text.part(start, end) if start < end else text.find(name)
            media, problems = self.pack(name, where)
            wrong.extend(problems)
            if media is None:
                return match[0]
            shown.append(media)
            return f"{match[1]}{media.name}{match[3]}"

        return _IMAGE.sub(replace, html), shown, wrong

    def by_packed_name(self) -> dict[str, Media]:
        """Every picture of the folder, by the name that it has in Anki."""
        pictures = [n for n in self.files if PurePosixPath(n).suffix.lower() in _PICTURES]
        return {media.name: media for media in (_packed(n, self.files[n]) for n in pictures)}

    def packed_name(self, name: str) -> str:
        """The packed name of the picture ``name``; empty where there is none."""
        return self._media(name).name if name in self.files else ""

    def _media(self, name: str) -> Media:
        if name not in self._packed:
            media = self._packed[name] = _packed(name, self.files[name])
            self._names[media.name] = name
        return self._packed[name]

    def named(self, pictures: Iterable[Mapping[str, str]]) -> dict[str, Media]:
        """Packed pictures by their packed names, from what the author calls each."""
        both = {packed: name for some in pictures for packed, name in some.items()}
        return {packed: Media(packed, self.files[name].load) for packed, name in both.items()}

    def name_of(self, packed: str) -> str:
        """What the author calls a picture that was packed under this name."""
        return self._names[packed]

    def _nearest(self, name: str) -> str:
        from difflib import get_close_matches

        same = [known for known in self.files if known.casefold() == name.casefold()]
        # By their stems: the ending is much the same for all.
        stems = {PurePosixPath(known).stem: known for known in self.files}
        stem = get_close_matches(PurePosixPath(name).stem, stems, n=1)
        near = same or [stems[word] for word in stem]
        if near:
            return f"did you mean {near[0]}?"
        return f"put the file there as media/{name}, or mend the name"


def _bare_name(name: str) -> str:
    """``name`` without anything that leads out of the folder, or names the folder itself."""
    typed = name.replace("\\", "/")
    parts = [part for part in typed.split("/") if part not in {"", ".", ".."}]
    if typed.startswith("/") or re.match("[A-Za-z]:", typed):
        parts = parts[-1:]  # of a path on somebody's machine the file's own name is left
    elif len(parts) > 1 and parts[0] == "media":
        parts = parts[1:]
    return re.sub("^[A-Za-z]:", "", "/".join(parts))


def _packed(name: str, file: MediaFile) -> Media:
    """Named by its bytes, since Anki never replaces a file of the same name."""
    path = PurePosixPath(name)
    digest = hashlib.sha256(file.load()).hexdigest()[:10]
    stem = _UNSAFE.sub("-", path.stem).strip("-")[:60] or "picture"
    return Media(f"{stem}-{digest}{path.suffix.lower()}", file.load)
