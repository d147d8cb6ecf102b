"""The pictures that `verify`, `verify prove` and `verify diff` write beside their reports with `--pictures DIR`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from checker.base.errors import unwritable
from checker.cli.outputs import write_file
from checker.model.outcome import Outcome
from checker.picture.svg import svg
from checker.pipeline import CheckRequest, followed_by
from checker.report.pictures import followed_picture, run_picture


def draw_followed(request: CheckRequest, outcome: Outcome, folder: str) -> None:
    """Write each diagram of which something happened, with what became of its steps."""
    named = followed_by(request, outcome)
    write_into(folder, [(f"{each.name}.svg", svg(followed_picture(each.followed))) for each in named])


def draw_runs(outcome: Outcome, folder: str) -> None:
    """Write the run against each property that has one, where the system has a diagram to draw it on."""
    drawn = []
    for each in outcome.properties:
        run = each.proof.run if each.proof else None
        if run is not None and run.mermaid:
            drawn.append((f"{each.system}.{each.id}.svg", svg(run_picture(run, f"{each.id}: a run against it"))))
    write_into(folder, drawn)


def draw_merged(outcome: Outcome, folder: str) -> None:
    """Write each diagram that differs between two versions, and each run that only one of them allows."""
    from checker.report.merged_pictures import pictures_of

    write_into(folder, [(f"{name}.svg", svg(picture)) for name, picture in pictures_of(outcome.merged)])


def write_into(folder: str, texts: Sequence[tuple[str, str]]) -> None:
    """Write files of a name and a text into a folder, which is made. Raises InputError where that cannot be."""
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(Path(folder), error) from error
    for name, text in texts:
        write_file(str(Path(folder) / name), text)
