"""Steps that only one version draws, and steps that are drawn in both and say or do something else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from checker.base.words import counted
from checker.diff.change import Change, Rank, RunStep, Spot
from checker.diff.classifying.texts import Texts, plain_breaks, text_changes
from checker.diff.codes import DELIVERY, DOWN_USED, MAPPING, REWORDED, SAYS_OTHERWISE, STEP_ADDED, STEP_REMOVED
from checker.diff.matching.items import Item
from checker.diff.matching.matched import Matched
from checker.diff.matching.parts import Parts, joined, parts_of
from checker.diff.reading.promising import promises
from checker.diff.runs.comparing import Comparing
from checker.diff.runs.down_servers import Use, uses_of_down
from checker.diff.runs.failover import Failover
from checker.diff.version import Page
from checker.model.contract_diagrams import Meaning

_OPTIONAL = ("opt", "alt", "break", "critical")


@dataclass(frozen=True)
class StepChanges:
    """The questions about single steps of one matched diagram."""

    comparing: Comparing

    @property
    def _matched(self) -> Matched:
        return self.comparing.matched

    @cached_property
    def _uses(self) -> tuple[dict[int, Use], dict[int, Use]]:
        """The steps of either version that send a request to a server that is DOWN."""
        old, new = self.comparing.sides
        rounds = self.comparing.rounds
        return uses_of_down(self._matched.old, old, rounds), uses_of_down(self._matched.new, new, rounds)

    def down_uses(self) -> Iterator[Change]:
        """Yield the requests to a server that is DOWN which only one version draws, with the run."""
        matched = self._matched
        partner = dict(matched.steps.pairs)
        back = {b: a for a, b in matched.steps.pairs}
        olds, news = self._uses
        for item, use in news.items():
            if back.get(item) not in olds:
                yield _down_use(use, matched.new, Rank.BREAKING, self._old_spot(item))
        for item, use in olds.items():
            if partner.get(item) not in news:
                yield _down_use(use, matched.old, Rank.STRENGTHENING, self._new_spot(item))

    def one_sided(self) -> Iterator[Change]:
        """Yield the steps that only one version draws; those of which `down_uses` tells are left out."""
        olds, news = self._uses
        removed = [self._matched.old_items[n] for n in self._matched.steps.removed if n not in olds]
        added = [self._matched.new_items[n] for n in self._matched.steps.added if n not in news]
        yield from (self._removed(item) for item in removed if item.index not in self._parts.of_old)
        yield from (self._added(item) for item in added if item.index not in self._parts.of_new)

    def texts(self) -> Iterator[Change]:
        """Yield what matched steps say otherwise, or mean otherwise by the contract."""
        matched = self._matched
        for a, b in matched.steps.pairs:
            old, new = matched.old_items[a], matched.new_items[b]
            olds, news = self._parts.of(a, b)
            before, after = _meant_by(matched.old, olds), _meant_by(matched.new, news)
            if old.shape != new.shape:
                yield _delivery(old, new)
            if old.ends != new.ends:
                yield _over(old, new)
            if (was := joined(olds)) != (now := joined(news)):
                what = f"the {new.kind} {_between(new)}"
                settled = before is not None and after is not None and _meaning(before) == _meaning(after)
                texts = Texts(what, was, now, olds[0].place, news[0].place, matched.lifelines.names, settled)
                yield from text_changes(texts)
            elif len(olds) != len(news):
                yield _parted(olds, news)
            if matched.old.contract and matched.new.contract:
                yield from _meant(old, new, before, after)

    @cached_property
    def _parts(self) -> Parts:
        """The notes that are one note in the other version."""
        return parts_of(self._matched)

    def _removed(self, item: Item) -> Change:
        rank, why = self._weight(item, self._matched.old, 0)
        says = f"{_step(item)} is gone"
        return Change(
            STEP_REMOVED, rank, says, why, Spot(item.place, item.text), self._new_spot(item.index), before=item.text
        )

    def _added(self, item: Item) -> Change:
        rank, why = self._weight(item, self._matched.new, 1)
        says = f"{_step(item)} is new"
        return Change(
            STEP_ADDED, rank, says, why, self._old_spot(item.index), Spot(item.place, item.text), after=item.text
        )

    def _weight(self, item: Item, page: Page, side: int) -> tuple[Rank, str]:
        """Return what the removal (`side` 0) or the addition (1) of a step does; one is the other turned round."""
        failover = self._failovers[side]
        graver = Rank.STRENGTHENING if side else Rank.BREAKING
        if item.kind == "note":
            if promises(item.text):
                why = (
                    "it states a promise that was not made before"
                    if side
                    else "the promise that it states is made no more"
                )
                return graver, why
            return Rank.COSMETIC, "a note that states no number, no state and no invariant promises nothing"
        unneeded = side or self._known(item, side) or not failover.exists
        if unneeded and self._may_be_left_out(item, side):
            return Rank.COMPATIBLE, "it may be left out, and no step that is drawn in both versions depends on it"
        event = self.comparing.sides[side].events_of[item.index][0]
        if failover.holds(event):
            why = "it is on a failover path"
            return (
                graver,
                f"{why}: what did without it does not conform" if side else f"{why}, and nothing demands it now",
            )
        return Rank.COMPATIBLE, "it is part of an example, on no failover path, and no rule names it"

    @cached_property
    def _failovers(self) -> tuple[Failover, Failover]:
        return Failover(self._matched.old), Failover(self._matched.new)

    def _may_be_left_out(self, item: Item, side: int) -> bool:
        """Say whether a step stands in an optional fragment that only its own version has."""
        chart = (self._matched.old if side == 0 else self._matched.new).chart
        matched = self._matched.fragments.old_of
        both = set(matched.values()) if side == 0 else set(matched)
        return any(
            chart.fragments[f].kind in _OPTIONAL and f not in both for f, _ in self._matched.homes[side][item.index]
        )

    def _known(self, item: Item, side: int) -> bool:
        """Say whether the other version draws such a step, too."""
        others = self._matched.old_items if side else self._matched.new_items
        return any(other.is_step and other.key == item.key for other in others)

    def _new_spot(self, old: int) -> Spot | None:
        """Return where a step of the old version would stand in the new one: behind the step before it."""
        pairs = [(a, b) for a, b in self._matched.steps.pairs if a <= old]
        return _spot(self._matched.new_items[max(pairs)[1]]) if pairs else Spot(self._matched.new.drawn.place)

    def _old_spot(self, new: int) -> Spot | None:
        pairs = [(b, a) for a, b in self._matched.steps.pairs if b <= new]
        return _spot(self._matched.old_items[max(pairs)[1]]) if pairs else Spot(self._matched.old.drawn.place)


def _spot(item: Item) -> Spot:
    return Spot(item.place, item.text)


def _down_use(use: Use, page: Page, rank: Rank, other: Spot | None) -> Change:
    request, server = use.request, use.server
    here = Spot(request.place, request.text)
    run: tuple[RunStep, ...] = use.run
    if rank is Rank.BREAKING:
        says = f"{request.lifeline} may now send '{plain_breaks(request.text)}' to {server} while {server} is DOWN"
        why = f"{use.mark.lifeline} has marked {server} DOWN at {use.mark.place}, and nothing allowed that use before"
        return Change(DOWN_USED, rank, says, why, other, here, run=run, run_of="new")
    says = f"{request.lifeline} no longer sends '{plain_breaks(request.text)}' to {server} while {server} is DOWN"
    why = (
        f"{use.mark.lifeline} has marked {server} DOWN at {use.mark.place}; what used it then does not conform any more"
    )
    return Change(DOWN_USED, rank, says, why, here, other, run=run, run_of="old")


def _delivery(old: Item, new: Item) -> Change:
    says = f"the message {_between(new)} {_GOES[new.shape]}, and {_DID[old.shape]}"
    why = "what its receiver sees is another event: one that arrives starts what follows, one that is lost a timeout"
    return Change(DELIVERY, Rank.BREAKING, says, why, _spot(old), _spot(new), before=old.shape, after=new.shape)


_GOES = {">": "arrives now", "x": "does not arrive now", "<>": "goes both ways now"}
_DID = {">": "arrived before", "x": "did not arrive before", "<>": "went both ways before"}


def _parted(olds: Sequence[Item], news: Sequence[Item]) -> Change:
    """Return that a note is written as several, or several as one."""
    says = f"what is said {_between(news[0])} is written as {counted(len(news), 'note')}, was {len(olds)}"
    spots = Spot(olds[0].place, joined(olds)), Spot(news[0].place, joined(news))
    return Change(REWORDED, Rank.COSMETIC, says, "one right behind the other they say the same", *spots)


def _over(old: Item, new: Item) -> Change:
    """Return that a note stands over more lifelines, or over fewer of them."""
    says = f"the note '{plain_breaks(new.text)}' stands {_between(new)}, was {_between(old)}"
    spots = _spot(old), _spot(new)
    if set(old.ends) < set(new.ends):
        return Change(SAYS_OTHERWISE, Rank.COMPATIBLE, says, "what it said of the others it says of them still", *spots)
    if promises(old.text):
        return Change(SAYS_OTHERWISE, Rank.BREAKING, says, "of the others its promise is made no more", *spots)
    return Change(SAYS_OTHERWISE, Rank.COSMETIC, says, "it promises nothing", *spots)


def _meant_by(page: Page, items: Iterable[Item]) -> Meaning | None:
    return next((meaning for item in items if (meaning := page.meant.get(item.place))), None)


def _meant(old: Item, new: Item, before: Meaning | None, after: Meaning | None) -> Iterable[Change]:
    """Yield that a step means another event by the contract, or none any more."""
    if before is None and after is None:
        return
    one, other = before and _meaning(before), after and _meaning(after)
    if one == other:
        return
    says = f"the {new.kind} {_between(new)} means {other or 'no event'} by the contract, was {one or 'no event'}"
    rank, why = Rank.BREAKING, "what has to be seen is another event"
    if after is None:
        why = "no trace can show it any more"
    elif before is None:
        rank, why = Rank.STRENGTHENING, "traces are held against it now"
    elif before.rule.kind == after.rule.kind:
        return
    yield Change(MAPPING, rank, says, why, _spot(old), _spot(new), before=one or "", after=other or "")


def _meaning(meaning: Meaning) -> str:
    """Return an event with what it says, but not of whom: lifelines may be called otherwise."""
    said = " ".join(f"{k}={v}" for k, v in sorted(meaning.said.items()) if k in ("state", "after", "before"))
    return f"{meaning.rule.kind} {said}".strip()


def _step(item: Item) -> str:
    text = plain_breaks(item.text)
    text = f"{text[:57]}..." if len(text) > 60 else text
    return f"the {item.kind} '{text}' {_between(item)}"


def _between(item: Item) -> str:
    ends = [end.partition("\0")[0] for end in item.ends]
    if item.kind == "note":
        return f"over {' and '.join(ends)}"
    return f"{ends[0]} -> {ends[1]}" if ends[0] != ends[1] else f"of {ends[0]} to itself"
