"""The one command for every habit: a slip in its name is no success."""

from __future__ import annotations

import subprocess

import pytest

from tests.docs.pages import ROOT


@pytest.mark.parametrize("slip", ["tset", "verfy", "--summary"])
def test_a_slip_is_an_error(slip: str) -> None:
    ran = subprocess.run([ROOT / "dev", slip], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert f"there is no command '{slip}'" in ran.stderr


@pytest.mark.parametrize("asked", [[], ["help"]])
def test_help_lists_the_commands(asked: list[str], tmp_path) -> None:
    ran = subprocess.run([ROOT / "dev", *asked], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert ran.returncode == 0
    assert [line.split()[1] for line in ran.stdout.splitlines()] == ["verify", "test", "check", "bench"]
