"""Every command at terminals of several widths, in pipes, and where characters or readers are missing."""

from __future__ import annotations

import os
import re
import select
import struct
import subprocess
import sys
from collections.abc import Mapping
from typing import NamedTuple

import pytest

from tests.docs.pages import ROOT

pty = pytest.importorskip("pty")
LOG = "traces/pgbouncer-ha/persist_to_down/hap1/haproxy.iso.log"
GATE = "tests/gate/cases/h01-fall-10"
COMMANDS: Mapping[str, tuple[str, ...]] = {
    "check": (LOG,),
    "check --summary": (LOG, "--summary"),
    "gate": ("gate", GATE),
    "gate --summary": ("gate", GATE, "--summary"),
    "diff": ("diff", "spec/pgbouncer-ha.md", "spec/rtmp-failover.md"),
    "coverage": ("coverage", LOG),
    "coverage --summary": ("coverage", LOG, "--summary"),
    "prove --summary": ("prove", "--select", "publish-authorised", "--summary"),
    "explain": ("explain",),
    "explain CODE": ("explain", "fall-threshold"),
}
HELPS = {
    f"{name} --help": (name, "--help") for name in ("gate", "prove", "diff", "render", "coverage", "init", "explain")
}
ANSI = re.compile(r"\x1b\[[0-9;]*m")
# What may stand out: it could not be used in pieces.
WHOLE = re.compile(r" *(-->|\S+$|✗|✓)")


class Shown(NamedTuple):
    """What a command wrote to a terminal, and its exit status."""

    text: str
    status: int


def environment(**more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS")}
    return {
        **kept,
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "TERM": "xterm",
        "LC_ALL": "C.UTF-8",
        **more,
    }


def at_terminal(words: tuple[str, ...], columns: int, **more: str) -> Shown:
    """Run a command whose three streams are a terminal of so many columns."""
    fcntl, termios = pytest.importorskip("fcntl"), pytest.importorskip("termios")
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    with subprocess.Popen(
        [sys.executable, "-m", "checker", *words],
        cwd=ROOT,
        env=environment(**more),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    ) as begun:
        os.close(theirs)
        written = b""
        while select.select([ours], [], [], 60)[0]:
            try:
                data = os.read(ours, 1 << 16)
            except OSError:
                break
            if not data:
                break
            written += data
        status = begun.wait()
    os.close(ours)
    return Shown(written.decode("utf-8").replace("\r\n", "\n"), status)


def piped(words: tuple[str, ...], **more: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "checker", *words]
    return subprocess.run(command, cwd=ROOT, env=environment(**more), capture_output=True, check=False)


@pytest.fixture(scope="module")
def in_pipes() -> dict[str, subprocess.CompletedProcess[bytes]]:
    """Every command in a pipe, run once for all tests of this module."""
    return {name: piped(words) for name, words in {**COMMANDS, **HELPS}.items()}


@pytest.mark.slow
@pytest.mark.parametrize("name", {**COMMANDS, **HELPS})
def test_a_pipe_gets_text_alone_of_100_columns(name: str, in_pipes) -> None:
    ran = in_pipes[name]
    out = ran.stdout.decode("utf-8")
    assert ran.returncode in (0, 1, 3)
    assert out.endswith("\n")
    assert all(line.isprintable() for line in out.split("\n"))
    assert [line for line in out.splitlines() if len(line) > 100 and not WHOLE.match(line)] == []
    assert all(line.isprintable() for line in ran.stderr.decode("utf-8").split("\n"))


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("columns", [46, 80])
def test_a_terminal_gets_lines_that_fit_and_keeps_no_rubbish(name: str, columns: int) -> None:
    shown, status = at_terminal(COMMANDS[name], columns)
    assert status in (0, 1, 3)
    plain = ANSI.sub("", shown)
    # progress is drawn after \r, and wiped by blanks before the report
    *drawn, report = plain.rsplit("\r", 1)
    assert all(len(line) < columns for each in drawn for line in each.split("\r"))
    assert all(line.isprintable() for line in report.split("\n"))
    assert [line for line in report.splitlines() if len(line) > columns and not WHOLE.match(line)] == []


@pytest.mark.parametrize(
    ("more", "colored"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False), ({"TERM": "dumb", "FORCE_COLOR": "1"}, True)],
)
def test_colour_at_a_terminal(more: dict[str, str], colored: bool) -> None:
    shown, status = at_terminal(("explain", "fall-threshold"), 80, **more)
    assert status == 0
    assert ("\x1b[" in shown) is colored
    assert set(re.findall(r"\x1b\[[^m]*m", shown)) <= {
        f"\x1b[{code}m" for code in ("0", "1", "2", "1;31", "1;32", "1;33", "36")
    }


@pytest.mark.parametrize(
    ("words", "more", "colored"),
    [
        (("explain", "fall-threshold"), {}, False),
        (("explain", "fall-threshold"), {"FORCE_COLOR": "1"}, True),
        (("explain", "fall-threshold", "--color", "always"), {"NO_COLOR": "1"}, True),
        (("explain", "fall-threshold", "--color", "never"), {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour_in_a_pipe(words: tuple[str, ...], more: dict[str, str], colored: bool) -> None:
    assert (b"\x1b[" in piped(words, **more).stdout) is colored


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_an_encoding_that_lacks_characters(encoding: str) -> None:
    ran = piped((LOG, "--select", "no-request-routed-to-down"), PYTHONIOENCODING=encoding)
    assert (ran.returncode, ran.stderr) == (1, b"")
    out = ran.stdout.decode(encoding)
    assert out.startswith("x VIOLATED: no-request-routed-to-down")
    assert "\\u" not in out


@pytest.mark.parametrize(("words", "status"), [((LOG,), 1), (("explain",), 0)])
def test_a_reader_that_goes_away(words: tuple[str, ...], status: int) -> None:
    script = '"$@" | head -n 1; exit "${PIPESTATUS[0]}"'
    command = ["bash", "-c", script, "bash", sys.executable, "-m", "checker", *words]
    ran = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, check=False)
    assert (ran.returncode, ran.stderr) == (status, b"")
    assert len(ran.stdout.splitlines()) == 1
