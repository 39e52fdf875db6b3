"""Headless Chromium, as the system has it: nothing is downloaded, nothing leaves the machine."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

__all__ = ["browser"]

_QUIET = (
    "--no-sandbox",  # which Chromium needs where the tests run as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-lcd-text",
    # No name means anything: what a page asks for is on this machine or nowhere.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


@contextmanager
def browser(*more: str) -> Iterator[Browser]:
    """A running browser. Where there is none, the test is skipped; `.ci/run` installs it.

    ``more`` are switches for it.
    """
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=[*_QUIET, *more])
        try:
            yield running
        finally:
            running.close()
