"""What the rules say of a deployment: each rule, for each contract that states a promise of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from checker.configs.deployment import Deployment
from checker.configs.setting import UnknownValueError
from checker.gate.rule import Problem, Rule, Site
from checker.model.contract import Contract

# What the rules on load balancers hold them to; heartbeat services promise the same of themselves.
_OF_BALANCERS = frozenset(
    {
        "no-request-routed-to-down",
        "down-after-failures",
        "down-detected-in-time",
        "check.fall",
        "check.rise",
        "down.within",
        "up.within",
    }
)


@dataclass(frozen=True)
class Doubt:
    """A subject that could not be judged, as the files do not tell one of its values."""

    error: UnknownValueError

    @property
    def key(self) -> tuple[object, str]:
        """The same value may be missed by many subjects."""
        return self.error.place, self.error.why


@dataclass(frozen=True)
class Judgement:
    """What one rule found by one contract: how many subjects it examined, what is wrong, what could not be judged."""

    rule: Rule[Any]
    contract: Contract
    exercised: int
    problems: tuple[Problem, ...]
    doubts: tuple[Doubt, ...]


def judge(rule: Rule[Any], site: Site) -> Judgement:
    """Examine every subject of a rule."""
    problems: list[Problem] = []
    doubts: list[Doubt] = []
    exercised = 0
    for subject in _subjects(rule, site):
        exercised += 1
        try:
            if isinstance(subject, Doubt):
                doubts.append(subject)
            else:
                problems.extend(rule.judge(site, subject))
        except UnknownValueError as error:
            doubts.append(Doubt(error))
    return Judgement(rule, site.contract, exercised, tuple(problems), tuple(doubts))


def _subjects(rule: Rule[Any], site: Site) -> Iterator[object]:
    """Yield the subjects, and a doubt where one cannot be told (what would follow is not known then, either)."""
    try:
        yield from rule.subjects(site)
    except UnknownValueError as error:
        yield Doubt(error)


def is_stated(rule: Rule[Any], contract: Contract) -> bool:
    """Say whether a contract makes one of the promises that a rule speaks of."""
    kept_otherwise = _OF_BALANCERS if _watched_by_heartbeats(contract) else frozenset()
    return any(
        name in contract.parameters or name in contract.properties or name in contract.promises
        for name in rule.promises
        if name not in kept_otherwise
    )


def _watched_by_heartbeats(contract: Contract) -> bool:
    """Say whether heartbeat services find out who is DOWN, and no load balancer is drawn."""
    roles = {lifeline.role for lifeline in contract.lifelines.values()}
    return "heartbeat" in roles and "load-balancer" not in roles


def judge_all(
    rules: Iterable[Rule[Any]], contracts: Sequence[Contract], deployment: Deployment
) -> tuple[Judgement, ...]:
    """Judge a deployment by every contract that applies to it.

    A contract applies where a rule that speaks of one of its promises has anything to examine. Rules that need no
    promise examine the files once for all contracts, be it that none applies; where they find nothing to examine,
    nothing was promised, and nothing is to be said.
    """
    rules = list(rules)
    sites = [Site(contract, deployment) for contract in contracts]
    found = [[judge(rule, site) for rule in rules if is_stated(rule, site.contract)] for site in sites]
    applying = [own for own in found if any(each.exercised for each in own)]
    systems = {own[0].contract.system for own in applying}
    going_by = [site for site in sites if site.contract.system in systems] or sites[:1]
    free = [_joined(rule, going_by) for rule in rules if not rule.promises]
    judged = [each for own in applying for each in own] + [each for each in free if each.exercised]
    order = [contract.system for contract in contracts]
    return tuple(sorted(judged, key=lambda each: (order.index(each.contract.system), each.rule.code)))


def _joined(rule: Rule[Any], sites: Sequence[Site]) -> Judgement:
    """Return what a rule says that needs no promise: what it finds by several contracts is one and the same."""
    each = [judge(rule, site) for site in sites]
    first = max(each, key=lambda judgement: judgement.exercised)
    problems = dict.fromkeys(problem for judgement in each for problem in judgement.problems)
    doubts = {doubt.key: doubt for judgement in each for doubt in judgement.doubts}
    return replace(first, problems=tuple(problems), doubts=tuple(doubts.values()))
