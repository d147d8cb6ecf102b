"""What a fluent is to the checker: a name, the sorts of its arguments, and how it is estimated."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from checker.conform.belief import Belief, Stretch
from checker.conform.evidence import Evidence

Beliefs = Mapping[tuple[str, ...], Belief]


@dataclass(frozen=True, slots=True)
class Fluent:
    """`estimate` gives a belief for each tuple of arguments about which the evidence says anything.

    `otherwise` is what is known of any other arguments: nothing, and which source would tell. `widens_domains` says
    whether arguments that only the evidence names (a host that nobody expected) join those that properties range over.
    `bulk` are the kinds of bulk events that it rests on (see `checker.conform.condensed`).
    """

    name: str
    sorts: tuple[str, ...]
    says: str
    estimate: Callable[[Evidence], Beliefs]
    otherwise: Stretch
    widens_domains: bool = True
    bulk: tuple[str, ...] = ()
