"""The page that docs/html-report.md shows: how it is made, and where it is kept."""

from __future__ import annotations

import contextlib
from pathlib import Path

from checker.cli import main as verify

ROOT = Path(__file__).parents[3]
DOC = ROOT / "docs" / "html-report.md"
KEPT = ROOT / "docs" / "reports" / "split_brain.html"
MOST_BYTES = 300_000


def command() -> list[str]:
    """Return the arguments of the command in the document, but where it writes to."""
    line = next(line for line in DOC.read_text(encoding="utf-8").splitlines() if line.startswith("verify traces/"))
    return line.split()[1:-1]


def write(file: Path) -> None:
    """Run the command of the document."""
    with contextlib.chdir(ROOT):
        verify([*command(), f"html:{file}", "-q"])
