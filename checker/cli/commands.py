"""What each command does: ask the pipeline, hand the answer to the reports.

The pipeline is loaded inside the commands, after the command line proved to make sense.
"""

from __future__ import annotations

from collections.abc import Iterable

from checker.base.errors import InputError
from checker.base.finding import Finding
from checker.cli.arguments import CheckArguments, ExplainArguments
from checker.cli.arguments_coverage import CoverageArguments
from checker.cli.console import Console
from checker.cli.outputs import plan_outputs
from checker.cli.reporting import illustrated, is_illustrated, progress_on, write_reports

# As for a check: nothing could be exercised.
NOTHING_SEEN = 3


def run_check(arguments: CheckArguments, console: Console) -> int:
    """Check the paths, write every report that was asked for, return the exit status of the outcome."""
    targets = plan_outputs(arguments.formats, arguments.quiet)
    from checker.pipeline import CheckRequest, check

    request = CheckRequest(
        paths=arguments.paths,
        spec=arguments.spec,
        settings=arguments.settings,
        clocks=arguments.clocks,
        gaps=arguments.gaps,
        select=arguments.select,
        strict=arguments.strict,
        cache=console.cache,
        timelines=is_illustrated(targets),
    )
    with progress_on(console, arguments.quiet) as progress:
        outcome = check(request, progress)
    if arguments.pictures is not None:
        from checker.cli.pictures import followed_pictures, write_pictures

        write_pictures(followed_pictures(request, outcome), arguments.pictures)
    outcome, pictures = illustrated(request, outcome, targets)
    write_reports(outcome, targets, arguments.color, arguments.summary, console, illustrations=pictures)
    return outcome.exit_status


def run_coverage(arguments: CoverageArguments, console: Console) -> int:
    """Write what the captures exercised together; what they violated is for `check` to say."""
    from checker.pipeline import CheckRequest, cover

    request = CheckRequest(
        paths=arguments.paths,
        spec=arguments.spec,
        settings=arguments.settings,
        clocks=arguments.clocks,
        gaps=arguments.gaps,
        cache=console.cache,
    )
    with progress_on(console, arguments.quiet) as progress:
        coverage = cover(request, progress)
    complain(coverage.notes, console)
    status = NOTHING_SEEN if coverage.notes else 0
    if arguments.format == "json":
        from checker.report.coverage import as_json

        console.say(as_json(coverage))
        return status
    from checker.report.text.coverage import draw_coverage, draw_coverage_summary
    from checker.report.text.layout import Sheet
    from checker.report.text.paint import Paint

    sheet = Sheet(console.width, Paint(console.color(arguments.color), console.unicode))
    draw = draw_coverage_summary if arguments.summary else draw_coverage
    console.say("\n".join(draw(coverage, sheet)) + "\n")
    return status


def complain(notes: Iterable[Finding], console: Console) -> None:
    """Write notes on the inputs to standard error."""
    for note in notes:
        hint = f"\n  hint: {note.hint}" if note.hint else ""
        console.complain(f"{note.severity.value}: {note.message} [{note.code}]{hint}")


def run_explain(arguments: ExplainArguments, console: Console) -> int:
    """Write what a code or a kind of event means, or the list of all codes."""
    from checker.model.vocabulary import VOCABULARY
    from checker.pipeline import explanations
    from checker.report.text.event_kind import draw_event_kind
    from checker.report.text.explanation import draw_code_list, draw_explanation
    from checker.report.text.layout import Sheet
    from checker.report.text.paint import Paint

    known = explanations(arguments.spec)
    sheet = Sheet(console.width, Paint(console.color(arguments.color), console.unicode))
    if arguments.code is None:
        lines = draw_code_list(known.values(), sheet)
    elif arguments.code in known:
        lines = draw_explanation(known[arguments.code], sheet)
    elif arguments.code in VOCABULARY:
        lines = draw_event_kind(arguments.code, VOCABULARY[arguments.code], sheet)
    else:
        from difflib import get_close_matches

        close = get_close_matches(arguments.code, (*known, *VOCABULARY), 1)
        more = "" if arguments.spec else ", and with --spec PATH those of your contract"
        hint = f"did you mean '{close[0]}'?" if close else f"verify explain lists all codes{more}"
        raise InputError(f"there is no finding code '{arguments.code}'", hint=hint)
    console.say("\n".join(lines) + "\n")
    return 0
