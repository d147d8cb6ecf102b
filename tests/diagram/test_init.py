"""Importing the room costs next to nothing."""

import subprocess
import sys

import pytest

import checker.diagram


def run(code):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_heavy_libraries_are_loaded_only_to_parse():
    code = (
        "import sys, checker.diagram as d; d.reading; d.events; d.show; d.warnings; d.read_document('a.md', b'# x');"
        "print('lark' in sys.modules, 'yaml' in sys.modules);"
        "d.diagram_of('sequenceDiagram'); print('lark' in sys.modules, 'yaml' in sys.modules)"
    )
    assert run(code) == ["False", "False", "True", "False"]


def test_every_public_name_is_there():
    for name in checker.diagram.__all__:
        assert callable(getattr(checker.diagram, name))
    with pytest.raises(AttributeError):
        _ = checker.diagram.nothing
