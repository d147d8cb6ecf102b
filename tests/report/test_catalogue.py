"""Formats are found by being there; one that cannot be used stops the program."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from checker.report.catalogue import BrokenFormat, load_formats
from checker.report.formats import format_names
from checker.report.options import RenderOptions
from tests.report.outcomes import OUTCOMES


def package(folder: Path, name: str, monkeypatch: pytest.MonkeyPatch, **files: str) -> ModuleType:
    for module, source in files.items():
        (folder / f"{module}.py").write_text(source)
    made = ModuleType(name)
    made.__path__ = [str(folder)]
    monkeypatch.setitem(sys.modules, name, made)
    return made


GOOD = '"""For tests. And more."""\ndef render(outcome, options):\n    return "drawn"\n'


def test_the_formats_there_are() -> None:
    formats = load_formats()
    assert list(formats) == format_names()
    assert {"json", "text"} <= set(formats)
    for each in formats.values():
        assert each.render(OUTCOMES["violated"], RenderOptions()).endswith("\n")
        assert each.about


def test_a_new_file_is_a_new_format(tmp_path, monkeypatch) -> None:
    formats = load_formats(package(tmp_path, "formats_good", monkeypatch, as_card=GOOD, as_arrow=GOOD))
    assert list(formats) == ["arrow", "card"]
    assert formats["card"].about == "For tests. And more"
    assert formats["card"].render(OUTCOMES["empty"], RenderOptions()) == "drawn"


@pytest.mark.parametrize(
    ("name", "source", "message"),
    [
        ("as_broken", "import no_such_module", "as_broken cannot be loaded: ModuleNotFoundError: No module named"),
        ("as_wrong", "def (", "as_wrong cannot be loaded: SyntaxError"),
        ("as_empty", '"""Nothing."""', "as_empty has no function render"),
        ("as_mute", "def render(outcome, options): ...", "as_mute has no docstring"),
        ("helper", GOOD, "helper: a format is a module called as_NAME"),
    ],
)
def test_a_broken_format_stops(name: str, source: str, message: str, tmp_path, monkeypatch) -> None:
    made = package(tmp_path, f"formats_{name}", monkeypatch, as_good=GOOD, **{name: source})
    with pytest.raises(BrokenFormat, match=message):
        load_formats(made)
