"""What `verify prove` does: ask the pipeline, hand the answer to the reports."""

from __future__ import annotations

from checker.cli.arguments_prove import ProveArguments
from checker.cli.console import Console
from checker.cli.outputs import plan_outputs
from checker.cli.render import write_into
from checker.cli.reporting import progress_on, write_reports
from checker.model.outcome import Outcome


def run_prove(arguments: ProveArguments, console: Console) -> int:
    """Judge the spec by its model, write every report that was asked for, return the exit status of the outcome."""
    targets = plan_outputs(arguments.formats, arguments.quiet)
    from checker.pipeline import ProveRequest, prove

    request = ProveRequest(
        spec=arguments.spec,
        settings=arguments.settings,
        select=arguments.select,
        without=arguments.without,
        certificate=arguments.certificate,
        strict=arguments.strict,
        cache=console.cache,
    )
    with progress_on(console, arguments.quiet, "questions answered") as progress:
        outcome = prove(request, progress)
    if arguments.pictures is not None:
        _draw(outcome, arguments.pictures)
    write_reports(outcome, targets, arguments.color, arguments.summary, console)
    return outcome.exit_status


def _draw(outcome: Outcome, folder: str) -> None:
    """Write the run against each property that has one, where the system has a diagram to draw it on."""
    from checker.picture.svg import svg
    from checker.report.pictures import run_picture

    drawn = []
    for each in outcome.properties:
        run = each.proof.run if each.proof else None
        if run is not None and run.mermaid:
            drawn.append((f"{each.system}.{each.id}.svg", svg(run_picture(run, f"{each.id}: a run against it"))))
    write_into(folder, drawn)
