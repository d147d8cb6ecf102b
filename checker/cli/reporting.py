"""How commands that end in an outcome show their progress and write their reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from checker.base.progress import Progress, progress_for
from checker.cli.console import Console
from checker.cli.outputs import STANDARD, Target, write_file
from checker.model.outcome import Outcome
from checker.report.options import RenderOptions

if TYPE_CHECKING:
    from checker.pipeline import CheckRequest, DiffRequest, GateRequest, ProveRequest
    from checker.report.illustrations import Illustration


@contextmanager
def progress_on(console: Console, quiet: bool) -> Iterator[Progress]:
    """Show on standard error how far long work is, if that is a terminal, and take it away in the end."""
    progress = progress_for(console.err, quiet)
    try:
        yield progress
    finally:
        progress.finish()


def is_illustrated(targets: Iterable[Target]) -> bool:
    """Say whether any report shows timelines, pictures and explanations."""
    return any(target.format.illustrated for target in targets)


def illustrated(
    request: CheckRequest | GateRequest | ProveRequest | DiffRequest, outcome: Outcome, targets: Iterable[Target]
) -> tuple[Outcome, tuple[Illustration, ...]]:
    """Return the outcome with explanations, and its pictures, where a report shows them; else as it is, and none."""
    if not is_illustrated(targets):
        return outcome, ()
    from checker.cli.pictures import pictures_of
    from checker.pipeline import DiffRequest, explained

    # A diff has two contracts, and explains its changes itself.
    told = outcome if isinstance(request, DiffRequest) else explained(outcome, request.spec)
    return told, pictures_of(request, outcome)


def write_reports(
    outcome: Outcome,
    targets: Iterable[Target],
    color: str,
    summary: bool,
    console: Console,
    *,
    illustrations: tuple[Illustration, ...] = (),
) -> None:
    """Write every report that was asked for, to its file or to standard output."""
    in_file = RenderOptions(summary=summary, illustrations=illustrations)
    on_terminal = replace(in_file, width=console.width, color=console.color(color), unicode=console.unicode)
    for target in targets:
        if target.file == STANDARD:
            console.say(target.format.render(outcome, on_terminal))
        else:
            write_file(target.file, target.format.render(outcome, in_file))
