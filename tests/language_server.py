"""A real yaml-language-server, spoken to as an editor does."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest

__all__ = ["Editor", "editor"]

# A server that says nothing for so many seconds is ended, and the test fails.
_PATIENCE = 120


class Editor:
    """What an editor asks of the server about files in ``folder``; a file is opened once."""

    def __init__(self, folder: Path, to: IO[bytes], back: IO[bytes]) -> None:
        self.folder = folder
        self._to, self._back = to, back
        self._asked = 0
        name = {"uri": folder.as_uri(), "name": "decks"}
        start = {"processId": None, "rootUri": name["uri"], "workspaceFolders": [name]}
        self._ask("initialize", start | {"capabilities": {}})
        self._tell("initialized", {})
        # The list of schemas on the web is not wanted: nothing leaves the machine.
        settings = {"yaml": {"schemaStore": {"enable": False}}}
        self._tell("workspace/didChangeConfiguration", {"settings": settings})

    def open(self, name: str, text: str) -> list[tuple[int, str]]:
        """Open ``text`` as the file ``name``; what is marked: the line, from 1, and the message."""
        uri = (self.folder / name).as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._tell("textDocument/didOpen", {"textDocument": document})

        def published(message: dict[str, Any]) -> bool:
            about = message.get("params", {})
            return message.get("method") == "textDocument/publishDiagnostics" and (
                about["uri"] == uri
            )

        found = self._until(published)["params"]["diagnostics"]
        return [(item["range"]["start"]["line"] + 1, item["message"]) for item in found]

    def offered(self, text: str) -> list[str]:
        """The keys and values that are offered where ``|`` stands in a file of ``text``."""
        before, _, after = text.partition("|")
        name = f"offered-{self._asked}.yaml"
        self.open(name, before + after)
        found = self._ask("textDocument/completion", self._place(name, before))
        return [item["label"] for item in found["items"]]

    def told(self, name: str, before: str) -> str:
        """What is shown of the word behind ``before`` in the open file ``name``."""
        found = self._ask("textDocument/hover", self._place(name, before))
        return str(found["contents"]["value"])

    def _place(self, name: str, before: str) -> dict[str, Any]:
        lines = before.split("\n")
        position = {"line": len(lines) - 1, "character": len(lines[-1])}
        return {"textDocument": {"uri": (self.folder / name).as_uri()}, "position": position}

    def _ask(self, method: str, params: dict[str, Any]) -> Any:
        self._asked += 1
        number = self._asked
        self._send({"id": number, "method": method, "params": params})
        return self._until(lambda m: m.get("id") == number and "method" not in m)["result"]

    def _tell(self, method: str, params: dict[str, Any]) -> None:
        self._send({"method": method, "params": params})

    def _until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The next message that is wanted; what the server itself asks is answered by nothing."""
        while True:
            message = self._receive()
            if wanted(message):
                return message
            if "id" in message and "method" in message:
                self._send({"id": message["id"], "result": None})

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._to.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._to.flush()

    def _receive(self) -> dict[str, Any]:
        size = 0
        while header := self._back.readline().strip():
            name, _, value = header.partition(b":")
            if name.lower() == b"content-length":
                size = int(value)
        assert size, "yaml-language-server has ended"
        message: dict[str, Any] = json.loads(self._back.read(size))
        return message


@contextmanager
def editor(folder: Path) -> Iterator[Editor]:
    """An editor with ``folder`` open. Without a server the test is skipped; `.ci/run` has one."""
    server = shutil.which("yaml-language-server")
    if server is None:
        pytest.skip("no yaml-language-server here: npm install --global yaml-language-server")
    with subprocess.Popen(
        [server, "--stdio"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        ending = threading.Timer(_PATIENCE, process.kill)
        ending.start()
        try:
            yield Editor(folder, process.stdin, process.stdout)
        finally:
            ending.cancel()
            process.kill()
