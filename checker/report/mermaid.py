"""What really happened as the text of a Mermaid sequence diagram, with the lines that tell of it as comments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from os.path import commonpath
from pathlib import Path
from typing import NamedTuple

from checker.base.places import Place
from checker.base.time import NS_PER_MS, NS_PER_S, Interval, show_instant
from checker.diagram import show
from checker.diagram.labels import BREAK, NARROW, WIDE, broken, escaped
from checker.diagram.tree import Block, Declaration, Diagram, Message, Note, Section, Statement
from checker.model.observed import Column, Episode, Observation, Quiet, Step

_ARROWS = {"message": "->>", "answer": "-->>", "lost": "--x"}
# A comment names so many places; the others are counted.
PLACES = 4
_PERCENTS = re.compile("%%+")
_INDENT = "    "


class Part(NamedTuple):
    """A statement of the diagram, and the lines that tell of it."""

    statement: Statement
    places: tuple[Place, ...] = ()


def draw(observation: Observation) -> str:
    """Return the text of the diagram: deterministic, and accepted by every reader of Mermaid."""
    root = root_of(place for step in observation.steps() for place in step.places)
    lines = ["sequenceDiagram", *_head(observation, root)]
    for statement, places in parts(observation):
        lines += [_comment(told_places(places, root))] if places else []
        lines += _written(statement)
    return "\n".join(lines) + "\n"


def parts(observation: Observation) -> Iterator[Part]:
    """Yield the statements of the diagram in their order, lifelines first."""
    for column in observation.columns:
        yield Part(Declaration(column.id, label=_label(column)))
    everyone = _span(observation.columns)
    for episode in observation.episodes:
        yield from _episode(episode, everyone)
    if observation.after or not observation.episodes:
        yield Part(_note(everyone, [_quiet(observation.after)]))


def _head(observation: Observation, root: str) -> Iterator[str]:
    yield _comment("what the given logs and captures show, times in UTC")
    yield _comment(f"lifelines of: {observation.title} ({observation.place})")
    if root:
        yield _comment(f"lines of: {root}/")


def _label(column: Column) -> str:
    text = escaped(column.label) if column.added else column.label
    return f"{text}{BREAK}[{escaped(column.who)}]" if column.who else text


def _episode(episode: Episode, everyone: tuple[str, ...]) -> Iterator[Part]:
    heading = [f"{episode.omitted:,} episodes more, not drawn"] if episode.omitted else []
    heading += [_quiet(episode.quiet)] if episode.quiet else []
    yield Part(_note(everyone, [*heading, _moment(episode.time.lo)]))
    for step in episode.steps:
        yield Part(_statement(step, episode.time.lo, everyone), step.places)


def _statement(step: Step, start: int, everyone: tuple[str, ...]) -> Statement:
    when = _when(step, start)
    if step.shape == "note":
        times = f" ({step.times:,} times)" if step.times > 1 else ""
        return _note(_ends(step.ends) if step.ends else everyone, [f"{when} {step.text}{times}"], bool(step.ends))
    sender, receiver = step.ends
    arrow = _ARROWS[step.shape]
    if step.times == 1:
        return Message(sender, receiver, arrow, broken(f"{when} {step.text}", NARROW))
    message = Message(sender, receiver, arrow, broken(step.text, NARROW))
    return Block("loop", (Section(escaped(f"{step.times:,} times, {when}"), (message,)),))


def _note(actors: tuple[str, ...], texts: Sequence[str], narrow: bool = False) -> Note:
    return Note("over", actors, BREAK.join(broken(text, NARROW if narrow else WIDE) for text in texts))


def _ends(ids: tuple[str, ...]) -> tuple[str, ...]:
    return ids if len(ids) < 2 else (ids[0], ids[-1])


def _span(columns: Sequence[Column]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((columns[0].id, columns[-1].id)))


def _when(step: Step, start: int) -> str:
    first = _relative(step.first, start)
    last = _relative(step.last, start)
    return f"{first} s" if first == last or step.last.lo <= step.first.hi else f"{first} to {last} s"


def _relative(time: Interval, start: int) -> str:
    """Return the seconds since the start, as precisely as the stamp knows them."""
    width = time.hi - time.lo
    digits = 2 if width < 20 * NS_PER_MS else 1 if width < NS_PER_S // 2 else 0
    return f"{(time.lo - start) / NS_PER_S:+.{digits}f}"


def _moment(ns: int) -> str:
    return f"{show_instant(ns).replace('T', ' ').removesuffix('Z')} UTC"


def _quiet(quiet: Quiet | None) -> str:
    if quiet is None:
        return "nothing changed"
    counts = [f"{number:,} {what}" for number, what in quiet.counts]
    whole = quiet.time.hi - quiet.time.lo
    if not counts and 10 * quiet.unheard >= 9 * whole > 0:
        return f"{_length(whole)}: no source was heard"
    silent = f", for {_length(quiet.unheard)} of it no source was heard" if quiet.unheard >= NS_PER_S else ""
    return f"{', '.join([_length(whole), *counts])}: nothing changed{silent}"


def _length(ns: int) -> str:
    """Return a long duration as people say it: 12 min, 8.6 s."""
    if ns < 120 * NS_PER_S:
        return f"{ns / NS_PER_S:.1f} s"
    minutes = round(ns / (60 * NS_PER_S))
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60} min"


def told_places(places: Sequence[Place], root: str) -> str:
    """Return the first places in one line, without the folder that holds all of them, and how many more there are."""
    more = f" and {len(places) - PLACES} more" if len(places) > PLACES else ""
    return ", ".join(_within(str(place), root) for place in places[:PLACES]) + more


def root_of(places: Iterable[Place]) -> str:
    """Return the folder that holds all inputs that are named, to be written once."""
    folders = {str(Path(place.file).parent) for place in places}
    try:
        root = commonpath(folders) if folders else ""
    except ValueError:  # some are absolute, others not
        return ""
    return "" if root in (".", "/") else root


def _within(text: str, root: str) -> str:
    return text.removeprefix(f"{root}/") if root else text


def _comment(text: str) -> str:
    """Return a comment line; nothing in it ends the line or opens a directive."""
    plain = "".join(c if c.isprintable() else "?" for c in text)
    return f"{_INDENT}%% {_PERCENTS.sub('%', plain)}"


def _written(statement: Statement) -> list[str]:
    return show(Diagram((statement,))).splitlines()[1:]
