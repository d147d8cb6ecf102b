"""The causal order of a diagram as a graph in the DOT language: what must come before what, and what races.

Time runs downwards. Each box is an event of a lifeline; an arrow is a direct cause (the transitive reduction of the
order), bold where it is a message. Two events of one lifeline that are drawn one after the other and may still happen
either way are joined by a dashed line with the word `race`; where there are many such pairs, the events have numbers
and name those that they race with. docs/charts.md tells what is ordered. Notes are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import graphviz

from checker.base.bits import bits
from checker.diagram.tree import Diagram
from checker.model.chart import Event
from checker.model.chart_drawing import chart_of
from checker.model.chart_order import Order, drawn
from checker.model.chart_walk import flat
from checker.model.phrases.lines import lines_of
from checker.report.dot import BREAK, FONT, printable, tip_of

# More lines across the graph than that cannot be told apart.
MANY = 12
_VERBS = {"send": "sends", "receive": "receives", "local": "does", "note": ""}


def causal_order(diagram: Diagram, title: str) -> str:
    """Return the graph of a diagram, its alternatives flattened; the same text on every machine."""
    chart = chart_of(diagram)
    page = drawn(chart, flat(chart))
    kept = [index for index, event in enumerate(page.order.events) if event.kind != "note"]
    order = _restricted(page.order, kept)
    names = {each: _lines(p.label if (p := diagram.participant(each)) else each)[0] for each in chart.lifelines}
    graph = graphviz.Digraph(
        name=printable(title),
        graph_attr={
            **FONT,
            "bgcolor": "white",
            "label": graphviz.escape(printable(title)),
            "labelloc": "t",
            "nodesep": "0.15",
            "ranksep": "0.3",
        },
        node_attr={**FONT, "margin": "0.08,0.04", "height": "0"},
        edge_attr={**FONT, "arrowsize": "0.7"},
    )
    number = {old: new for new, old in enumerate(kept)}
    races = sorted((number[first], number[second]) for first, second in page.races())
    many = len(races) > MANY
    for index, event in enumerate(order.events):
        shape = "box" if event.peer != event.lifeline and not event.unlinked else "ellipse"
        first, *rest = _said(event, names[event.lifeline])
        said = (f"{index + 1}. {first}", *rest, *_racing(index, races)) if many else (first, *rest)
        label = BREAK.join(str(graphviz.escape(printable(line))) for line in said)
        # Events of one group stand below each other, as on their lifeline.
        tip = tip_of(", ".join(said), str(event.place))
        graph.node(f"e{index}", label, shape=shape, group=event.lifeline, tooltip=tip)
    for index, causes in enumerate(order.covers):
        for cause in sorted(causes):
            bold = _is_message(order.events[cause], order.events[index])
            graph.edge(f"e{cause}", f"e{index}", style="bold" if bold else "solid", color="black" if bold else "gray40")
    for one, other in () if many else races:
        graph.edge(f"e{one}", f"e{other}", label="race", style="dashed", dir="none", color="red3", constraint="false")
    return str(graph.source)


def _racing(index: int, races: Sequence[tuple[int, int]]) -> Iterator[str]:
    """Yield the line that names the events with which one races, by their numbers."""
    others = sorted({*(b for a, b in races if a == index), *(a for a, b in races if b == index)})
    spans: list[list[int]] = []
    for each in others:
        if spans and spans[-1][-1] == each - 1:
            spans[-1].append(each)
        else:
            spans.append([each])
    if spans:
        texts = (
            f"{each[0] + 1} to {each[-1] + 1}" if len(each) > 2 else ", ".join(str(n + 1) for n in each)
            for each in spans
        )
        yield f"races with {', '.join(texts)}"


def _restricted(order: Order, kept: Sequence[int]) -> Order:
    """Return the order of some of the events; what stands between them is told by what is left."""
    number = {old: new for new, old in enumerate(kept)}
    causes = tuple(sum(1 << number[each] for each in bits(order.causes[old]) if each in number) for old in kept)
    return Order(tuple(order.events[each] for each in kept), causes)


def _is_message(cause: Event, effect: Event) -> bool:
    return cause.kind == "send" and effect.kind == "receive" and cause.source is effect.source


def _said(event: Event, name: str) -> tuple[str, ...]:
    verb = "sees" if event.unlinked else _VERBS[event.kind]
    return (f"{name} {verb}", *_lines(event.text))


def _lines(text: str) -> list[str]:
    return [line.text.strip() for line in lines_of(text)]
