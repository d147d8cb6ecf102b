"""The state graph of a role: its spots with the same words as one state, its moves as arrows with their conditions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from checker.model.graph import Edge, Graph, Node
from checker.prove.drawing.states.projecting import Move, Projection, Spot, projected
from checker.prove.drawing.states.sketch import Sketch, Values, sketches
from checker.prove.drawing.states.wording import parts_of, said
from checker.prove.machines.interpreter import names_of_kind
from checker.prove.machines.machine import Action, Machine
from checker.prove.machines.wording import told
from checker.prove.systems.system import System

# What leads to one state from so many others, and from all but so few, is drawn once.
ALIKE, EXCEPT = 3, 2

Lines = tuple[str, ...]


def state_graphs(system: System, without: Collection[str] = ()) -> Mapping[str, Graph]:
    """Return the state graph of each role of a system by its name, such as `check@hap1/pgb2`.

    All assumptions of the model are made, as for proofs, but those that are named here: what they exclude is left out,
    and the picture names them.
    """
    made = frozenset(system.machine.assumptions) - frozenset(without)
    machine = _under(system.machine, made)
    return {
        name: state_graph(machine, sketch, name, _restraining(system.machine, sketch) & made)
        for name, sketch in sketches(machine)
    }


def state_graph(machine: Machine, sketch: Sketch, name: str, made: Collection[str] = ()) -> Graph:
    """Return the states of a role and what leads from one to the other; `made` are assumptions to be named.

    Raises ValueError where the machine lacks what is to be shown.
    """
    graph = _Drawing(sketch, machine, projected(machine, sketch.shown, sketch.clocks)).graph(name)
    note = f"assumed: {', '.join(sorted(made))}"
    return replace(graph, notes=(note,)) if made else graph


def _under(machine: Machine, made: Collection[str]) -> Machine:
    """Return the machine with these assumptions and no others, all of them still named."""
    actions = (replace(each, under={n: t for n, t in each.under.items() if n in made}) for each in machine.actions)
    deadlines = tuple(each for each in machine.deadlines if not each.under or each.under in made)
    return replace(machine, actions=tuple(actions), deadlines=deadlines)


def _restraining(machine: Machine, sketch: Sketch) -> frozenset[str]:
    """Return the assumptions that restrain what a role does, or what happens to it."""
    own = {*sketch.shown, *sketch.clocks}
    return frozenset(name for action in machine.actions if own & action.updates.keys() for name in action.under)


@dataclass(frozen=True, slots=True)
class _Drawing:
    sketch: Sketch
    machine: Machine
    seen: Projection
    ids: dict[Lines, str] = field(default_factory=dict)

    def graph(self, name: str) -> Graph:
        members: dict[Lines, list[Spot]] = {}
        for spot in self.seen.spots:
            members.setdefault(self._lines(spot), []).append(spot)
        self.ids.update({lines: f"s{number}" for number, lines in enumerate(members)})
        nodes = tuple(self._node(lines, spots) for lines, spots in members.items())
        return _merged(Graph(name, self.sketch.title, nodes, tuple(self._edges())))

    def _values(self, spot: Spot) -> Values:
        found: dict[str, str | int] = {}
        for name, value in zip(self.seen.names, spot, strict=True):
            names = names_of_kind(self.machine.variables[name].kind)
            found[name] = names[value] if names else value
        return found

    def _lines(self, spot: Spot) -> Lines:
        return tuple(line for line in self.sketch.state(self._values(spot)) if line)

    def _node(self, lines: Lines, spots: Sequence[Spot]) -> Node:
        lasts = dict.fromkeys(text for spot in spots for text in self._lasting(spot))
        first = any(spot in self.seen.starts for spot in spots)
        return Node(self.ids[lines], (*lines, *lasts), "start" if first else "state")

    def _lasting(self, spot: Spot) -> Iterator[str]:
        """Yield how long a state may last."""
        phrases = self.sketch.phrases(self._values(spot))
        yield from (text for each in self.seen.lasts[spot] if (text := said(each, phrases)))

    def _edges(self) -> Iterator[Edge]:
        """Yield an arrow for each deed that leads from one state to another, or begins one anew."""
        found: dict[tuple[str, str, str], list[Move]] = {}
        for move in self.seen.moves:
            source, target = (self.ids[self._lines(spot)] for spot in (move.source, move.target))
            if source == target and not move.timed:
                continue
            if text := self._text(move.action, loops=source == target):
                found.setdefault((source, target, text), []).append(move)
        for (source, target, text), moves in found.items():
            yield Edge(source, target, (text, *self._conditions(moves)), tip=_tip(moves))

    def _conditions(self, moves: Sequence[Move]) -> Lines:
        """Return when it happens; nothing where one of the spots gives no time for it."""
        values = [(move, self._values(move.source)) for move in moves]
        told_of = [each for each in values if not self.sketch.busy(each[1])] or values
        times = dict.fromkeys(said(move.when, self.sketch.phrases(at)) for move, at in told_of)
        counts = {self.sketch.count(at) for _, at in told_of}
        whole = {self.sketch.count(self._values(spot)) for spot in self.seen.spots if self._same(spot, moves[0])}
        texts = (*(counts if len(counts) == 1 < len(whole) else ()), *([" or ".join(times)] if all(times) else ()))
        return (f"[{', '.join(texts)}]",) if texts else ()

    def _same(self, spot: Spot, move: Move) -> bool:
        return self._lines(spot) == self._lines(move.source)

    def _text(self, action: Action, *, loops: bool) -> str:
        stem, whose = parts_of(action.name)
        text = self.sketch.texts.get(stem)
        if text is not None and (text or loops):
            return text.format(*whose)
        alone = [each.text for each in action.shown if each.sender == each.receiver]
        return (*alone, *(each.text for each in action.shown), stem.replace("_", " "))[0]


def _tip(moves: Sequence[Move]) -> str:
    """Return all that must hold for a deed, in the words of the model, and the rules that it follows."""
    deeds = dict.fromkeys(f"{each.action.name} if {told(each.when)}" for each in moves)
    rules = dict.fromkeys(each.action.rule for each in moves if each.action.rule)
    return "; ".join((*deeds, *rules))


def _merged(graph: Graph) -> Graph:
    """Return the graph with one arrow for all from one state to another, and one for what leads there from anywhere.

    What leads back to its state stands in it.
    """
    sources: dict[tuple[str, Lines], list[Edge]] = {}
    for edge in graph.edges:
        if edge.source != edge.target:
            sources.setdefault((edge.target, edge.lines), []).append(edge)
    nodes, edges, gone, lines = list(graph.nodes), list[Edge](), set[Edge](), dict[str, Lines]()
    for (target, _), alike in sources.items():
        but = _exceptions(graph, target, {each.source for each in alike})
        if but is None:
            continue
        gone.update(alike)
        node = Node(f"any{len(nodes)}", (f"any other state{' but ' + ', '.join(but) if but else ''}",), "any")
        known = next((each.source for each in edges if each.target == target and node.lines == lines[each.source]), "")
        if not known:
            nodes.append(node)
            lines[node.id] = node.lines
        edges.append(replace(alike[0], source=known or node.id, tip="; ".join(dict.fromkeys(e.tip for e in alike))))
    joined = tuple(_joined([e for e in graph.edges if e not in gone] + edges))
    inner = {each.source: each for each in joined if each.source == each.target}
    return replace(
        graph,
        nodes=tuple(_busy(each, inner[each.id]) if each.id in inner else each for each in nodes),
        edges=tuple(each for each in joined if each.source != each.target),
    )


def _busy(node: Node, staying: Edge) -> Node:
    """Return a state with what happens in it: an arrow to itself would lie across others."""
    deeds: list[str] = []
    for line in staying.lines:
        if line.startswith("["):
            deeds[-1] += f" {line}"
        else:
            deeds.append(line)
    return replace(node, lines=(*node.lines, "stays when:", *deeds), tip=staying.tip)


def _exceptions(graph: Graph, target: str, sources: Collection[str]) -> Lines | None:
    """Return the names of the few states from which something does not lead to a target; None if they are many."""
    others = [each for each in graph.nodes if each.id not in (*sources, target)]
    names = Counter(each.lines[0] for each in graph.nodes)
    if len(sources) < ALIKE or len(others) > EXCEPT or any(names[each.lines[0]] > 1 for each in others):
        return None
    return tuple(each.lines[0] for each in others)


def _joined(edges: Sequence[Edge]) -> Iterator[Edge]:
    found: dict[tuple[str, str], list[Edge]] = {}
    for edge in edges:
        found.setdefault((edge.source, edge.target), []).append(edge)
    for (source, target), parallel in found.items():
        lines = tuple(line for each in parallel for line in each.lines)
        tips = tuple(dict.fromkeys(each.tip for each in parallel if each.tip))
        yield Edge(source, target, lines, tip="; ".join(tips))
