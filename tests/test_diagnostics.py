"""Findings are values: sorted by place, each once; only an error stops a deck."""

from __future__ import annotations

from generator.diagnostics import Diagnostic, Rule, Severity, has_errors, in_order
from generator.source import SourceFile


def _rule(code: str, severity: Severity = Severity.ERROR) -> Rule:
    return Rule(code, code.lower(), severity, "what", "why", "example", "instead")


def _at(code: str, path: str, offset: int, message: str = "m") -> Diagnostic:
    return _rule(code).at(SourceFile(path, "x" * 20).span(offset), message, "h")


def test_findings_come_by_file_place_and_code_each_once() -> None:
    found = [
        _at("S002", "b", 1),
        _at("S001", "b", 1),
        _at("S001", "b", 0),
        _at("S001", "a", 9),
        _at("S001", "a", 9),
        _at("S001", "a", 9, "other"),
    ]
    ordered = in_order(found)
    assert [(d.span.file.path, d.span.start, d.rule.code, d.message) for d in ordered] == [
        ("a", 9, "S001", "m"),
        ("a", 9, "S001", "other"),
        ("b", 0, "S001", "m"),
        ("b", 1, "S001", "m"),
        ("b", 1, "S002", "m"),
    ]


def test_only_errors_are_errors() -> None:
    where = SourceFile("x", "x").span(0)
    warning = _rule("S001", Severity.WARNING).at(where, "m", "h")
    info = _rule("S002", Severity.INFO).at(where, "m", "h")
    assert not has_errors([])
    assert not has_errors([warning, info])
    assert has_errors([warning, _rule("S003").at(where, "m", "h")])
    assert warning.severity is Severity.WARNING


def test_a_message_is_no_longer_than_one_can_read() -> None:
    finding = _at("S001", "x", 0, "m" * 3_000)
    assert len(finding.message) == 2_000
    assert finding.message.endswith("m…")
    assert _at("S001", "x", 0, "m" * 2_000).message == "m" * 2_000
