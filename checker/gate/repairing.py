"""Repairs that are known to help: each is made in memory, and everything is judged again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from checker.base.finding import Severity
from checker.base.progress import Progress, SilentProgress
from checker.configs.reading import Reading
from checker.configs.words import Edit
from checker.gate.judging import Judgement, judge_all
from checker.gate.merging import Merged
from checker.gate.rule import Repair, Rule
from checker.model.contract import Contract

# Each trial judges everything again: so many characters are judged at most, in so many trials at least and at most.
# Whoever has more to mend sees the rest when these are mended.
MOST_WORK, FEWEST_TRIALS, MOST_TRIALS = 500_000, 10, 100
# So many repairs are each tried alone; of more, all together first, then halves of them.
ALONE = 12

Key = tuple[str, str]
Chosen = tuple[Merged, Repair]
# Repairs with the positions of their findings.
Offers = list[tuple[int, Repair]]


@dataclass(frozen=True, slots=True)
class State:
    """How many problems each rule has by each contract, how many of them matter (or are not known), and of how many."""

    problems: Counter[Key]
    mattering: Counter[Key]
    exercised: Counter[Key]

    def without(self, gone: Counter[Key], before: State) -> bool:
        """Say whether so many problems less are left than before, and nothing is worse.

        What could not be examined before may have problems of its own: a server that is checked from now on is DOWN
        too late only now.
        """
        return (
            all(self.problems[key] + count <= before.problems[key] for key, count in gone.items())
            and all(n <= before.mattering[key] + self._more(key, before) for key, n in self.mattering.items())
            and all(self.exercised[key] or key in gone for key, n in before.exercised.items() if n)
        )

    def _more(self, key: Key, before: State) -> int:
        return max(0, self.exercised[key] - before.exercised[key])


def state_of(judgements: Iterable[Judgement], reading: Reading) -> State:
    """Return the state of a deployment; what is wrong with the files as such counts as well."""
    problems: Counter[Key] = Counter()
    mattering: Counter[Key] = Counter()
    exercised: Counter[Key] = Counter()
    for each in judgements:
        key, severity = key_of(each), each.rule.severity
        problems[key] = len(each.problems)
        mattering[key] = sum((p.severity or severity) is not Severity.INFO for p in each.problems) + len(each.doubts)
        exercised[key] = each.exercised
    mattering.update(("", each.code) for each in reading.deployment.problems if each.severity is not Severity.INFO)
    return State(problems, mattering, exercised)


def key_of(judgement: Judgement) -> Key:
    """Return by what the problems of a judgement are counted; a rule without promises judges for all contracts."""
    return judgement.contract.system if judgement.rule.promises else "", judgement.rule.code


@dataclass
class Workshop:
    """Tries repairs on a deployment; what was tried is remembered, as one edit often mends several findings."""

    reading: Reading
    rules: Sequence[Rule[Any]]
    contracts: Sequence[Contract]
    before: State
    progress: Progress = field(default_factory=SilentProgress)
    _tried: dict[frozenset[Edit], State | None] = field(default_factory=dict)

    @cached_property
    def most(self) -> int:
        """How many trials may find repairs; as many again may put them together."""
        size = sum(len(file.source.text) for file in self.reading.deployment.files if file.format)
        return min(MOST_TRIALS, max(FEWEST_TRIALS, MOST_WORK // max(1, size)))

    @property
    def trials(self) -> int:
        """How often everything was judged again."""
        return len(self._tried)

    def after(self, edits: frozenset[Edit], most: int) -> State | None:
        """Return the state after edits; None where they cannot be made together, or so many were tried already."""
        if edits not in self._tried and len(self._tried) < most:
            self._tried[edits] = self._made(edits)
            self.progress.advance(1)
        return self._tried.get(edits)

    def _made(self, edits: frozenset[Edit]) -> State | None:
        try:
            reading = self.reading.edited(edits)
        except (ValueError, KeyError):  # they overlap, or are of a file that was not given
            return None
        return state_of(judge_all(self.rules, self.contracts, reading.deployment), reading)

    def mends(self, repairs: Sequence[Chosen], most: int) -> bool:
        """Say whether all findings are gone after their repairs, and no other error, warning or doubt is new."""
        gone: Counter[Key] = Counter()
        for found, _ in repairs:
            gone[key_of(found.judgement)] += len(found.problems)
        after = self.after(_edits(repairs), most)
        return after is not None and after.without(gone, self.before)

    def repairs_of(self, found: Sequence[Merged]) -> Mapping[int, Repair]:
        """Return the first repair of each finding that mends it, alone or with others, by the finding's position."""
        offers = {at: candidates(each) for at, each in enumerate(found)}
        self.progress.start(0, "trying repairs", "trials")
        offered = [(at, repair) for at, own in offers.items() for repair in own]
        chosen: dict[int, Repair] = {}
        for turn in range(max((len(each) for each in offers.values()), default=0)):
            open_ = [(at, own[turn]) for at, own in offers.items() if at not in chosen and turn < len(own)]
            chosen |= dict(self._that_mend(open_, found))
            refused = [(at, repair) for at, repair in open_ if at not in chosen]
            chosen |= dict(self._that_mend_jointly(refused, offered, found))
        return chosen

    def _that_mend(self, offered: Offers, found: Sequence[Merged]) -> Offers:
        """Return those repairs that mend their findings: few are tried alone, many together and then by halves."""
        different = {frozenset(repair.edits) for _, repair in offered}
        if len(different) > ALONE and not self.mends([(found[at], repair) for at, repair in offered], self.most):
            middle = len(offered) // 2
            return self._that_mend(offered[:middle], found) + self._that_mend(offered[middle:], found)
        if len(different) > ALONE:
            return offered
        return [(at, repair) for at, repair in offered if self.mends([(found[at], repair)], self.most)]

    def _that_mend_jointly(self, refused: Offers, offered: Offers, found: Sequence[Merged]) -> Offers:
        """Return those refused repairs that mend with all that their rule offers in the same words elsewhere.

        Nodes that have to be alike are mended all or not at all: each finding gets the edits of all, so that nobody
        makes a part of them.
        """
        alike: dict[tuple[int, str], dict[int, Repair]] = {}
        for at, repair in offered if refused else ():
            alike.setdefault((id(found[at].judgement), repair.shown), {})[at] = repair
        open_ = dict(refused)
        mended: Offers = []
        for own in alike.values():
            here = [at for at, repair in own.items() if open_.get(at) is repair]
            if here and len(own) > 1 and self.mends([(found[at], repair) for at, repair in own.items()], self.most):
                whole = joined(own.values())
                mended += [(at, whole) for at in here]
        return mended

    def together(self, repairs: Sequence[Chosen]) -> tuple[frozenset[Edit], tuple[Repair, ...]]:
        """Return the edits of those safe repairs that help together; of two that interact, the first is made."""
        safe = [(found, repair) for found, repair in repairs if repair.safe]
        if safe and self.mends(safe, 2 * self.most):
            return _edits(safe), tuple(dict.fromkeys(repair for _, repair in safe))
        return self._one_by_one(safe)

    def _one_by_one(self, safe: Iterable[Chosen]) -> tuple[frozenset[Edit], tuple[Repair, ...]]:
        made: frozenset[Edit] = frozenset()
        state, kept = self.before, []
        for found, repair in safe:
            edits = made | set(repair.edits)
            after = None if edits == made else self.after(edits, 2 * self.most)
            if after is not None and after.without(Counter({key_of(found.judgement): 1}), state):
                made, state = edits, after
                kept.append(repair)
        return made, tuple(kept)


def candidates(found: Merged) -> list[Repair]:
    """Return the repairs of a finding in their order, each with the edits for all whom it concerns."""
    by_words: dict[str, list[Repair]] = {}
    for problem in found.problems:
        for repair in problem.repairs:
            by_words.setdefault(repair.shown, []).append(repair)
    return [joined(own) for own in by_words.values()]


def joined(repairs: Iterable[Repair]) -> Repair:
    """Return repairs of the same words as one; it is safe if all of them are."""
    own = tuple(repairs)
    edits = dict.fromkeys(edit for each in own for edit in each.edits)
    return Repair(own[0].shown, tuple(edits), all(each.safe for each in own))


def _edits(repairs: Iterable[Chosen]) -> frozenset[Edit]:
    return frozenset(edit for _, repair in repairs for edit in repair.edits)
