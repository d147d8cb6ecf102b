"""What a phrase of a diagram's text says, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from checker.base.places import Place

Value = int | str


@dataclass(frozen=True, slots=True)
class Fact:
    """One phrase that a rule understood.

    `values` by the table in `checker.model.phrases.rules`; names that end in `_ns` are nanoseconds. `start` and `end`
    are offsets in the text as it stands in the file, so `text == source[start:end]`; `place` is where it starts.
    """

    kind: str
    values: Mapping[str, Value]
    text: str
    start: int
    end: int
    place: Place


@dataclass(frozen=True, slots=True)
class Leftover:
    """A number in a text that no rule understood."""

    text: str
    context: str
    place: Place
