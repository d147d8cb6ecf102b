"""The rules that hold beyond the grammar, checked in the order of the text, and the participants that come of it."""

from __future__ import annotations

from dataclasses import replace

from checker.base.places import Span
from checker.diagram.errors import DiagramError
from checker.diagram.tree import (
    Activation,
    Block,
    Box,
    Declaration,
    Destroy,
    Menu,
    Message,
    Note,
    Participant,
    Statement,
    visits,
)


class Rules:
    """Applies statements one after the other; raises DiagramError at the first that breaks a rule."""

    def __init__(self) -> None:
        self._participants: dict[str, Participant] = {}
        self._active: dict[str, int] = {}
        self._created: Declaration | None = None
        self._destroyed: Destroy | None = None
        self._boxes: list[Box] = []
        self._box: int | None = None

    def participants(self) -> tuple[Participant, ...]:
        """Return the participants in order of first appearance."""
        return tuple(self._participants.values())

    def box(self, box: Box | None) -> None:
        """Enter a box, or leave it."""
        if box is not None:
            self._boxes.append(box)
        self._box = len(self._boxes) - 1 if box is not None else None

    def apply(self, node: Statement) -> None:
        """Apply one statement; blocks as such change nothing."""
        if isinstance(node, Message):
            self._message(node)
        elif isinstance(node, Note):
            for actor in node.actors:
                self._mention(actor, node.span)
        elif isinstance(node, Declaration):
            self._declare(node)
        elif isinstance(node, Activation):
            self._activate(node.actor, node.active, node.span)
        elif isinstance(node, Destroy):
            self._destroyed = node
        elif isinstance(node, Menu):
            self._mention(node.actor, node.span)

    def _mention(self, name: str, span: Span) -> None:
        if name not in self._participants:
            self._participants[name] = Participant(name, name, declared=False, span=span)

    def _message(self, node: Message) -> None:
        self._mention(node.sender, node.span)
        self._mention(node.receiver, node.span)
        if self._created is not None:
            self._check_created(self._created, node)
            self._created = None
        elif self._destroyed is not None:
            self._check_destroyed(self._destroyed, node)
            self._destroyed = None
        if node.activate:
            self._activate(node.receiver, True, node.span)
        if node.deactivate:
            self._activate(node.sender, False, node.span)

    def _check_created(self, created: Declaration, node: Message) -> None:
        if node.receiver != created.id:
            raise DiagramError(
                f'expected a message to "{created.id}" after its creation in line {created.span.line}, '
                f'found one to "{node.receiver}"',
                node.span.place,
                found=f'a message to "{node.receiver}"',
                expected=(f'a message to "{created.id}"',),
                hint=f'write "create" directly before the message that creates "{created.id}"',
            )

    def _check_destroyed(self, destroyed: Destroy, node: Message) -> None:
        if destroyed.id not in (node.sender, node.receiver):
            raise DiagramError(
                f'expected a message from or to "{destroyed.id}" after its destruction in line {destroyed.span.line}, '
                f'found one from "{node.sender}" to "{node.receiver}"',
                node.span.place,
                found=f'a message from "{node.sender}" to "{node.receiver}"',
                expected=(f'a message from or to "{destroyed.id}"',),
                hint=f'write "destroy" directly before the last message of "{destroyed.id}"',
            )

    def _activate(self, name: str, active: bool, span: Span) -> None:
        count = self._active.get(name, 0) + (1 if active else -1)
        if count < 0:
            raise DiagramError(
                f'expected an active participant to deactivate, found "{name}", which is not active here',
                span.place,
                found=f'"{name}", which is not active',
                expected=("an active participant",),
                hint='"-" behind an arrow ends the activation of the sender, not of the receiver',
            )
        self._active[name] = count

    def _declare(self, node: Declaration) -> None:
        old = self._participants.get(node.id)
        if node.created:
            if old is not None:
                raise DiagramError(
                    f'expected a new participant to create, found "{node.id}", which line {old.span.line} has already',
                    node.span.place,
                    found=f'"{node.id}"',
                    expected=("a new participant",),
                    hint=f"use a second id with the same label: create participant {node.id}2 as {node.id}",
                )
            self._created = node
        if old is None:
            self._participants[node.id] = self._new(node)
            return
        self._check_box(node, old)
        box = old.box if old.box is not None else self._box
        label = _label(node, node.id)
        if label is None:
            self._participants[node.id] = replace(old, box=box, declared=True)
        else:
            kind = node.type if node.type is not None else node.keyword
            self._participants[node.id] = replace(old, label=label, type=kind, box=box, declared=True)

    def _new(self, node: Declaration) -> Participant:
        label = _label(node, node.id)
        kind = node.type if node.type is not None else node.keyword
        return Participant(node.id, node.id if label is None else label, kind, True, self._box, node.span)

    def _check_box(self, node: Declaration, old: Participant) -> None:
        if self._box is not None and old.box is not None and old.box != self._box:
            first, second = self._boxes[old.box], self._boxes[self._box]
            raise DiagramError(
                f'expected a participant of one box only, found "{node.id}" in the box "{second.title}" of line '
                f'{second.span.line} and in the box "{first.title}" of line {first.span.line}',
                node.span.place,
                found=f'"{node.id}" in a second box',
                expected=("a participant that is in no other box",),
                hint=f'take "{node.id}" out of one of the two boxes',
            )


def _label(node: Declaration, name: str) -> str | None:
    """Return the label that a declaration gives: `as` counts more than `alias`, unless it only repeats the id."""
    if node.alias is not None and node.label in (None, name):
        return node.alias
    return node.label


def participants_of(statements: tuple[Statement, ...]) -> tuple[Participant, ...]:
    """Check the rules over the statements and return the participants. Raises DiagramError."""
    rules = Rules()
    for statement in statements:
        if not isinstance(statement, Block | Box):
            rules.apply(statement)
            continue
        for mark, node, _, _ in visits((statement,)):
            if isinstance(node, Box):
                rules.box(node if mark == "open" else None)
            elif mark == "leaf":
                rules.apply(node)
    return rules.participants()
