"""The times in the conditions of a role's steps, in words: each of its clocks has a phrase.

Of what else a condition asks nothing is said, and nothing of a choice of which one side has no words; `told` of
`machines.wording` tells all of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from checker.base.time import show_duration
from checker.prove.machines.terms import AtMost, Every, Not, Ref, Some, Term, Time

_NAME = re.compile(r"(?P<stem>[^(]+)(?:\((?P<whose>.*)\))?")


def parts_of(name: str) -> tuple[str, tuple[str, ...]]:
    """Return what the name of a variable or an action says (`checker.prove.roles.naming`): what is meant, and whose."""
    found = _NAME.fullmatch(name)
    if found is None or found["whose"] is None:
        return name, ()
    return found["stem"], tuple(found["whose"].split(","))


def said(term: Term, clocks: Mapping[str, str]) -> str:
    """Return the times of a condition in words, '' where there are none; `clocks` are phrases (`after the poll`)."""
    match term:
        case Every(operands):
            return ", ".join(dict.fromkeys(text for each in operands if (text := said(each, clocks))))
        case Some(operands):
            texts = [said(each, clocks) for each in operands]
            return " or ".join(dict.fromkeys(texts)) if all(texts) else ""
        case AtMost(Ref(clock), Time(ns)) if clock in clocks:
            return f"at most {show_duration(ns)} {clocks[clock]}" if ns else "at once"
        case AtMost(Time(ns), Ref(clock)) if clock in clocks:
            return f"{show_duration(ns)} {clocks[clock]}"
        case Not(AtMost(Ref(clock), Time(ns))) if clock in clocks:
            return f"more than {show_duration(ns)} {clocks[clock]}"
        case Not(AtMost(Time(ns), Ref(clock))) if clock in clocks:
            return f"less than {show_duration(ns)} {clocks[clock]}"
        case _:
            return ""
