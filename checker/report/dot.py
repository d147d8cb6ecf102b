"""A graph in the DOT language of Graphviz, and painted by it.

Long lines are wrapped; the text is the same on every machine. What each part says is its tooltip, too, as a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from textwrap import wrap

import graphviz

from checker.base.errors import InputError
from checker.model.graph import Edge, Graph, Group, Look, Node
from checker.report.dot_svg import readable

FONT = {"fontname": "Arial, Helvetica, sans-serif", "fontsize": "11"}
# What parts two lines, also of a tooltip: the first one says all that is drawn.
BREAK = "\\n"
_WIDE, _NARROW = 40, 38
_SHAPES: dict[Look, dict[str, str]] = {
    "state": {"shape": "box", "style": "rounded"},
    "start": {"shape": "box", "style": "rounded", "peripheries": "2"},
    "any": {"shape": "plaintext", "height": "0.3"},
    "address": {"shape": "hexagon"},
    "process": {"shape": "component"},
    "entrance": {"shape": "tab"},
    "server": {"shape": "box"},
    "store": {"shape": "cylinder"},
    "thing": {"shape": "box", "style": "rounded"},
}
_BLANKS = " \n\t\N{NO-BREAK SPACE}"


def dot(graph: Graph) -> str:
    """Return the text of a graph."""
    names = {each.id: ", ".join(each.lines[:2]) for each in graph.nodes}
    drawn = graphviz.Digraph(
        name=printable(graph.title),
        graph_attr={
            **FONT,
            "label": _text((graph.title, *graph.notes), _WIDE * 2),
            "labelloc": "t",
            "bgcolor": "white",
            "rankdir": "LR" if graph.across else "TB",
        },
        node_attr=FONT,
        edge_attr={**FONT, "arrowsize": "0.7", "fontsize": "10"},
    )
    _nodes(drawn, (each for each in graph.nodes if not each.group))
    for group in graph.groups:
        _group(drawn, group, graph.nodes)
    for edge in graph.edges:
        _edge(drawn, edge, names)
    return str(drawn.source)


def painted(text: str, form: str) -> bytes:
    """Return a graph as `png`, `pdf` or `svg`, drawn by Graphviz. Raises InputError where that is not installed."""
    try:
        found = bytes(graphviz.Source(text).pipe(format=form))
        return readable(found.decode()).encode() if form == "svg" else found
    except graphviz.ExecutableNotFound:
        hint = "install Graphviz, or write the graph itself: --format dot:FILE.dot"
        raise InputError(f"{form} is drawn by the program dot, which is not there", hint=hint) from None


def _group(drawn: graphviz.Digraph, group: Group, nodes: Iterable[Node]) -> None:
    with drawn.subgraph(name=f"cluster_{group.id}") as frame:
        label = _text(group.lines, _WIDE).replace(BREAK, "\\l") + "\\l"
        frame.attr(label=label, labeljust="l", style="rounded", color="gray50")
        _nodes(frame, (each for each in nodes if each.group == group.id))


def _nodes(drawn: graphviz.Digraph, nodes: Iterable[Node]) -> None:
    for each in nodes:
        look = dict(_SHAPES[each.look])
        if each.open:
            look["style"] = ",".join(filter(None, (look.get("style", ""), "dashed")))
        drawn.node(
            each.id,
            _text(each.lines, _NARROW),
            tooltip=tip_of(", ".join(each.lines), each.tip),
            **look,
        )


def _edge(drawn: graphviz.Digraph, edge: Edge, names: Mapping[str, str]) -> None:
    said = f": {', '.join(edge.lines)}" if edge.lines else ""
    tip = tip_of(f"from {names[edge.source]} to {names[edge.target]}{said}", edge.tip)
    style = {"style": "dashed"} if edge.open else {}
    drawn.edge(edge.source, edge.target, label=_label(edge), tooltip=tip, **style)


def tip_of(*lines: str) -> str:
    """Return a tooltip; Graphviz reads its backslashes twice, so they are written twice as often as in labels."""
    return BREAK.join(_escaped(line).replace("\\\\", "\\" * 4) for line in lines if line)


def _label(edge: Edge) -> str:
    """Return the lines beside an arrow, each with room between it and the arrow."""
    return _text((f"\N{NO-BREAK SPACE}{line}\N{NO-BREAK SPACE}" for line in _wrapped(edge.lines, _NARROW)), _NARROW + 2)


def _text(lines: Iterable[str], width: int) -> str:
    return BREAK.join(_escaped(part) for part in _wrapped(lines, width))


def _wrapped(lines: Iterable[str], width: int) -> Iterator[str]:
    for line in lines:
        yield from wrap(line, width, break_long_words=False, break_on_hyphens=False) or [""]


def printable(text: str) -> str:
    """Return a text with what does not print as its escape, as a graph may go to a terminal; blanks stay."""
    return "".join(c if c.isprintable() or c in _BLANKS else c.encode("unicode_escape").decode("ascii") for c in text)


def _escaped(text: str) -> str:
    return str(graphviz.escape(printable(text)))
