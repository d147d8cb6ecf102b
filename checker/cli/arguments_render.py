"""What may be written behind `verify render`: files of diagrams, or with --observed traces to be drawn."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from checker.cli.parser import Parser, Usage, add_quiet, add_trace_options, paths_anywhere, refuse_two_inputs

RENDER = "Writes what files of diagrams were read as (JSON), or what really happened as a diagram (Mermaid)."
RENDER_EXAMPLES = """\
examples:
  verify render docs/failover.md --to json        one JSON object a file
  verify render --observed incident/ > seen.mmd   the logs and captures of an incident, drawn
  verify render --observed incident/ --diagram HAProxy   drawn on this diagram"""


class RenderArguments(NamedTuple):
    """`verify render FILE... --to FORMAT`"""

    paths: tuple[str, ...]
    to: str


class ObserveArguments(NamedTuple):
    """`verify render --observed TRACE...`"""

    paths: tuple[str, ...]
    spec: str | None
    settings: tuple[str, ...]
    clocks: tuple[str, ...]
    gaps: tuple[str, ...]
    diagram: str
    quiet: bool


def parse_render(argv: Sequence[str]) -> RenderArguments | ObserveArguments:
    """Return what the words behind `render` ask for; raise Usage when they make no sense."""
    given, paths = paths_anywhere(_render_parser(), argv)
    if given.observed:
        return _observe(given, paths)
    foreign = [f"--{name}" for name in ("spec", "set", "clock", "gap", "diagram") if getattr(given, name)]
    if foreign:
        raise Usage(f"{foreign[0]} is for what happened in traces", "verify render --observed TRACE...")
    if given.to != "json":
        wrong = "needs a format" if given.to is None else f"cannot write '{given.to}'"
        raise Usage(f"render {wrong}", "verify render FILE... --to json, or verify render --observed TRACE...")
    if not paths:
        raise Usage("render needs a file", "verify render FILE... --to json, or verify render --observed TRACE...")
    return RenderArguments(paths, given.to)


def _render_parser() -> Parser:
    parser = Parser("verify render", RENDER, RENDER_EXAMPLES)
    parser.usage = "verify render FILE... --to json\n       verify render --observed TRACE... [options]"
    add: Callable[..., Any] = parser.add_argument
    add(
        "paths",
        metavar="PATH",
        nargs="*",
        help="Markdown or Mermaid with sequence diagrams; with --observed: logs, captures, directories; - is standard "
        "input",
    )
    add("--to", metavar="FORMAT", help="json; with --observed: mermaid (the default)")
    add("--observed", action="store_true", help="draw what really happened in traces, on the lifelines of a diagram")
    add("--diagram", metavar="TEXT", default="", help="draw on the diagram with TEXT in its title, not on the best")
    add_trace_options(parser)
    add_quiet(parser)
    return parser


def _observe(given: argparse.Namespace, paths: tuple[str, ...]) -> ObserveArguments:
    if given.to not in (None, "mermaid"):
        raise Usage(f"render --observed cannot write '{given.to}'", "verify render --observed TRACE... > seen.mmd")
    if not paths:
        raise Usage("render --observed needs a trace", "verify render --observed TRACE...")
    refuse_two_inputs(paths)
    return ObserveArguments(
        paths=paths,
        spec=given.spec,
        settings=tuple(given.set),
        clocks=tuple(given.clock),
        gaps=tuple(given.gap),
        diagram=given.diagram,
        quiet=given.quiet,
    )
