"""What each golden file holds, and how it is made: the test compares with it, `regenerate` writes it."""

from __future__ import annotations

from pathlib import Path

from checker.base.progress import SilentProgress
from checker.pipeline import ObserveRequest, observe
from checker.report.mermaid import draw

TRACES = Path("traces/pgbouncer-ha")
FOLDER = Path(__file__).parent / "golden"
# pgb2's crash, the host's crash, the alert that was lost; the story of the streaming system
NAMES = ("pgb2_kill", "crash_nopreempt", "monitor_missed", "seed_story")


def trace(name: str) -> Path:
    """Return the folder of a capture; no two systems have one of the same name."""
    (found,) = TRACES.parent.glob(f"*/{name}")
    return found


def drawn(*paths: str | Path, **options) -> str:
    """Return the diagram of what the traces show, as the command writes it."""
    seen = observe(ObserveRequest(tuple(map(str, paths)), **options), SilentProgress()).observation
    assert seen is not None
    return draw(seen)


def golden(name: str) -> Path:
    return FOLDER / f"{name}.mmd"
