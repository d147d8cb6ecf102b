"""What `verify render --states` and `--topology` do: graphs, in the language of Graphviz or painted by it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from checker.cli.arguments_graphs import StatesArguments, TopologyArguments
from checker.cli.console import Console
from checker.cli.outputs import is_folder, probe, write_bytes, write_file
from checker.cli.parser import Usage
from checker.model.graph import Graph

# A graph for a file with one of these endings is drawn, if Graphviz is there.
BY_GRAPHVIZ = ("png", "pdf", "svg")


def run_graphs(arguments: StatesArguments | TopologyArguments, console: Console) -> int:
    """Write the state graphs of a role, or the topology of a deployment."""
    place = arguments.place
    if place and not is_folder(place):
        probe(place)
    _write_all(_graphs(arguments), place, console)
    return 0


def write_graph(text: str, place: str, console: Console) -> None:
    """Write a graph, drawn where the ending of the file asks for that."""
    form = Path(place).suffix.lstrip(".").lower()
    if form in BY_GRAPHVIZ:
        from checker.report.dot import painted

        write_bytes(place, painted(text, form))
    elif place:
        write_file(place, text)
    else:
        console.say(text)


def _graphs(given: StatesArguments | TopologyArguments) -> tuple[Graph, ...]:
    from checker.pipeline import StatesRequest, TopologyRequest, states, topology

    match given:
        case StatesArguments():
            return states(StatesRequest(given.spec, given.role, given.settings, given.without))
        case TopologyArguments():
            return (topology(TopologyRequest(given.paths, given.spec, given.settings, given.environment)),)


def _write_all(graphs: Sequence[Graph], place: str, console: Console) -> None:
    from checker.report.dot import dot

    if place and is_folder(place):
        from checker.cli.pictures import write_into

        write_into(place, [(f"{re.sub(r'[^A-Za-z0-9._-]+', '-', each.name)}.dot", dot(each)) for each in graphs])
    elif len(graphs) > 1:
        names = ", ".join(each.name for each in graphs)
        hint = "name one of them, or --format dot:DIR/ for a file each"
        raise Usage(f"one file holds one graph, and there are {len(graphs)}: {names}", hint)
    else:
        write_graph(dot(graphs[0]), place, console)
