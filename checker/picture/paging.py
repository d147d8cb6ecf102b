"""From a diagram and its marks to the rows of its picture: texts read, messages numbered, activations counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from checker.diagram.rules import participants_of
from checker.diagram.tree import (
    Activation,
    Autonumber,
    Block,
    Box,
    Declaration,
    Destroy,
    Diagram,
    Message,
    Note,
    Participant,
    Statement,
    Title,
    Visit,
    visits,
)
from checker.picture.marks import Mark, Marks
from checker.picture.rows import (
    BarRow,
    BoxFrame,
    CloseRow,
    DivideRow,
    FoldRow,
    Head,
    MessageRow,
    NoteRow,
    OpenRow,
    Page,
    Row,
    Said,
)
from checker.picture.texts import read

# What begins a further section of a block.
_FURTHER = {"alt": "else", "par": "and", "par_over": "and", "critical": "option"}


def page_of(diagram: Diagram, marks: Marks, title: str) -> Page:
    """Return what a picture of a diagram shows. Raises KeyError where a statement names an unknown lifeline."""
    participants = diagram.participants or participants_of(diagram.statements)
    flat = list(visits(diagram.statements))
    pager = _Pager({each.id: index for index, each in enumerate(participants)}, marks)
    for number, visit in enumerate(flat):
        pager.take(number, visit, flat[number + 1 : number + 4])
    pager.finish()
    created = {row.creates for row in pager.rows if isinstance(row, MessageRow)}
    heads = tuple(_head(each, marks.lifelines.get(each.id), n in created) for n, each in enumerate(participants))
    described = [v.node.text for v in flat if isinstance(v.node, Title) and v.node.kind == "acc_descr"]
    shown = " ".join(read(title or diagram.title))
    about = tuple(filter(None, (marks.about, " ".join(" ".join(described[-1:]).split()))))
    return Page(shown, about, heads, tuple(pager.rows), _boxes(flat, participants), marks.remarks)


def _head(participant: Participant, mark: Mark | None, created: bool) -> Head:
    said = _said(participant.label or participant.id, mark)
    return Head(participant.id, said, participant.type, mark, created, participant.box)


def _said(text: str, mark: Mark | None) -> Said:
    """Return a text with what stood there before; what is removed is all of that kind."""
    if mark is None:
        return Said(read(text))
    return Said((), read(mark.old or text)) if mark.kind == "removed" else Said(read(text), read(mark.old))


def _boxes(flat: Sequence[Visit], participants: Sequence[Participant]) -> tuple[BoxFrame, ...]:
    boxes = [v.node for v in flat if isinstance(v.node, Box) and v.mark == "open"]
    inside = [tuple(i for i, each in enumerate(participants) if each.box == n) for n in range(len(boxes))]
    return tuple(
        BoxFrame(Said(read(box.title)), box.colour, columns)
        for box, columns in zip(boxes, inside, strict=True)
        if columns
    )


class _Pager:
    """Takes the steps of a walk one by one and grows the rows."""

    def __init__(self, columns: Mapping[str, int], marks: Marks) -> None:
        self.rows: list[Row] = []
        self._columns = columns
        self._marks = marks
        self._levels = dict.fromkeys(columns.values(), 0)
        self._next, self._step, self._numbered = 1.0, 1.0, False
        self._created: str | None = None
        self._destroyed: list[int] = []
        self._kinds: list[str] = []
        self._folded, self._since, self._below = 0, 0, 0

    def take(self, number: int, visit: Visit, following: Sequence[Visit]) -> None:
        """Take one step; `following` are the next ones."""
        if self._hides(number, visit):
            return
        match visit.node:
            case Message() as message:
                self._message(number, message, following)
            case Note() as note:
                self._note(number, note)
            case Block() as block:
                self._block(number, visit, block)
            case Activation(actor, active):
                self._activation(number, actor, active)
            case Autonumber() as numbering:
                self._autonumber(numbering)
            case Declaration(id, created=True):
                self._created = id
            case Destroy(id):
                self._destroyed.append(self._columns[id])
            case _:
                pass

    def finish(self) -> None:
        """End what is still open."""
        self._unfold()
        for column, level in self._levels.items():
            for each in reversed(range(level)):
                self.rows.append(BarRow(-1, column=column, level=each, begins=False))

    def _hides(self, number: int, visit: Visit) -> bool:
        """Count a part that is not drawn, and say so; a block hides all that is in it."""
        if self._below:
            self._below += (visit.mark == "open") - (visit.mark == "close")
            self._pass_over(number, visit.node)
            return True
        mark = self._marks.parts.get(number)
        if mark and mark.kind == "hidden" and visit.mark in ("leaf", "open"):
            self._since = self._since if self._folded else number
            self._below = int(visit.mark == "open")
            self._pass_over(number, visit.node)
            return True
        if isinstance(visit.node, Message | Note | Block):
            self._unfold()
        return False

    def _pass_over(self, number: int, node: Statement) -> None:
        """Count a step that is not drawn; it has its number and its bars all the same."""
        self._folded += isinstance(node, Message | Note)
        match node:
            case Message(sender=sender, receiver=receiver, activate=begins, deactivate=ends):
                self._next += self._step
                self._created = None
                gone = {self._columns[sender], self._columns[receiver]}
                self._destroyed = [each for each in self._destroyed if each not in gone]
                if begins:
                    self._bar(number, self._columns[receiver], True, False)
                if ends:
                    self._bar(number, self._columns[sender], False, False)
            case Autonumber():
                self._autonumber(node)
            case Activation(actor, active):
                self._activation(number, actor, active)
            case _:
                pass

    def _autonumber(self, numbering: Autonumber) -> None:
        self._next = numbering.start if numbering.start is not None else self._next
        self._step = numbering.step if numbering.step is not None else self._step
        self._numbered = numbering.visible

    def _unfold(self) -> None:
        if self._folded:
            self.rows.append(FoldRow(self._since, count=self._folded, word=self._marks.hidden))
            self._folded = 0

    def _mark(self, number: int) -> tuple[Mark | None, str]:
        return self._marks.parts.get(number), self._marks.tips.get(number, "")

    def _said(self, number: int, text: str) -> Said:
        return _said(text, self._marks.parts.get(number))

    def _message(self, number: int, message: Message, following: Sequence[Visit]) -> None:
        sender, receiver = self._columns[message.sender], self._columns[message.receiver]
        mark = self._marks.parts.get(number)
        counts = mark is None or mark.kind != "removed"
        badge = f"{round(self._next, 2):g}" if self._numbered and counts else ""
        self._next += self._step if counts else 0
        created = self._columns[self._created] if self._created is not None else None
        gone = tuple(each for each in self._destroyed if each in (sender, receiver))
        begins = message.activate or _activates(message.receiver, following)
        levels = (self._levels[sender], self._levels[receiver] + begins)
        self.rows.append(
            MessageRow(
                number,
                *self._mark(number),
                sender,
                receiver,
                message.shape,
                self._said(number, message.text),
                levels,
                badge,
                message.centre,
                created if sender != receiver and created in (sender, receiver) else None,
                gone,
            )
        )
        self._created = None
        self._destroyed = [each for each in self._destroyed if each not in gone]
        if message.activate:
            self._bar(number, receiver, True, True)
        if message.deactivate:
            self._bar(number, sender, False, True)
        for column in gone:
            while self._levels[column]:
                self._bar(number, column, False, True)

    def _note(self, number: int, note: Note) -> None:
        columns = [self._columns[actor] for actor in note.actors]
        first, last = min(columns), max(columns)
        said = self._said(number, note.text)
        self.rows.append(NoteRow(number, *self._mark(number), note.side, first, last, said))

    def _block(self, number: int, visit: Visit, block: Block) -> None:
        mark = self._mark(number)
        label = visit.section.label if visit.section else ""
        colour = label if block.kind == "rect" else ""
        said = Said() if colour else self._said(number, label)
        if visit.mark == "open":
            kind = "par" if block.kind == "par_over" else block.kind
            self.rows.append(OpenRow(number, *mark, kind, said, colour))
        elif visit.mark == "section":
            self.rows.append(DivideRow(number, *mark, _FURTHER.get(block.kind, "else"), said))
        else:
            self.rows.append(CloseRow(number))

    def _activation(self, number: int, actor: str, active: bool) -> None:
        column = self._columns.get(actor)
        if column is None:
            return
        last = next((row for row in reversed(self.rows) if not isinstance(row, BarRow)), None)
        with_last = not self._folded and isinstance(last, MessageRow) and column in (last.sender, last.receiver)
        self._bar(number, column, active, with_last)

    def _bar(self, number: int, column: int, begins: bool, attached: bool) -> None:
        if not begins and not self._levels[column]:
            return
        self._levels[column] += 1 if begins else -1
        level = self._levels[column] - begins
        if not begins and self._folded and self._begun_in_fold(column, level):
            return
        self.rows.append(BarRow(number, column=column, level=level, begins=begins, attached=attached))

    def _begun_in_fold(self, column: int, level: int) -> bool:
        """Take back a bar that begins and ends among steps that are not drawn; say whether there was one."""
        for at in reversed(range(len(self.rows))):
            row = self.rows[at]
            if not isinstance(row, BarRow) or row.number < self._since:
                return False
            if (row.column, row.level, row.begins) == (column, level, True):
                del self.rows[at]
                return True
        return False


def _activates(actor: str, following: Sequence[Visit]) -> bool:
    """Say whether the statements that follow a message begin an activation of its receiver."""
    for visit in following:
        if not isinstance(visit.node, Activation):
            return False
        if visit.node.actor == actor:
            return visit.node.active
    return False
