"""A run that only one version allows, as a diagram of its own: its steps in order, on the lifelines that take part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from checker.diagram.labels import escaped
from checker.diagram.tree import Diagram, Message, Note, Statement
from checker.diff.change import Change, RunStep
from checker.diff.merging.telling import in_words
from checker.model.chart import Event
from checker.model.merged import MergedRun


def run_of(change: Change, diagram: Diagram) -> MergedRun | None:
    """Return the run of a change as a diagram; None where it has none whose steps are drawn in the diagram."""
    if change.run_of not in ("old", "new") or not any(step.event for step in change.run):
        return None
    taking = {name for step in change.run if step.event for name in _who(step.event)}
    participants = tuple(replace(each, box=None) for each in diagram.participants if each.id in taking)
    everyone = tuple(dict.fromkeys((participants[0].id, participants[-1].id)))
    statements: list[Statement] = []
    decides = None
    for step, statement in _statements(change.run, everyone):
        if statement is not None:
            statements.append(statement)
        if step.decides or (step.event is None and step is change.run[-1]):
            decides = len(statements) - 1
    version: Literal["old", "new"] = "old" if change.run_of == "old" else "new"
    return MergedRun(in_words(change), version, Diagram(tuple(statements), participants), decides)


def _who(event: Event) -> tuple[str, ...]:
    source = event.source
    return (source.sender, source.receiver) if isinstance(source, Message) else source.actors


def _statements(steps: Sequence[RunStep], everyone: tuple[str, ...]) -> Iterator[tuple[RunStep, Statement | None]]:
    """Yield the steps with what is drawn of them: of a receipt right behind its sending, nothing."""
    last: object = None
    for step in steps:
        if step.event is None:
            yield step, Note("over", everyone, escaped(step.says))
            last = None
        else:
            source = step.event.source
            yield step, _drawn(step.event) if source is not last or step.event.kind == "send" else None
            last = source


def _drawn(event: Event) -> Statement:
    source = event.source
    if isinstance(source, Note):
        return source
    if event.kind == "receive" or event.unlinked:
        does = f"receives from {event.peer}:" if event.kind == "receive" else "sees:"
        return Note("over", (event.lifeline,), f"{escaped(does)} {source.text}")
    return replace(source, activate=False, deactivate=False)
