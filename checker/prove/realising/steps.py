"""What a diagram draws, as far as a model has words for it: deeds, their causal order, and claims about them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace

from checker.base.bits import bits
from checker.base.places import Place
from checker.prove.realising.meaning import told
from checker.prove.realising.words import PARTS, Part, Word


@dataclass(frozen=True, slots=True)
class Deed:
    """A drawn step that the model has a word for. `whose` are who does it and to whom, '' where that is left open.

    `guessed` says that no label of the contract means it: its arrow does, whatever its text.
    """

    word: Word
    whose: tuple[str, str]
    text: str
    place: Place
    lifeline: str
    source: int
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Lasting:
    """A claim of the texts: from one deed to another it takes no less and no more than so long (nanoseconds)."""

    first: int
    last: int
    low: int
    high: int
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Complete:
    """A claim of the drawing: what is counted towards a change of state is drawn, all of it, and from the first on."""

    counted: tuple[int, ...]
    turn: int


Claim = Lasting | Complete


@dataclass(frozen=True, slots=True)
class Plan:
    """One run of a diagram: deeds as on the page, for each the bits of those before it, claims, what has no word.

    `left_out` are faults that the whole diagram draws and this part of it does not: they may strike at any time.
    """

    title: str
    place: Place
    deeds: tuple[Deed, ...]
    causes: tuple[int, ...]
    claims: tuple[Claim, ...]
    unknown: tuple[tuple[Place, str], ...]
    left_out: frozenset[Word] = frozenset()

    @property
    def shape(self) -> Hashable:
        """What a machine hears of it: equal for plans that differ only in their texts, and where these stand."""
        kinds = tuple((deed.word, deed.whose) for deed in self.deeds)
        times = tuple(
            (c.first, c.last, c.low, c.high) if isinstance(c, Lasting) else (c.counted, c.turn) for c in self.claims
        )
        return kinds, self.causes, times, self.left_out


def parts_of_plan(plan: Plan) -> Mapping[tuple[Part, str], Plan]:
    """Return what a plan says of each part of the system, and of the faults that strike it; by part, and whose it is.

    Heartbeat services know nothing of each other: each is a part of its own. Where nothing but faults is drawn of a
    part, it is none.
    """
    names = dict.fromkeys(_part(deed) for deed in plan.deeds if not deed.word.strikes)
    order = {name: number for number, name in enumerate(PARTS)}
    return {name: _of_part(plan, name) for name in sorted(names, key=lambda name: order[name[0]])}


def _part(deed: Deed) -> tuple[Part, str]:
    return deed.word.part, deed.whose[0] if deed.word.part == "heartbeat" else ""


def _of_part(plan: Plan, part: tuple[Part, str]) -> Plan:
    if part[0] == "monitor":
        plan = _with_pages(plan)
    return only(plan, [n for n, deed in enumerate(plan.deeds) if deed.word.strikes or _part(deed) == part])


def _with_pages(plan: Plan) -> Plan:
    """Return a plan in which marks of servers are the changes of the page that a monitor polls.

    Only where they are told without gaps, by one load balancer: DOWN first (at the start all are UP), then in turns.
    """
    marks: dict[str, list[int]] = {}
    for number, deed in enumerate(plan.deeds):
        if deed.word.part == "pool" and deed.word.name in ("went_down", "went_up"):
            marks.setdefault(deed.whose[1], []).append(number)
    paged: dict[int, Deed] = {}
    for server, numbers in marks.items():
        deeds = [plan.deeds[n] for n in numbers]
        in_turns = all(d.word.name == ("went_up" if at % 2 else "went_down") for at, d in enumerate(deeds))
        if server and in_turns and len({deed.whose[0] for deed in deeds}) == 1:
            paged |= {n: replace(deed, word=told(server)) for n, deed in zip(numbers, deeds, strict=True)}
    return replace(plan, deeds=tuple(paged.get(n, deed) for n, deed in enumerate(plan.deeds)))


def only(plan: Plan, kept: list[int]) -> Plan:
    """Return a plan with some of its deeds (their order is transitive), and the claims about them."""
    new = {old: number for number, old in enumerate(kept)}
    causes = tuple(sum(1 << new[c] for c in bits(plan.causes[old]) if c in new) for old in kept)
    claims = tuple(moved for each in plan.claims if (moved := _moved(each, new)))
    gone = {deed.word for number, deed in enumerate(plan.deeds) if deed.word.strikes and number not in new}
    deeds = tuple(plan.deeds[old] for old in kept)
    return replace(plan, deeds=deeds, causes=causes, claims=claims, left_out=plan.left_out | gone)


def _moved(claim: Claim, new: Mapping[int, int]) -> Claim | None:
    match claim:
        case Lasting(first, last, low, high, text, place):
            return Lasting(new[first], new[last], low, high, text, place) if {first, last} <= new.keys() else None
        case Complete(counted, turn):
            whole = turn in new and all(each in new for each in counted)
            return Complete(tuple(new[each] for each in counted), new[turn]) if whole else None
