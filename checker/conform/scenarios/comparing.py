"""Each diagram of a contract, and each of its fragments, held against what happened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from checker.base.finding import Finding
from checker.base.time import NS_PER_S, Interval
from checker.conform.evidence import Evidence
from checker.conform.lives import lives
from checker.conform.scenarios.actors import Actors
from checker.conform.scenarios.binding import without_log
from checker.conform.scenarios.existential import cover
from checker.conform.scenarios.findings import deviations, impossibilities
from checker.conform.scenarios.instances import Finder, Seed
from checker.conform.scenarios.pool import Fetch, Pool
from checker.conform.scenarios.sources import Sources, bulk_tellers
from checker.conform.scenarios.takeover import first_held
from checker.conform.scenarios.triggered import Followed, Judged, follow, windows
from checker.model.event import Event
from checker.model.outcome import ScenarioOutcome, StepOutcome, StepStatus
from checker.model.scenario import Drawing, Scenario
from checker.model.vocabulary import is_bulk

# Bulk events are looked for this far around what a whole diagram tells of, or from where half of the sources are heard.
_EXAMPLE_NS = 8 * NS_PER_S
# Before the first of the events that a rule counts, what it is seen by besides may lie this far back.
_BACK_NS = 10 * NS_PER_S
# Of so many instances the bulk events are looked at, one after the other.
_LOOKED_UP, _EXAMPLES = 50, 2
_WORST: Sequence[StepStatus] = ("missing", "seen", "impossible", "unobservable")


@dataclass(frozen=True, slots=True)
class _Asked:
    """A drawing with the instances of its triggered scenarios; `shown` are those of which anything was seen."""

    finder: Finder
    seeds: Mapping[int, list[Seed]]
    shown: frozenset[int]

    @property
    def all_seeds(self) -> list[Seed]:
        return sorted((s for seeds in self.seeds.values() for s in seeds), key=lambda s: (s.lo, s.hi))


def compare(drawings: Sequence[Drawing], evidence: Evidence, fetch: Fetch) -> list[ScenarioOutcome]:
    """Return how far what happened follows each diagram and fragment, in the order of the drawings."""
    pool = Pool(evidence)
    actors, sources = Actors(evidence.contract, evidence.hosts), Sources(pool)
    named = lives(evidence.events, "haproxy")

    def life(event: Event) -> str:
        return named.name(event.source, event.time.lo) if event.source.program == "haproxy" else ""

    held = first_held(pool, actors)
    asked = []
    for drawing in drawings:
        finder = Finder(drawing, actors, pool, sources, life, held, without_log(drawing, evidence))
        rules = {n: s.rules for n, s in enumerate(drawing.scenarios) if s.reading == "triggered"}
        found = {n: [s for rule in each for s in finder.seeds(rule)] for n, each in rules.items()}
        seeds = {n: [s for s in each if not finder.only_starts(s)] for n, each in found.items()}
        asked.append(_Asked(finder, seeds, frozenset(n for n, each in found.items() if each)))
    beginning = _beginning(evidence)
    pool.fetch(fetch, _wanted(asked, evidence, beginning))
    return [outcome for each in asked for outcome in _outcomes(each, beginning)]


def _beginning(evidence: Evidence) -> int:
    """Return from when on half of the sources were heard: what writes little begins late."""
    starts: dict[tuple[str, str], int] = {}
    for heard in evidence.heard:
        source = heard.source.host, heard.source.program
        starts[source] = min(heard.time.lo, starts.get(source, heard.time.lo))
    return sorted(starts.values())[len(starts) // 2] if starts else 0


def _wanted(asked: Sequence[_Asked], evidence: Evidence, beginning: int) -> dict[str, list[Interval]]:
    """Return which bulk events are needed, and where."""
    wanted: dict[str, list[Interval]] = defaultdict(list)
    able = bulk_tellers(evidence)
    for each in asked:
        for number, scenario in enumerate(each.finder.drawing.scenarios):
            kinds = _bulk_kinds(each.finder.drawing, scenario) & able
            for seed in each.seeds.get(number, ())[:_LOOKED_UP]:
                for kind in kinds:
                    wanted[kind].append(Interval(seed.lo - _BACK_NS, seed.hi + seed.rule.within))
    for each in asked:
        whole = each.finder.drawing.scenarios[0]
        meant = _bulk_kinds(each.finder.drawing, whole, meant=True) & able
        # A capture is not read once more only to see by the way what logs tell of an example.
        kinds = (meant | wanted.keys() if meant else able) & _bulk_kinds(each.finder.drawing, whole)
        seeds = each.all_seeds[:_EXAMPLES]
        examples = [Interval(s.lo - _EXAMPLE_NS, s.hi + _EXAMPLE_NS) for s in seeds]
        for kind in kinds:
            wanted[kind] += examples or [Interval(beginning, beginning + _EXAMPLE_NS)]
    return wanted


def _bulk_kinds(drawing: Drawing, scenario: Scenario, meant: bool = False) -> set[str]:
    """Return the kinds of bulk events that show steps of a scenario; `meant`: only those that labels mean."""
    signs = (sign for number in scenario.steps for sign in drawing.steps[number].signs)
    return {sign.kind for sign in signs if is_bulk(sign.kind) and (sign.means or not meant)}


def _outcomes(asked: _Asked, beginning: int) -> Iterator[ScenarioOutcome]:
    finder, drawing, seeds = asked.finder, asked.finder.drawing, asked.all_seeds
    example = cover(finder, drawing.scenarios[0], seeds, beginning)
    stretches = {id(seed): window for seed, window in zip(seeds, windows(seeds), strict=True)}
    for number, scenario in enumerate(drawing.scenarios):
        if scenario.reading == "triggered":
            followed = [follow(finder, scenario, s, stretches[id(s)]) for s in asked.seeds[number]]
            yield _triggered(finder, scenario, followed, number in asked.shown)
        else:
            yield _example(finder, scenario, example)


def _triggered(finder: Finder, scenario: Scenario, followed: Sequence[Followed], shown: bool) -> ScenarioOutcome:
    """Return what became of a rule; what its drawing has wrong is told where it was `shown` at all."""
    drawing, hosts = finder.drawing, finder.actors.hosts
    judged: dict[int, list[Judged]] = {n: [] for n in scenario.steps}
    for instance in followed:
        for each in instance.steps:
            judged[each.step.number].append(each)
    steps = tuple(_step(drawing, number, each) for number, each in judged.items())
    found = [f for instance in followed for f in deviations(drawing, instance, hosts)]
    impossible = impossibilities([drawing.steps[n] for n in scenario.own]) if shown else ()
    outcome = _outcome(finder, scenario, len(followed), steps, (*found, *impossible))
    ever = {number for number, each in judged.items() if any(j.seen for j in each)}
    return replace(outcome, complete=sum(ever == {j.step.number for j in f.steps if j.seen} for f in followed))


def _example(finder: Finder, scenario: Scenario, example: Mapping[int, Judged]) -> ScenarioOutcome:
    drawing = finder.drawing
    steps = tuple(_step(drawing, number, [example[number]]) for number in scenario.steps)
    own = any(example[number].seen for number in scenario.own)
    impossible = impossibilities([drawing.steps[n] for n in scenario.own]) if own else ()
    return _outcome(finder, scenario, int(any(s.seen for s in steps)), steps, tuple(impossible))


def _outcome(
    finder: Finder, scenario: Scenario, instances: int, steps: tuple[StepOutcome, ...], found: tuple[Finding, ...]
) -> ScenarioOutcome:
    return ScenarioOutcome(
        finder.actors.contract.system,
        finder.drawing.title,
        scenario.place,
        scenario.kind,
        scenario.reading,
        scenario.reason,
        instances,
        steps,
        found,
    )


def _step(drawing: Drawing, number: int, judged: Sequence[Judged]) -> StepOutcome:
    """Return what became of a step in all instances: the worst that can be said, and where it was seen first."""
    step = drawing.steps[number]
    if not judged:
        status: StepStatus = "impossible" if step.impossible else "unobservable"
        why = step.impossible or step.why_unseen or "what triggers it was not seen"
        return StepOutcome(step.place, step.text, step.lifeline, step.end, status, 0, why)
    worst = min(judged, key=lambda j: _WORST.index(j.status))
    seen = [j.seen for j in judged if j.seen]
    places = tuple(min(seen, key=lambda s: s.time).event.places) if seen else ()
    return StepOutcome(step.place, step.text, step.lifeline, step.end, worst.status, len(seen), worst.why, places)
