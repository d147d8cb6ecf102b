"""What `verify gate` does: ask the pipeline, mend or accept what was asked to be, hand the answer to the reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.cli.arguments_gate import GateArguments
from checker.cli.console import Console
from checker.cli.outputs import plan_outputs, probe, write_file
from checker.cli.reporting import illustrated, progress_on, write_reports

if TYPE_CHECKING:
    from checker.pipeline import GateRequest
    from checker.pipeline.gating import Gated

# No file needs as many; two repairs that undo each other would.
MOST_ROUNDS = 8


def run_gate(arguments: GateArguments, console: Console) -> int:
    """Judge the configuration, write every report that was asked for, return the exit status of the outcome."""
    targets = plan_outputs(arguments.formats, arguments.quiet or arguments.diff, taken=arguments.diff)
    if arguments.write_baseline is not None:
        probe(arguments.write_baseline)
    from checker.pipeline import GateRequest

    request = GateRequest(
        paths=arguments.paths,
        spec=arguments.spec,
        settings=arguments.settings,
        select=arguments.select,
        strict=arguments.strict,
        environment=arguments.environment,
        baseline=arguments.baseline,
        cache=console.cache,
    )
    gated = _judge(request, arguments, console)
    if arguments.diff:
        from checker.cli.patches import as_bytes, unified

        console.emit(as_bytes("".join(unified(patch) for patch in gated.patches)))
    if arguments.fix:
        gated = _fixed(gated, request, arguments, console)
    if arguments.write_baseline is not None:
        gated = _accepted(gated, request, arguments.write_baseline, arguments, console)
    outcome, pictures = illustrated(request, gated.outcome, targets)
    write_reports(outcome, targets, arguments.color, arguments.summary, console, illustrations=pictures)
    return outcome.exit_status


def _judge(request: GateRequest, arguments: GateArguments, console: Console) -> Gated:
    from checker.pipeline import gate

    with progress_on(console, arguments.quiet) as progress:
        return gate(request, progress)


def _fixed(gated: Gated, request: GateRequest, arguments: GateArguments, console: Console) -> Gated:
    """Write the repairs, say which, and judge what the files say now: what was mended may show what else is to mend."""
    if not gated.patches:
        why = "there is no repair that is known to be safe" if gated.outcome.findings else "nothing is wrong"
        console.complain(f"nothing was written: {why}")
    from checker.cli.patches import write_patches

    for _ in range(MOST_ROUNDS):
        if not gated.patches:
            break
        write_patches(gated.patches)
        for patch in gated.patches:
            console.complain(f"{patch.path}: wrote {', '.join(patch.shown)}")
        gated = _judge(request, arguments, console)
    return gated


def _accepted(gated: Gated, request: GateRequest, file: str, arguments: GateArguments, console: Console) -> Gated:
    """Write the baseline, and judge with it."""
    from dataclasses import replace

    from checker.pipeline import baseline_of

    write_file(file, baseline_of(gated.outcome))
    console.complain(f'{file}: wrote the findings of today; each is accepted once its "why" says the reason')
    return _judge(replace(request, baseline=file), arguments, console)
