"""What may be written behind `verify render`: files of diagrams, or with --observed traces to be drawn."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from checker.cli.arguments_graphs import StatesArguments, TopologyArguments, add_graph_options, graphs_of
from checker.cli.parser import Parser, Usage, add_quiet, add_trace_options, paths_anywhere, refuse_two_inputs

RENDER = "Draws diagrams or what really happened (SVG, HTML, Mermaid); or writes what was read (JSON)."
RENDER_EXAMPLES = """\
examples:
  verify render docs/failover.md --format svg:pictures/   one picture a diagram
  verify render docs/failover.md --diagram "VIP moves" --format svg > moves.svg   this one
  verify render docs/failover.md --diagram "VIP moves" --format dot:order.png   causes and races
  verify render docs/failover.yaml --states vrrp@lb1 --format dot:vrrp.svg   states of the model
  verify render --topology deploy/ --format dot:deploy.svg   what the configuration deploys
  verify render docs/failover.md --format json    what was read, one JSON object a file
  verify render --observed incident/ > seen.mmd   the logs and captures of an incident, drawn
  verify render --observed incident/ --format svg:seen.svg   the same as a picture
  verify render --observed incident/ --diagram HAProxy   drawn on this diagram"""


FORMATS = ("svg", "html", "mermaid", "dot", "json")
FORMATS_OBSERVED = ("mermaid", "svg", "html")
_EXAMPLE = "verify render FILE... --format svg, or verify render --observed TRACE..."


class RenderArguments(NamedTuple):
    """`verify render FILE... --format FORMAT[:PLACE]`; a place '' is standard output."""

    paths: tuple[str, ...]
    to: str
    place: str
    diagram: str
    quiet: bool = False


class ObserveArguments(NamedTuple):
    """`verify render --observed TRACE...`"""

    paths: tuple[str, ...]
    spec: str | None
    settings: tuple[str, ...]
    clocks: tuple[str, ...]
    gaps: tuple[str, ...]
    diagram: str
    to: str
    place: str
    quiet: bool


def parse_render(argv: Sequence[str]) -> RenderArguments | ObserveArguments | StatesArguments | TopologyArguments:
    """Return what the words behind `render` ask for; raise Usage when they make no sense."""
    given, paths = paths_anywhere(parser(), argv)
    if given.topology or given.states is not None:
        return graphs_of(given, paths)
    if given.observed:
        return _observe(given, paths)
    _refuse_graphs(given)
    foreign = [f"--{name}" for name in ("spec", "set", "clock", "gap") if getattr(given, name)]
    if foreign:
        raise Usage(f"{foreign[0]} is for what happened in traces", "verify render --observed TRACE...")
    if given.to is None:
        raise Usage("render needs a format", _EXAMPLE)
    to, place = _format(given.to, FORMATS, "render")
    if not paths:
        raise Usage("render needs a file", _EXAMPLE)
    if to == "json" and (place or given.diagram):
        raise Usage("render writes all diagrams as JSON to standard output", "verify render FILE... --format json")
    return RenderArguments(paths, to, place, given.diagram, given.quiet)


def _refuse_graphs(given: argparse.Namespace) -> None:
    """Raise Usage for an option of the graphs where none is asked for: what it says would be ignored."""
    if given.env:
        raise Usage("--env is for what configurations deploy", "verify render --topology CONFIG... --env NAME=VALUE")
    if given.without:
        raise Usage("--without is for the states of the model", "verify render --states ROLE --without ASSUMPTION")


def _format(asked: str, known: tuple[str, ...], who: str) -> tuple[str, str]:
    """Return a format and where to write it."""
    to, colon, place = asked.partition(":")
    if to in ("png", "pdf"):
        hint = "write SVG and convert it (a browser, rsvg-convert, Inkscape); the causal order: --format dot:FILE.png"
        raise Usage(f"{who} cannot write '{to}': Graphviz knows no sequence diagrams", hint)
    if to not in known:
        raise Usage(f"{who} cannot write '{to}'", f"the formats are {', '.join(known)}")
    if colon and not place:
        raise Usage(f"--format {asked} names no file", f"--format {to}:FILE, or --format {to}")
    return to, place


def parser() -> Parser:
    """Return the parser of this command."""
    made = Parser("verify render", RENDER, RENDER_EXAMPLES)
    made.usage = (
        "verify render FILE... --format F[:PLACE]\n       verify render --observed TRACE... [options]\n"
        "       verify render [SPEC] --states ROLE [options]\n       verify render --topology CONFIG... [options]"
    )
    add: Callable[..., Any] = made.add_argument
    add(
        "paths",
        metavar="PATH",
        nargs="*",
        help="Markdown or Mermaid with sequence diagrams; with --observed: logs, captures, directories; - is standard "
        "input",
    )
    add(
        "--format",
        "--to",
        dest="to",
        metavar="F[:PLACE]",
        help="svg, html (one page of all), mermaid (its text, tidied), dot (the causal order, for Graphviz) or "
        "json; with --observed: mermaid (the default), svg or html; to standard output, a file, or with svg:DIR/ a "
        "file for each diagram",
    )
    add("--observed", action="store_true", help="draw what really happened in traces, on the lifelines of a diagram")
    add(
        "--diagram",
        metavar="TEXT",
        default="",
        help="only the diagram with TEXT in its title; with --observed: draw on it, not on the best",
    )
    add_graph_options(made)
    add_trace_options(made)
    add_quiet(made)
    return made


def _observe(given: argparse.Namespace, paths: tuple[str, ...]) -> ObserveArguments:
    _refuse_graphs(given)
    to, place = _format(given.to or "mermaid", FORMATS_OBSERVED, "render --observed")
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
        to=to,
        place=place,
        quiet=given.quiet,
    )
