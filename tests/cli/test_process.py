"""The command as a process: what it loads, how it behaves in pipes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
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


def children(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split()
    except FileNotFoundError:
        return []


def waited(until: Callable[[], bool]) -> bool:
    for _ in range(600):
        if until():
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("asked", [(), ("--select", "vip-always-held")])
def test_an_interrupt_from_a_terminal_ends_a_proof_with_one_line_and_all_its_workers(asked: tuple[str, ...]) -> None:
    # a terminal sends it to all processes of the group; who is begun in the background may ignore it
    deaf = "import signal, runpy; signal.signal(signal.SIGINT, signal.default_int_handler); "
    command = [sys.executable, "-c", deaf + "runpy.run_module('checker', run_name='__main__', alter_sys=True)"]
    begun = subprocess.Popen(
        [*command, "prove", *asked], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    try:
        assert waited(lambda: bool(children(begun.pid))), "no worker was begun"
        workers = children(begun.pid)
        os.killpg(begun.pid, signal.SIGINT)
        out, err = begun.communicate(timeout=30)
        assert (begun.returncode, out, err) == (130, b"", b"verify: interrupted\n")
        assert not [pid for pid in workers if Path("/proc", pid).exists()]
    finally:
        begun.kill()
        begun.wait()
