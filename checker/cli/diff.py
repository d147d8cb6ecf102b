"""What `verify diff` does: ask the pipeline, hand the answer to the reports."""

from __future__ import annotations

from checker.cli.arguments_diff import DiffArguments
from checker.cli.console import Console
from checker.cli.outputs import plan_outputs
from checker.cli.reporting import progress_on, write_reports


def run_diff(arguments: DiffArguments, console: Console) -> int:
    """Compare two versions, write every report that was asked for, return the exit status of the outcome."""
    targets = plan_outputs(arguments.formats, arguments.quiet)
    from checker.pipeline import DiffRequest, diff

    request = DiffRequest(
        old=arguments.old,
        new=arguments.new,
        fail_on=arguments.fail_on,
        prove=arguments.prove,
        traces=arguments.traces,
        cache=console.cache,
    )
    with progress_on(console, arguments.quiet) as progress:
        outcome = diff(request, progress)
    write_reports(outcome, targets, arguments.color, arguments.summary, console)
    return outcome.exit_status
