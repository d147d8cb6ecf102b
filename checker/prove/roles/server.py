"""A server: it answers, it refuses, nothing comes back from it, or its process hangs behind a kernel that accepts.

A process that dies lets its host refuse connections (a TCP reset). Where the host itself is gone or packets are lost,
whoever asks hears nothing. A process that hangs (SIGSTOP, a full disk) answers nothing, while the kernel still accepts
connections for it up to the backlog.
"""

from __future__ import annotations

from collections.abc import Mapping

from checker.prove.machines.machine import Action, Machine, Shown, Variable, enumeration, variables
from checker.prove.machines.terms import FALSE, Name, Ref, Term, negation, some
from checker.prove.roles.naming import named

ALIVE, REFUSING, SILENT, HUNG = "alive", "refusing", "silent", "hung"
_STATES = enumeration(ALIVE, REFUSING, SILENT, HUNG)

ASSUMPTIONS: Mapping[str, str] = {
    "servers-refuse": "a server that stops answering refuses connections: its host runs, and no packets to it are lost",
    "no-hang": "no server's process hangs while its host goes on accepting connections for it",
}

# What may happen to a server: from which state to which, what forbids it, how it is drawn.
_CHANGES = (
    ("crash", (ALIVE, SILENT, HUNG), REFUSING, "", "process crashes"),
    ("restart", (REFUSING,), ALIVE, "", "process starts"),
    ("drop", (ALIVE, REFUSING, HUNG), SILENT, "servers-refuse", "unreachable: packets are lost"),
    ("undrop", (SILENT,), ALIVE, "", "reachable again"),
    ("hang", (ALIVE, SILENT), HUNG, "no-hang", "process hangs"),
    ("unhang", (HUNG,), ALIVE, "", "process goes on"),
)


def server(name: str) -> Machine:
    """Return a server that works at the start, and that any fault may strike at any time."""
    state = Ref(named("server", name))
    return Machine(
        variables=variables(Variable(state.variable, _STATES, Name(ALIVE))),
        actions=tuple(
            Action(
                name=change,
                guard=some(*(state.is_(each) for each in before)),
                updates={state.variable: Name(after)},
                under={forbidden: FALSE} if forbidden else {},
                shown=(Shown(name, name, text),),
                rule="the environment",
            )
            for change, (_, before, after, forbidden, text) in zip(changes(name), _CHANGES, strict=True)
        ),
        sorts={"server": (name,)},
    )


def changes(name: str) -> tuple[str, ...]:
    """Return the names of the actions that change a server's state."""
    return tuple(named(change, name) for change, *_ in _CHANGES)


def accepts(name: str) -> Term:
    """Say that connections to a server are accepted."""
    state = Ref(named("server", name))
    return some(state.is_(ALIVE), state.is_(HUNG))


def refuses(name: str) -> Term:
    """Say that connections to a server are refused at once."""
    return Ref(named("server", name)).is_(REFUSING)


def answers(name: str, asks: bool) -> Term:
    """Say that a server passes a check: one that `asks` wants an answer, another is content with a connection."""
    return Ref(named("server", name)).is_(ALIVE) if asks else accepts(name)


def mute(name: str, asks: bool) -> Term:
    """Say that a check of a server hears nothing, neither a refusal nor an answer."""
    state = Ref(named("server", name))
    return some(state.is_(SILENT), state.is_(HUNG)) if asks else state.is_(SILENT)


def lives(name: str) -> Term:
    """Say that a server works in every respect."""
    return Ref(named("server", name)).is_(ALIVE)


def fails(name: str, asks: bool) -> Term:
    """Say that a server does not pass checks."""
    return negation(answers(name, asks))
