"""The engines that a test runs on, as a fixture: this one, and an older one where there is one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.student import OLD_ENGINE, Remote, Student

RECIPE = (
    f"{OLD_ENGINE} names no interpreter with an older engine; "
    "make one: python -m venv old && old/bin/pip install anki==23.12.1, "
    f"then {OLD_ENGINE}=old/bin/python"
)
# A student in this process or in another: the same methods.
AnyStudent = Any
NewStudent = Callable[[], AnyStudent]


def open_student(engine: str, folder: Path) -> AnyStudent:
    folder.mkdir(parents=True)
    if engine == "old":
        return Remote(os.environ[OLD_ENGINE], str(folder))
    return Student(str(folder))


ENGINES = ["current", "old"] if os.environ.get(OLD_ENGINE) else ["current"]


@pytest.fixture(params=ENGINES)
def new_student(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[NewStudent]:
    """Opens the collections of students; they are closed after the test."""
    opened: list[AnyStudent] = []

    def new() -> AnyStudent:
        opened.append(open_student(request.param, tmp_path / "students" / str(len(opened))))
        return opened[-1]

    yield new
    for student in opened:
        student.close()
