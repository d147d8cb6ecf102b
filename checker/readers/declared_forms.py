"""What the forms of declared formats differ in: how their inputs are known, and what their lines have."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from checker.base.yaml_section import Section
from checker.readers.declared_regex import PatternError, compiled
from checker.readers.declared_rules import Recognition

_RECOGNISED_BY: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "lines": ("line",),
        "json": ("keys",),
        "syslog": ("program", "line"),
        "csv": ("line",),
        "otlp": ("service",),
    }
)
# Why a pattern has no meaning in some forms.
WITHOUT_LINES: Mapping[str, str] = MappingProxyType(
    {
        "json": "the lines are JSON objects",
        "csv": "the lines are columns",
        "otlp": "the input is spans",
    }
)


def unwanted(section: Section, key: str, why: str) -> None:
    """Complain about a key that has no meaning in this form."""
    if key in section.by_key:
        section.problems.add(f"'{key}' has no meaning here: {why}", section.by_key[key].place)


def columns(top: Section, form: str) -> tuple[str, ...]:
    """Return the names of the columns, where the form has any."""
    if form != "csv":
        unwanted(top, "columns", "only lines of the form csv have columns")
        unwanted(top, "separator", "only lines of the form csv have columns")
        return ()
    top.require("columns")
    return tuple(scalar.text for scalar in top.scalars("columns"))


def separator(top: Section) -> str:
    """Return what stands between columns."""
    separator = {"tab": "\t"}.get(top.text("separator"), top.text("separator", ","))
    if len(separator) != 1 or separator in '"\r\n':
        top.wrong("separator", "one character, or the word tab")
        return ","
    return separator


def pattern(section: Section, key: str) -> re.Pattern[str] | None:
    """Return the pattern of a key, or None where there is none."""
    text = section.text(key)
    if not text:
        return None
    try:
        return compiled(text)
    except PatternError as error:
        section.problems.add(str(error), section.place_of(key), error.hint)
        return None


def recognition(top: Section, form: str) -> Recognition:
    """Return how inputs of the format are known."""
    allowed = _RECOGNISED_BY[form]
    section = top.section("recognise", allowed)
    if "recognise" in top.by_key and len(section.by_key) != 1:
        section.problems.add(f"'recognise' needs {' or '.join(allowed)}", section.place)
    keys, services = (tuple(scalar.text for scalar in section.scalars(key)) for key in ("keys", "service"))
    return Recognition(pattern(section, "line"), keys, section.text("program"), services)
