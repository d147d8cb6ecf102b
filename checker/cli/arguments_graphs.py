"""What may be written behind `verify render --states ROLE` and `verify render --topology`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any, NamedTuple

from checker.cli.parser import Parser, Usage, add_repeatable

_DOT = "dot, dot:FILE.dot, or, where Graphviz is installed, dot:FILE.svg, .png or .pdf"


class StatesArguments(NamedTuple):
    """`verify render [SPEC] --states ROLE --format dot[:PLACE]`; a place '' is standard output."""

    spec: str | None
    role: str
    settings: tuple[str, ...]
    without: tuple[str, ...]
    place: str


class TopologyArguments(NamedTuple):
    """`verify render --topology PATH... --format dot[:PLACE]`"""

    paths: tuple[str, ...]
    spec: str | None
    settings: tuple[str, ...]
    environment: tuple[str, ...]
    place: str


def add_graph_options(parser: Parser) -> None:
    """Add the options of the graphs."""
    add: Callable[..., Any] = parser.add_argument
    states = "the states of a role of the model (vrrp, check@hap1/pgb2, all) as a graph; PATH is a contract"
    add("--states", metavar="ROLE", help=states)
    add_repeatable(parser, "--without", "ASSUMPTION", "with --states: draw what this assumption excludes, too")
    add("--topology", action="store_true", help="draw what configuration files deploy, and what leads where")
    add_repeatable(parser, "--env", "NAME=VALUE", "with --topology: a variable of the daemons' environment")


def graphs_of(given: argparse.Namespace, paths: tuple[str, ...]) -> StatesArguments | TopologyArguments:
    """Return which graph is asked for; raise Usage when it makes no sense."""
    who = "--topology" if given.topology else "--states"
    foreign = [f"--{name}" for name in ("observed", "clock", "gap", "diagram") if getattr(given, name)]
    foreign += ["--without"] if given.without and given.topology else []
    foreign += ["--env"] if given.env and not given.topology else []
    foreign += ["--states"] if given.topology and given.states is not None else []
    if foreign:
        raise Usage(f"{foreign[0]} does not go with {who}", "verify render --help shows how")
    to, colon, place = (given.to or "dot").partition(":")
    if to != "dot" or (colon and not place):
        raise Usage(f"render {who} cannot write '{given.to}'", f"it writes a graph: --format {_DOT}")
    if given.topology:
        if not paths:
            raise Usage("render --topology needs configuration files", "verify render --topology deploy/")
        return TopologyArguments(paths, given.spec, tuple(given.set), tuple(given.env), place)
    specs = [*paths, *([given.spec] if given.spec is not None else [])]
    if len(specs) > 1:
        raise Usage("render --states takes one spec", "a contract, a folder, or nothing for those of verify")
    return StatesArguments(specs[0] if specs else None, given.states, tuple(given.set), tuple(given.without), place)
