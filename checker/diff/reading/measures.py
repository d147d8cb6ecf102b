"""What a text promises in numbers and names, one by one, and which way each of them is weaker.

Facts are read by `checker.model.phrases`; here each is taken apart into what can change by itself: `After 3 failures
(6s)` promises a count and a time, and both are weaker when they are more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from checker.base.places import Place
from checker.base.time import NS_PER_S, show_duration
from checker.diff.reading.figures import in_figures
from checker.model.phrases import Fact, read_phrases
from checker.model.phrases.lines import lines_of

# What an increase, or any other value, does to the promise. `config` values have no weaker side: a configuration that
# agreed with the old one does not agree with the new one. `either`: nobody says which side is the weaker one. The
# `earliest` time of a range promises nothing, its upper end does.
Sense = Literal["more is weaker", "less is weaker", "other is weaker", "either", "config", "numbering", "earliest"]

_AT_LEAST = frozenset({">", ">=", "≥", "at least", "min", "minimum"})
_CONFIG = frozenset({"address", "endpoint", "port", "url", "path", "http_request", "priority", "names"})
_SETTINGS = frozenset({"balance", "pooling", "variable", "version"})
_STATES = frozenset({"mark", "transition", "promote", "claim", "state", "becomes", "role", "skip", "http_status"})
_NUMBERING = frozenset({"ordinal", "attempt", "clock_time", "date"})
# Before a fraction: what is counted up to its whole, such as "check 2/3"; else the part is promised ("2 of 3 nodes").
_COUNTING = re.compile(
    r"(?:checks?|attempts?|tr(?:y|ies)|retr(?:y|ies)|steps?|phases?|stages?|rounds?|probes?|quer(?:y|ies)|requests?|"
    r"fail\w*|success\w*|miss\w*|timeouts?|errors?|counts?|counter|beats?|heartbeats?|pings?)\W*\Z",
    re.IGNORECASE,
)
_LONG = (
    ("d", 86_400 * NS_PER_S, re.compile(r"\d[ -]?d(?:ays?)?\b", re.IGNORECASE)),
    ("h", 3_600 * NS_PER_S, re.compile(r"\d[ -]?h(?:rs?|ours?)?\b", re.IGNORECASE)),
    ("min", 60 * NS_PER_S, re.compile(r"\d[ -]?m(?:ins?|inutes?)?\b", re.IGNORECASE)),
)
_OTHER_NUMBERS = ("percent", "size", "number", "count", "n", "of")


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that a text promises: what it is, its value (comparable where `sense` has a weaker side), as written.

    `kind` is the kind of fact that it was read from, `place` where that stands.
    """

    name: str
    value: int | str
    shown: str
    sense: Sense
    kind: str
    place: Place


@dataclass(frozen=True, slots=True)
class Said:
    """What a text says: its measures in order, and the words that are left when these are taken out."""

    measures: tuple[Measure, ...]
    rest: str

    @property
    def promises(self) -> bool:
        """Whether it promises anything that is not a mere number of something in a row."""
        return any(each.sense not in ("numbering", "earliest", "config") for each in self.measures)


def said(text: str, place: Place) -> Said:
    """Return what a text promises; any text is fine."""
    text = in_figures(text)
    phrases = read_phrases(text, place)
    measures = [measure for fact in phrases.facts for measure in _measures(fact, text[: fact.start])]
    measures += [
        Measure("number", each.text, each.text, "either", "leftover", each.place) for each in phrases.leftovers
    ]
    rest = list(text)
    for fact in phrases.facts:
        rest[fact.start : fact.end] = " " * (fact.end - fact.start)
    left = " ".join(line.text for line in lines_of("".join(rest)))
    return Said(tuple(measures), re.sub(r"(?<![A-Za-z_])\d[\w.,:]*", " ", left))


def _measures(fact: Fact, before: str) -> Iterator[Measure]:
    """Yield what a fact promises; `before` is the text before it."""
    kind, values = fact.kind, fact.values

    def measure(name: str, value: int | str, shown: str, sense: Sense) -> Measure:
        return Measure(name, value, shown, sense, kind, fact.place)

    if kind in _NUMBERING:
        yield measure("numbering", fact.text, fact.text.strip(), "numbering")
    elif kind in _CONFIG:
        yield measure(kind.replace("_", " "), _config(fact), fact.text.strip(), "config")
    elif kind in _SETTINGS or (kind == "setting" and "number" not in values):
        yield measure("setting", fact.text.casefold(), fact.text.strip(), "config")
    elif kind in _STATES:
        yield measure("state", _state(fact), fact.text.strip(), "other is weaker")
        if "location" in values:
            location = str(values["location"])
            yield measure("location", location.casefold(), location, "other is weaker")
        if "of" in values:
            yield measure("count", int(values["of"]), str(values["of"]), "more is weaker")
    elif kind == "duration" and before.rstrip().endswith("±") and "ns" in values:
        yield measure("tolerance", values["ns"], f"± {_duration(int(values['ns']), fact)}", "more is weaker")
    else:
        yield from _numbers(fact)
        if kind == "fraction" and "word" not in values and not _COUNTING.search(before):
            yield measure("part", int(values["n"]), fact.text.strip(), "either")


def _numbers(fact: Fact) -> Iterator[Measure]:
    values, kind = fact.values, fact.kind
    least = str(values.get("op", "")).lower() in _AT_LEAST
    count = next((values[key] for key in ("count", "of") if isinstance(values.get(key), int)), None)
    if kind == "bound" and isinstance(values.get("number"), int):
        count = values["number"]
    if isinstance(count, int):
        shown = f"at least {count}" if least else str(count)
        yield Measure("count", count, shown, "less is weaker" if least else "more is weaker", kind, fact.place)
    upper = values.get("high_ns", values.get("ns"))
    if isinstance(upper, int):
        name = "interval" if kind == "period" else "time"
        shown = f"{'at least ' if least else ''}{_duration(upper, fact)}"
        yield Measure(name, upper, shown, "less is weaker" if least else "more is weaker", kind, fact.place)
    lower = values.get("low_ns")
    if isinstance(lower, int):
        yield Measure("earliest time", lower, _duration(lower, fact), "earliest", kind, fact.place)
    if count is None and upper is None:
        yield from _rest(fact)


def _duration(ns: int, fact: Fact) -> str:
    """Return a duration in the unit that the text has, where that is a longer one."""
    for unit, size, written in _LONG:
        if ns and ns % size == 0 and written.search(fact.text):
            return f"{ns // size}{unit}"
    return show_duration(ns)


def _rest(fact: Fact) -> Iterator[Measure]:
    number = next((fact.values[key] for key in _OTHER_NUMBERS if key in fact.values), fact.text)
    name = str(fact.values.get("name", fact.values.get("counted", fact.values.get("what", fact.kind))))
    if name.lower() in ("fall", "rise"):
        yield Measure("count", int(number), str(number), "more is weaker", fact.kind, fact.place)
    else:
        yield Measure(name, str(number), fact.text.strip(), "either", fact.kind, fact.place)


def _config(fact: Fact) -> str:
    skipped = ("reason",)
    return " ".join(f"{key}={value}" for key, value in sorted(fact.values.items()) if key not in skipped)


def _state(fact: Fact) -> str:
    """Return the states and subjects that a fact names, however it says so."""
    named = (str(fact.values[key]) for key in ("subject", "before", "after", "state", "status") if key in fact.values)
    return " ".join(named).casefold()
