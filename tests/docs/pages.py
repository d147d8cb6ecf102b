"""The pages that people read, and the blocks of commands in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PAGES = tuple(
    sorted(
        {
            *ROOT.glob("*.md"),
            *(ROOT / "docs").rglob("*.md"),
            *(ROOT / "examples").glob("*/README.md"),
            ROOT / "traces" / "README.md",
        }
    )
)
SHELLS = ("console", "sh", "bash", "shell")
_FENCED = re.compile(
    r"(?P<marks>(?:^<!-- [^\n]* -->\n)*)^(?P<fence>`{3,})(?P<kind>\w*)\n(?P<text>.*?)^(?P=fence)$", re.M | re.S
)
_MARK = re.compile(r"<!-- (.*) -->")


class Command(NamedTuple):
    """A line to type, and what the page shows of its output; None where it shows none."""

    line: str
    shown: str | None

    @property
    def typed(self) -> str:
        """The line without the remark behind it."""
        return re.split(r"\s+#\s", self.line, maxsplit=1)[0].strip()

    @property
    def status(self) -> str:
        """The exit status that the remark gives, or ''."""
        found = re.search(r"#.*\bexit status (\d)", self.line)
        return found[1] if found else ""

    @property
    def is_ours(self) -> bool:
        """Whether it runs the program."""
        return re.match(r"(\./dev )?verify\b|.*\| *verify\b", self.typed) is not None


class Block(NamedTuple):
    """A fenced block of a page: its first line, its language, and the marks (HTML comments) that stand before it."""

    page: str
    line: int
    kind: str
    text: str
    marks: tuple[str, ...]

    def mark(self, name: str) -> str | None:
        """Return what a mark `name: value` says ('' for a bare one), None where it is not there."""
        for mark in self.marks:
            head, colon, value = mark.partition(":")
            if head == name:
                return value.strip() if colon else ""
        return None

    @property
    def commands(self) -> tuple[Command, ...]:
        """The commands: lines behind `$ ` with the output under them, or every line."""
        lines = self.text.replace("\\\n", "").splitlines()
        if not any(line.startswith("$ ") for line in lines):
            return tuple(Command(line, None) for line in lines if line.strip() and not line.startswith("#"))
        found: list[tuple[str, list[str]]] = []
        for line in lines:
            if line.startswith("$ "):
                found.append((line[2:], []))
            else:
                found[-1][1].append(line)
        return tuple(Command(line, "\n".join(shown).rstrip() if shown else None) for line, shown in found)


def blocks(path: Path) -> Iterator[Block]:
    """Yield the fenced blocks of a page."""
    text = path.read_text(encoding="utf-8")
    for match in _FENCED.finditer(text):
        marks = tuple(_MARK.findall(match["marks"]))
        line = text.count("\n", 0, match.start("fence")) + 1
        yield Block(str(path.relative_to(ROOT)), line, match["kind"], match["text"], marks)


def shells() -> Iterator[Block]:
    """Yield every block of commands of every page."""
    for path in PAGES:
        yield from (block for block in blocks(path) if block.kind in SHELLS)
