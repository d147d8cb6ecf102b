"""How commands that end in an outcome show their progress and write their reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from checker.base.progress import Progress, progress_for
from checker.cli.console import Console
from checker.cli.outputs import STANDARD, Target, write_file
from checker.model.outcome import Outcome
from checker.report.options import RenderOptions


@contextmanager
def progress_on(console: Console, quiet: bool) -> Iterator[Progress]:
    """Show on standard error how far long work is, if that is a terminal, and take it away in the end."""
    progress = progress_for(console.err, quiet)
    try:
        yield progress
    finally:
        progress.finish()


def write_reports(outcome: Outcome, targets: Iterable[Target], color: str, summary: bool, console: Console) -> None:
    """Write every report that was asked for, to its file or to standard output."""
    on_terminal = RenderOptions(
        width=console.width, color=console.color(color), unicode=console.unicode, summary=summary
    )
    in_file = RenderOptions(summary=summary)
    for target in targets:
        if target.file == STANDARD:
            console.say(target.format.render(outcome, on_terminal))
        else:
            write_file(target.file, target.format.render(outcome, in_file))
