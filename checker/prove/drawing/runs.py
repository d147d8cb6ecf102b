"""Counterexamples for people: as a timeline, and as a sequence diagram on the team's own lifelines.

Times are seconds from the start of the run. A stretch in which nothing new happens is told by its counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap

from checker.base.places import Place
from checker.base.time import NS_PER_S
from checker.diagram import show
from checker.diagram.labels import BREAK, NARROW, WIDE, broken, escaped
from checker.diagram.tree import Block, Declaration, Diagram, Message, Note, Section, Statement
from checker.model.casting import Cast
from checker.model.contract import Contract
from checker.prove.drawing.cast import cast_of, party_of
from checker.prove.drawing.ending import calm
from checker.prove.drawing.facts import Fact, facts
from checker.prove.drawing.story import Chapter, Quiet, Told, story
from checker.prove.judging.result import Counterexample
from checker.prove.machines.machine import Machine, Shown
from checker.prove.machines.run import Run

COLUMNS = 92
_WHEN, _WHO = 12, 26
_ALARM = "rgb(255, 230, 230)"


def text(counterexample: Counterexample, contract: Contract, formula: str = "") -> tuple[str, ...]:
    """Return the run against a property as lines of at most 92 columns: when, who to whom, what; then what is broken.

    `formula` is the property's, whose fluents are told at the end (without it, all that the model has).
    """
    machine, run = counterexample.watched.machine, calm(counterexample)
    lines = [*_start(machine, run), *(line for chapter in story(machine, run) for line in _chapter(chapter))]
    broken_by = facts(machine, run, counterexample.watched.binding, formula)
    return (*lines, *_row(_end(run), "violated", "; ".join(map(_said, broken_by)) or "the property is broken here"))


def mermaid(counterexample: Counterexample, contract: Contract, formula: str = "", stated: Sequence[Place] = ()) -> str:
    """Return the run against a property as the text of a Mermaid sequence diagram; what is broken stands in a frame.

    It is drawn on the lifelines of the diagram that has the first of the lines `stated`, if one does. Raises ValueError
    for a contract without a diagram.
    """
    machine, run = counterexample.watched.machine, calm(counterexample)
    chapters = story(machine, run)
    shown = [each for chapter in chapters if isinstance(chapter, Told) for each in chapter.shown]
    cast = cast_of(contract, shown, stated)
    body = [tuple(_statements(each, cast, contract)) for each in chapters]
    last = body.pop() if body else ()
    broken_by = facts(machine, run, counterexample.watched.binding, formula)
    ending = _verdict(_end(run), broken_by, cast, contract)
    statements = (*(each for part in body for each in part), Block("rect", (Section(_ALARM, (*last, ending)),)))
    columns = cast.columns()
    everyone = tuple(dict.fromkeys((columns[0].id, columns[-1].id)))
    heads = [Declaration(each.id, label=_label(each.label, each.who, each.added)) for each in columns]
    drawn = Diagram((*heads, *(_over_all(each, everyone) for each in statements)))
    first, *rest = show(drawn).splitlines()
    return "\n".join([first, *_comments(cast), *rest]) + "\n"


def _comments(cast: Cast) -> Iterator[str]:
    yield "    %% a run of the model, times in seconds from its start"
    title = "".join(c if c.isprintable() else "?" for c in cast.drawn.title).replace("%%", "%")
    yield f"    %% lifelines of: {title} ({cast.drawn.place})"


def _label(label: str, who: str, added: bool) -> str:
    shown = escaped(label) if added else label
    return f"{shown}{BREAK}[{escaped(who)}]" if who else shown


# Text


def _start(machine: Machine, run: Run) -> Iterator[str]:
    """Yield a line for each switch that is on at the start although it need not be: where the run begins."""
    free = [name for name, each in machine.variables.items() if each.initial is None]
    named = [name for name in sorted(free) if name in run.start and _telling(machine, name, run)]
    if named:
        yield from _row(0, "start", ", ".join(_telling(machine, name, run) for name in named))


def _telling(machine: Machine, name: str, run: Run) -> str:
    kind, number = machine.variables[name].kind, run.start[name]
    names = getattr(kind, "names", ())
    return f"{name} = {names[number]}" if names else ""


def _chapter(chapter: Chapter) -> Iterator[str]:
    match chapter:
        case Told(at, _, shown):
            for each in shown:
                yield from _row(at, _between(each), each.text)
        case Quiet(until, counts):
            yield from _row(None, "...", f"until {_seconds(until)}: {_counted(counts)}")


def _row(at: int | None, who: str, what: str) -> Iterator[str]:
    when = "" if at is None else _seconds(at)
    room = max(_WHO, len(who))
    lead = f"{when:>{_WHEN}}  {who:<{room}}  "
    lines = wrap(" ".join(what.split()), max(20, COLUMNS - len(lead))) or [""]
    yield (lead + lines[0]).rstrip()
    for line in lines[1:]:
        yield " " * len(lead) + line


def rows_of(lines: Iterable[str]) -> tuple[str, ...]:
    """Return the lines of `text` with each step on one line, however it was wrapped."""
    rows: list[str] = []
    for line in lines:
        if rows and line.startswith(" " * (_WHEN + _WHO)):
            rows[-1] = f"{rows[-1]} {line.strip()}"
        else:
            rows.append(line)
    return tuple(rows)


def _between(shown: Shown) -> str:
    if shown.sender == shown.receiver:
        return shown.sender
    return f"{shown.sender} -{'x' if shown.lost else '>'} {shown.receiver}"


def _seconds(ns: int) -> str:
    return f"{ns / NS_PER_S:.3f} s"


def _counted(counts: Iterable[tuple[int, str]]) -> str:
    return ", ".join(f"{number:,} more: {said}" for number, said in counts) or "nothing new"


def _said(fact: Fact) -> str:
    return f"{fact.text} since {_seconds(fact.since) if fact.since else 'the start'}"


def _end(run: Run) -> int:
    return run.times[-1] if run.steps else 0


# Mermaid


def _statements(chapter: Chapter, cast: Cast, contract: Contract) -> Iterator[Statement]:
    match chapter:
        case Quiet(until, counts):
            yield Note("over", (), broken(f"... until {_seconds(until)}: {_counted(counts)}", WIDE))
        case Told(at, _, shown):
            for each in shown:
                yield from _drawn(at, each, cast, contract)


def _drawn(at: int, shown: Shown, cast: Cast, contract: Contract) -> Iterator[Statement]:
    ends = [cast.id_of(party_of(name, contract)) if name else "" for name in (shown.sender, shown.receiver)]
    said = broken(f"{_seconds(at)} {shown.text}", NARROW)
    match ends:
        case [str(sender), str(receiver)] if sender and receiver and sender != receiver:
            yield Message(sender, receiver, "--x" if shown.lost else "->>", said)
        case _:
            here = next((end for end in ends if end), "")
            yield Note("over", (here,) if here else (), said)


def _verdict(at: int, broken_by: tuple[Fact, ...], cast: Cast, contract: Contract) -> Note:
    """Return the note that says what is broken, over all whom it is about."""
    ids = [cast.id_of(party_of(name, contract)) for fact in broken_by for name in fact.about]
    order = [column.id for column in cast.columns()]
    mine = sorted({id for id in ids if id}, key=order.index)
    said = [f"{_seconds(at)}: VIOLATED", *(map(_said, broken_by) if broken_by else ())]
    over = tuple(dict.fromkeys((mine[0], mine[-1]))) if mine else ()
    return Note("over", over, BREAK.join(broken(each, NARROW if len(over) == 1 else WIDE) for each in said))


def _over_all(statement: Statement, everyone: tuple[str, ...]) -> Statement:
    """Return a statement in which notes over nobody stand over everyone."""
    match statement:
        case Note(side, (), said):
            return Note(side, everyone, said)
        case Block(kind, sections):
            inner = tuple(
                Section(part.label, tuple(_over_all(each, everyone) for each in part.statements)) for part in sections
            )
            return Block(kind, inner)
        case _:
            return statement
