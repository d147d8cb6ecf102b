"""Every command in the pages is run, and prints what the page shows of it."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from checker.cli.arguments import parse
from tests.docs.pages import Block, Command, shells
from tests.docs.sandbox import fits, installed, made, typed

BLOCKS = tuple(shells())
RUN = [block for block in BLOCKS if block.mark("not run") is None]
LEFT = [block for block in BLOCKS if block.mark("not run") is not None]
# Each page whose commands are not run, and why; what they say is understood all the same.
NOT_RUN = {
    ("docs/getting-started.md", "it installs what there is already"),
    ("docs/prove.md", "each takes minutes of processor time"),
    ("examples/redis-sentinel/README.md", "it needs root, and records anew"),
    ("examples/redis-sentinel/README.md", "tests/examples runs them"),
}


def params(blocks: list[Block]) -> list[object]:
    slow = pytest.mark.slow
    return [
        pytest.param(block, id=f"{block.page}:{block.line}", marks=[slow] if block.mark("slow") is not None else [])
        for block in blocks
    ]


@pytest.fixture(scope="session")
def binaries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installed(tmp_path_factory.mktemp("bin"))


@pytest.mark.parametrize("block", params(RUN))
def test_the_commands_run(block: Block, tmp_path: Path, binaries: Path) -> None:
    folder = made(tmp_path, block)
    if before := block.mark("after"):
        assert typed(Command(before, None), folder, binaries).returncode == 0
    for command in block.commands:
        ran = typed(command, folder, binaries)
        told = f"$ {command.line}\n{ran.stdout}{ran.stderr}"
        allowed = (command.status,) if command.status else ("0", "1", "3") if command.is_ours else ("0",)
        assert str(ran.returncode) in allowed, told
        if command.shown is not None:
            assert fits(command.shown, ran.stdout), told


def test_who_is_not_run_says_why() -> None:
    assert {(block.page, block.mark("not run")) for block in LEFT} == NOT_RUN


@pytest.mark.parametrize("block", params(LEFT))
def test_what_is_not_run_is_understood(block: Block) -> None:
    for command in block.commands:
        words = shlex.split(command.typed.replace("./dev verify", "verify"))
        if words[0] == "verify":
            parse(words[1:])


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        ("a\nb", "a\nb\n", True),
        ("a\nb", "a\nc\n", False),
        ("a\n...\nd", "a\nb\nc\nd", True),
        ("a\n...\nd", "a\nb\nc", False),
        ("a\n...", "a\nb", True),
        ("...\nb", "a\nb", True),
        ("...\nb", "a\nb\nc", False),
        ("x; 1.25 s", "x; 0.31 s", True),
    ],
)
def test_how_outputs_are_compared(shown: str, printed: str, same: bool) -> None:
    assert fits(shown, printed) is same
