"""Rules that texts of a diagram state: `After 3 failures (6s)`, `(3/3 threshold)`, `After VRRP timeout (2-3 s)`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from checker.base.places import Place
from checker.model.phrases import Fact, Phrases, read_phrases

Outcome = Literal["failure", "success", "silence", ""]

_AFTER = re.compile(r"\b(?:after|upon)\b", re.IGNORECASE)
_LINE_BEGINS = re.compile(r"\A\W*(?:after|upon|on)\b", re.IGNORECASE)
_BREAK = re.compile(r"<br[ \t]*/?>", re.IGNORECASE)
_FAILURE = re.compile(r"fail|error|timeout|miss|lost|down\b|unhealthy|fault", re.IGNORECASE)
_SUCCESS = re.compile(r"success|passed|\bok\b|\bup\b|healthy", re.IGNORECASE)
_COUNTED = ("outcomes", "quantity", "times")
_TIMES = ("timeout", "silence", "duration", "range")


@dataclass(frozen=True, slots=True)
class Rule:
    """What must have happened before something else follows: how many of what (`count` None: time alone decides).

    `text` is how the diagram says it, for a person to read.
    """

    fact: Fact
    count: int | None
    outcome: Outcome
    text: str


def rules_in(text: str, place: Place) -> tuple[Rule, ...]:
    """Return the rules that a text at a place states."""
    return rules_of(read_phrases(text, place), text)


def rules_of(phrases: Phrases, text: str) -> tuple[Rule, ...]:
    """Return the rules among what a text was read to say."""
    return tuple(rule for fact in phrases.facts if (rule := _rule(fact, text)))


def _rule(fact: Fact, text: str) -> Rule | None:
    before = _BREAK.split(text[: fact.start])[-1]
    after = _BREAK.split(text[fact.end :])[0]
    if fact.kind in ("mark", "fraction"):
        whole = "n" in fact.values and fact.values["n"] == fact.values["of"]
        # A bare 3/3 counts something; that it decides is said by a change of state or by the word.
        if whole and (fact.kind == "mark" or "threshold" in f"{before}{fact.text}{after}".lower()):
            return Rule(fact, _count(fact, "of"), _outcome(f"{before}{fact.text}{after}"), fact.text)
    elif fact.kind in _COUNTED:
        if _AFTER.search(before) or _LINE_BEGINS.search(fact.text):
            return Rule(fact, _count(fact, "count", "number"), _outcome(fact.text), fact.text)
    elif fact.kind in _TIMES and _LINE_BEGINS.search(before + fact.text):
        return Rule(fact, None, "silence", (before + fact.text).strip())
    return None


def _count(fact: Fact, *names: str) -> int | None:
    values = (fact.values.get(name) for name in names)
    return next((value for value in values if isinstance(value, int)), None)


def _outcome(text: str) -> Outcome:
    if _FAILURE.search(text):
        return "failure"
    return "success" if _SUCCESS.search(text) else ""
