"""What `verify prove` does: ask the pipeline, hand the answer to the reports."""

from __future__ import annotations

from checker.cli.arguments_prove import ProveArguments
from checker.cli.console import Console
from checker.cli.outputs import plan_outputs
from checker.cli.reporting import illustrated, progress_on, write_reports


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
    with progress_on(console, arguments.quiet) as progress:
        outcome = prove(request, progress)
    if arguments.pictures is not None:
        from checker.cli.pictures import write_pictures
        from checker.report.illustrations import runs

        write_pictures(runs(outcome), arguments.pictures)
    outcome, pictures = illustrated(request, outcome, targets)
    write_reports(outcome, targets, arguments.color, arguments.summary, console, illustrations=pictures)
    return outcome.exit_status
