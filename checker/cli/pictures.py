"""The pictures of a job: those that `--pictures DIR` writes, and those that a report has in itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from checker.base.errors import unwritable
from checker.cli.outputs import write_file
from checker.model.outcome import Outcome
from checker.picture.svg import svg
from checker.pipeline import CheckRequest, DiffRequest, GateRequest, ProveRequest, followed_by
from checker.report.illustrations import Illustration, followed, merged, runs

Requested = CheckRequest | GateRequest | ProveRequest | DiffRequest


def followed_pictures(request: CheckRequest | GateRequest | ProveRequest, outcome: Outcome) -> tuple[Illustration, ...]:
    """Return each diagram of which something happened, with what became of its steps, or whose promise is broken."""
    return tuple(followed(each.name, each.system, each.followed) for each in followed_by(request, outcome))


def write_pictures(illustrations: Sequence[Illustration], folder: str) -> None:
    """Write each picture as a file of its name."""
    write_into(folder, [(f"{each.name}.svg", svg(each.picture)) for each in illustrations])


def pictures_of(request: Requested, outcome: Outcome) -> tuple[Illustration, ...]:
    """Return all pictures that belong to a report."""
    if isinstance(request, DiffRequest):
        return merged(outcome)
    return (*followed_pictures(request, outcome), *runs(outcome))


def write_into(folder: str, texts: Sequence[tuple[str, str]]) -> None:
    """Write files of a name and a text into a folder, which is made. Raises InputError where that cannot be."""
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(Path(folder), error) from error
    for name, text in texts:
        write_file(str(Path(folder) / name), text)
