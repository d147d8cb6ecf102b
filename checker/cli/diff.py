"""What `verify diff` does: ask the pipeline, hand the answer to the reports."""

from __future__ import annotations

from checker.cli.arguments_diff import DiffArguments
from checker.cli.console import Console
from checker.cli.outputs import plan_outputs
from checker.cli.reporting import illustrated, is_illustrated, progress_on, write_reports


def run_diff(arguments: DiffArguments, console: Console) -> int:
    """Compare two versions, write every report that was asked for, return the exit status of the outcome."""
    targets = plan_outputs(arguments.formats, arguments.quiet)
    shown = is_illustrated(targets) or any(target.format.name == "markdown" for target in targets)
    from checker.pipeline import DiffRequest, diff

    request = DiffRequest(
        old=arguments.old,
        new=arguments.new,
        fail_on=arguments.fail_on,
        prove=arguments.prove,
        traces=arguments.traces,
        draw=shown or arguments.pictures is not None,
        cache=console.cache,
    )
    with progress_on(console, arguments.quiet) as progress:
        outcome = diff(request, progress)
    if arguments.pictures is not None:
        from checker.cli.pictures import write_pictures
        from checker.report.illustrations import merged

        write_pictures(merged(outcome), arguments.pictures)
    outcome, pictures = illustrated(request, outcome, targets)
    write_reports(outcome, targets, arguments.color, arguments.summary, console, illustrations=pictures)
    return outcome.exit_status
