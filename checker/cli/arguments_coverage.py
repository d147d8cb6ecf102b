"""What may be written behind `verify coverage`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from checker.cli.parser import (
    Parser,
    Usage,
    add_color,
    add_quiet,
    add_summary,
    add_trace_options,
    paths_anywhere,
    refuse_two_inputs,
)

ABOUT = "Says which drawn steps, properties and parameters were exercised by any of several captures."
EXAMPLES = """\
examples:
  verify coverage drill-1/ drill-2/ night-of-the-21st/
  verify coverage drills/* --format json > coverage.json"""


class CoverageArguments(NamedTuple):
    """`verify coverage CAPTURE...`"""

    paths: tuple[str, ...]
    spec: str | None
    settings: tuple[str, ...]
    clocks: tuple[str, ...]
    gaps: tuple[str, ...]
    format: str
    color: str
    quiet: bool
    summary: bool = False


def parse_coverage(argv: Sequence[str]) -> CoverageArguments:
    """Return what the words behind `coverage` ask for; raise Usage when they make no sense."""
    given, paths = paths_anywhere(parser(), argv)
    if not paths:
        raise Usage("coverage needs a capture", "verify coverage DIR... (each a capture of its own)")
    refuse_two_inputs(paths)
    return CoverageArguments(
        paths=paths,
        spec=given.spec,
        settings=tuple(given.set),
        clocks=tuple(given.clock),
        gaps=tuple(given.gap),
        format=given.format,
        color=given.color,
        quiet=given.quiet,
        summary=given.summary,
    )


def parser() -> Parser:
    """Return the parser of this command."""
    made = Parser("verify coverage", ABOUT, EXAMPLES)
    add: Callable[..., Any] = made.add_argument
    add("paths", metavar="CAPTURE", nargs="*", help="the logs and captures of one incident or drill: a directory")
    add_trace_options(made)
    add("--format", choices=("text", "json"), default="text", help="for people (the default) or for programs")
    add_summary(made)
    add_color(made)
    add_quiet(made)
    return made
