"""From a diagram to its chart."""

from __future__ import annotations

from dataclasses import dataclass, replace

from checker.base.places import Place
from checker.diagram.arrows import Head
from checker.diagram.tree import Block, Declaration, Destroy, Diagram, Message, Note, Section, visits
from checker.model.chart import Chart, Event, EventKind, Fragment, FragmentKind, Operand, Step
from checker.model.chart_loops import rounds


def chart_of(diagram: Diagram) -> Chart:
    """Return the chart of a diagram: a walk from top to bottom, without recursion."""
    drawing = _Drawing(diagram)
    for mark, node, section, _ in visits(diagram.statements):
        if isinstance(node, Block):
            drawing.block(mark, node, section)
        elif isinstance(node, Message):
            drawing.message(node)
        elif isinstance(node, Note):
            for name in dict.fromkeys(node.actors):
                drawing.event("note", name, "", node)
        elif isinstance(node, Declaration) and node.created:
            drawing.created = node.id
        elif isinstance(node, Destroy):
            drawing.destroyed = node.id
    return drawing.chart()


@dataclass
class _Open:
    """A fragment that has not closed yet: its parts so far, the last of them without its end."""

    index: int
    kind: FragmentKind
    parent: int
    operand: int
    operands: list[Operand]
    place: Place
    repeated: bool


class _Drawing:
    def __init__(self, diagram: Diagram) -> None:
        self.created = ""
        self.destroyed = ""
        self._lifelines = tuple(p.id for p in diagram.participants)
        self._events: list[Event] = []
        self._fragments: list[Fragment | None] = []
        self._steps: list[Step] = []
        self._stack: list[_Open] = []
        self._open("diagram", diagram.title, diagram.span.place, diagram.span.place)

    def chart(self) -> Chart:
        self._close()
        return Chart(self._lifelines, tuple(self._events), tuple(filter(None, self._fragments)), tuple(self._steps))

    def block(self, mark: str, node: Block, section: Section | None) -> None:
        if mark == "open":
            self._open(node.kind, node.label, node.sections[0].span.place, node.span.place)
        elif mark == "section" and section:
            self._end_operand()
            self._begin_operand("section", section.label, section.span.place)
        else:
            self._close()

    def message(self, node: Message) -> None:
        """Add the events of a message; `<<->>` is two, of which neither waits for the other."""
        shape, first = node.shape, len(self._events)
        sender, receiver = (node.receiver, node.sender) if shape.reverse else (node.sender, node.receiver)
        if sender == receiver:
            self.event("local", sender, sender, node)
        elif shape.head == Head.CROSS:
            self.event("send", sender, receiver, node)
            self.event("local", receiver, sender, node)
        else:
            self._link([(sender, receiver), (receiver, sender)] if shape.both else [(sender, receiver)], node)
        self._bounds(first)

    def _link(self, ways: list[tuple[str, str]], node: Message) -> None:
        first = len(self._events)
        for number, (sender, receiver) in enumerate(ways):
            self.event("send", sender, receiver, node, first + len(ways) + number)
        for number, (sender, receiver) in enumerate(ways):
            self.event("receive", receiver, sender, node, first + number)

    def event(self, kind: EventKind, name: str, peer: str, node: Message | Note, partner: int | None = None) -> None:
        here = self._stack[-1]
        operand = len(here.operands) - 1
        self._steps.append(Step("event", len(self._events)))
        self._events.append(Event(len(self._events), kind, name, peer, node, here.index, operand, partner))

    def _bounds(self, first: int) -> None:
        """Mark the event of the message since `first` with which a lifeline begins, or ends."""
        name = self.created or self.destroyed
        numbers = [e.index for e in self._events[first:] if e.lifeline == name]
        if numbers:
            number = numbers[0] if self.created else numbers[-1]
            self._events[number] = replace(self._events[number], bounds=True)
        if self.created:
            self.created = ""
        else:
            self.destroyed = ""

    def _open(self, kind: FragmentKind, label: str, place: Place, start: Place) -> None:
        outer = self._stack[-1] if self._stack else None
        parent, operand = (outer.index, len(outer.operands) - 1) if outer else (-1, 0)
        repeated = bool(outer and (outer.repeated or outer.kind == "loop"))
        self._stack.append(_Open(len(self._fragments), kind, parent, operand, [], start, repeated))
        self._fragments.append(None)
        self._begin_operand("open", label, place)

    def _begin_operand(self, mark: str, label: str, place: Place) -> None:
        here, number = self._stack[-1], len(self._events)
        self._steps.append(Step("open" if mark == "open" else "section", here.index))
        here.operands.append(Operand(label, place, number, number, len(self._steps)))

    def _end_operand(self) -> None:
        operands = self._stack[-1].operands
        operands[-1] = replace(operands[-1], end=len(self._events))

    def _close(self) -> None:
        self._end_operand()
        done = self._stack.pop()
        first, last = done.operands[0].step - 1, len(self._steps)
        self._steps.append(Step("close", done.index))
        low, high = rounds(done.operands[0].label) if done.kind == "loop" else (1, 1)
        self._fragments[done.index] = Fragment(
            done.index,
            done.kind,
            done.parent,
            done.operand,
            tuple(done.operands),
            done.place,
            first,
            last,
            low,
            high,
            done.repeated,
        )
