"""The command as a process: what it loads, how it behaves in pipes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STUBBED = """
import sys, runpy
sys.path.insert(0, {root!r})
from types import ModuleType
from tests.cli.conftest import CheckRequest, Stub
from tests.report.outcomes import OUTCOMES
module = ModuleType("checker.pipeline")
stub = Stub(OUTCOMES[{name!r}])
module.CheckRequest, module.check = CheckRequest, stub.check
module.explanations, module.readings = stub.explanations, stub.readings
sys.modules["checker.pipeline"] = module
sys.argv = ["verify", *{argv!r}]
runpy.run_module("checker", run_name="__main__")
"""


def command(name: str, *argv: str) -> list[str]:
    return [sys.executable, "-c", STUBBED.format(root=str(ROOT), name=name, argv=argv)]


def python(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("code", ["import checker.cli", "from checker.cli import main; main(['--help'])"])
def test_nothing_heavy_is_loaded_before_it_is_needed(code: str) -> None:
    # what an installation loads at every start of Python (an editable one has a finder of its own) is not ours
    report = "print('\\n' + ' '.join(sorted(set(sys.modules) - before)))"
    loaded = python(f"import sys\nbefore = set(sys.modules)\n{code}\n{report}").splitlines()[-1].split()
    heavy = ["lark", "z3", "yaml", "zstandard", "json", "dataclasses", "pathlib", "shutil", "subprocess", "tempfile"]
    rooms = [f"checker.{room}" for room in ("pipeline", "conform", "readers", "logic", "diagram", "model")]
    assert [name for name in heavy + rooms if name in loaded] == []
    base = {name for name in loaded if name.startswith("checker.base.")}
    assert base <= {"checker.base.modules"}


def test_a_reader_that_stops_early_leaves_the_status() -> None:
    script = 'set -o pipefail; "$@" | head -n 1'
    ran = subprocess.run(
        ["bash", "-c", script, "bash", *command("many", "a.log")], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 1
    assert ran.stderr == ""
    assert ran.stdout.startswith("✗ VIOLATED")


def test_closed_standard_output() -> None:
    ran = subprocess.run(
        ["bash", "-c", '"$@" >&-', "bash", *command("violated", "a.log")], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (1, "")


def test_a_full_disk_is_status_2() -> None:
    ran = subprocess.run(
        ["bash", "-c", '"$@" >/dev/full', "bash", *command("holds", "a.log")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 2
    assert "No space left on device" in ran.stderr


def test_a_pipe_gets_no_colour_and_no_progress() -> None:
    ran = subprocess.run(command("violated", "a.log"), capture_output=True, text=True, check=False)
    assert "\x1b" not in ran.stdout
    assert ran.stderr == ""
