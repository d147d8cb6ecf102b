"""Every property of a contract against the evidence: instances, verdict, scope."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cache, partial
from itertools import chain, islice

from checker.base.finding import Related, Verdict
from checker.base.progress import Progress, SilentProgress
from checker.base.time import NS_PER_S, Interval, union
from checker.conform import fluents, happenings
from checker.conform.attempts import Attempts
from checker.conform.condensed import with_condensed
from checker.conform.evidence import Evidence, across_clocks
from checker.conform.fluents.fluent import Fluent
from checker.conform.happenings.happening import Happening
from checker.conform.knowledge import Knowledge, estimate
from checker.conform.lag import ENOUGH, lag_of, set_back
from checker.conform.lives import lives, process_of
from checker.conform.moments import Moments
from checker.conform.occurrences import Occurrences, identity
from checker.conform.question import Question, question
from checker.conform.readings import overall, readings
from checker.conform.scope import covers, heard_of, scope_of
from checker.conform.seen import Seen
from checker.conform.streaming.roles import is_streaming
from checker.conform.tenures import Tenures
from checker.conform.unclear import not_understood
from checker.logic.formula import atoms_of
from checker.model.event import Event
from checker.model.outcome import Instance, PropertyOutcome
from checker.model.vocabulary import VOCABULARY
from checker.properties.property import Property

# kind of event, windows by host -> the bulk events in them, those of the most precise copy of a log first
Fetch = Callable[[str, Mapping[str, Sequence[Interval]]], Iterable[Event]]
BULK = frozenset(kind for kind, about in VOCABULARY.items() if about.bulk)
# Signals are evaluated this far beyond the last stamp, so that no window of an occurrence there looks over the edge.
REACH_NS = 3600 * NS_PER_S
# The lag of a logger is measured on sessions this near to where it matters.
NEAR_NS = 60 * NS_PER_S


@dataclass(slots=True)
class _Count:
    """Instances as they are decided; those that hold are only counted unless they are to be kept."""

    keep: bool
    exercised: int = 0
    instances: list[Instance] = field(default_factory=list)

    def add(self, instance: Instance) -> None:
        self.exercised += 1
        if self.keep or instance.verdict is not Verdict.HOLDS:
            self.instances.append(instance)


def check(
    properties: Sequence[Property],
    evidence: Evidence,
    observed: Interval,
    fetch: Fetch,
    keep: bool = False,
    *,
    bulk: Set[str] = BULK,
    progress: Progress | None = None,
) -> list[PropertyOutcome]:
    """Return the outcome of each property; `keep` keeps the instances that hold too (for comparisons).

    `bulk` are the kinds of bulk events that `fetch` may have any of; `progress` is told of each property.
    """
    progress = progress or SilentProgress()
    progress.start(len(properties), "judging", "properties")
    properties = [prop.chosen(evidence.contract.parameters) for prop in properties]
    told = {e.kind for e in evidence.events}.union(bulk)
    programs = {h.source.program for h in evidence.heard} | {e.source.program for e in evidence.events}
    asked = {p.id: question(p) for p in properties if _may_be_exercised(p, programs, told)}
    questions = {id: _in_states(q, evidence) for id, q in asked.items()}
    known = _known(list(questions.values()), evidence, fetch, bulk)
    outcomes: list[PropertyOutcome] = []
    for prop in properties:
        count = _Count(keep)
        if prop.id in questions:
            view, knowledge = known[_by_own_clock(prop, evidence)]
            wanted = cache(partial(covers, view, view.contract.properties[prop.id]))
            for instance in _decided(questions[prop.id], knowledge, view, observed, fetch):
                if wanted(instance.observer, instance.subject):
                    count.add(instance)
        outcome = _outcome(prop, count, evidence)
        if prop.id in questions and (prop.by_view or prop.readings):
            outcome = replace(outcome, readings=readings(prop, view, outcome.verdict, wanted))
        outcomes.append(outcome)
        progress.advance(1)
    return outcomes


def _may_be_exercised(prop: Property, programs: Set[str], told: Set[str]) -> bool:
    """Say whether any source, or any event, may tell of an instance: if none does, nothing of it needs to be loaded."""
    return bool(prop.programs) and _tells(prop, programs, told)


def _tells(prop: Property, programs: Set[str], told: Set[str]) -> bool:
    return not prop.told_by or not programs.isdisjoint(prop.programs) or not told.isdisjoint(prop.told_by)


def _by_own_clock(prop: Property, evidence: Evidence) -> bool:
    """Whether one clock stamped all that a property compares: not where services hold a view of another's requests."""
    return prop.by_own_clock and not (prop.by_view and is_streaming(evidence.contract))


def _known(
    questions: Sequence[Question], evidence: Evidence, fetch: Fetch, bulk: Set[str]
) -> Mapping[bool, tuple[Evidence, Knowledge]]:
    """Return what is known by the clocks of observers alone (True), and across clocks, of what is asked so."""
    asked = {q.prop.id: {a.name for a in (*atoms_of(q.claim), q.trigger)} for q in questions}
    names = set[str]().union(*asked.values())
    states: list[Fluent | Happening] = [
        *fluents.load(names & fluents.names()).values(),
        *happenings.load(names & happenings.names()).values(),
    ]
    by_own_clock = with_condensed(evidence, {k for s in states for k in s.bulk if k in bulk}, fetch)
    known: dict[bool, tuple[Evidence, Knowledge]] = {}
    for own in {_by_own_clock(q.prop, evidence) for q in questions}:
        view = by_own_clock if own else across_clocks(by_own_clock)
        here = set[str]().union(*(asked[q.prop.id] for q in questions if _by_own_clock(q.prop, evidence) is own))
        known[own] = view, estimate(view, _states(here, evidence))
    return known


def _decided(
    q: Question, knowledge: Knowledge, evidence: Evidence, observed: Interval, fetch: Fetch
) -> Iterable[Instance]:
    match q.kind:
        case "bulk event":
            return chain(_occurrences(q, knowledge, evidence, observed, fetch), _rare(q, knowledge, evidence))
        case "own event":
            from checker.conform.own.moments import OwnMoments  # few contracts define any

            return OwnMoments(q, knowledge, evidence).decide()
        case "happening":
            return Moments(q, knowledge, evidence).decide()
        case "fluent":
            return Tenures(q, knowledge, evidence, heard_of(q.prop, evidence) or observed).decide()


def _rare(q: Question, knowledge: Knowledge, evidence: Evidence) -> Iterable[Instance]:
    """What load balancers do in bulk media servers do now and then."""
    if q.trigger.name not in happenings.names() or not is_streaming(evidence.contract):
        return ()
    from checker.conform.streaming.routing import never_together, told_once  # other systems need none of it

    return told_once(Moments(q, knowledge, evidence).decide()) or never_together(q.prop, evidence)


def _in_states(q: Question, evidence: Evidence) -> Question:
    """Return a question in states alone where a state triggers it that speaks of own events, too."""
    if q.kind != "fluent" or not q.prop.events:
        return q
    from checker.conform.own.recent import with_recent

    return with_recent(q, evidence.contract)


def _states(names: Set[str], evidence: Evidence) -> Set[str]:
    """Return those of some names that are states, and not events."""
    own = evidence.contract.own
    return {name for name in names if name in fluents.names() or name in own.fluents or name.startswith("once[")}


def _occurrences(
    q: Question, knowledge: Knowledge, evidence: Evidence, observed: Interval, fetch: Fetch
) -> Iterator[Instance]:
    occurrences = _decider(q, knowledge, evidence, observed)
    wanted = _windows(occurrences)
    if lags := _lags(q, wanted, fetch):
        evidence = set_back(evidence, lags)
        occurrences = _decider(q, estimate(evidence, knowledge.fluents), evidence, observed)
        wanted = _windows(occurrences)
    if not wanted:
        return
    yield from not_understood(q.prop, occurrences, evidence)
    attempts = Attempts(occurrences, evidence)
    hidden: list[tuple[Event, list[str]]] = []
    seen = _seen_by_host(q.prop, evidence)
    copies: dict[int, list[Related]] = {}
    violated: list[tuple[int, Instance]] = []
    for event in fetch(q.trigger.name, wanted):
        key = hash(identity(event))
        if not seen[event.source.host].add(key):
            if key in copies:
                copies[key].append(Related(event.places[0], "the same, in another copy"))
            continue
        if suspects := attempts.suspects(event):
            hidden.append((event, suspects))
        instance = occurrences.decide(event)
        if instance is not None and instance.finding is not None:
            copies[key] = []
            violated.append((key, instance))
        elif instance is not None:
            yield instance
    for key, instance in violated:
        yield _with_copies(instance, copies[key])
    yield from _hidden(attempts, hidden, fetch)


def _decider(q: Question, knowledge: Knowledge, evidence: Evidence, observed: Interval) -> Occurrences:
    slack = evidence.contract.duration(q.prop.slack) if q.prop.slack else 0
    return Occurrences(q, knowledge, evidence, lives(evidence.events, "haproxy"), slack, observed.hi + REACH_NS)


def _windows(occurrences: Occurrences) -> dict[str, list[Interval]]:
    """Return, by host, where an occurrence would count."""
    windows: dict[str, list[Interval]] = defaultdict(list)
    for observer in occurrences.observers():
        windows[process_of(observer).partition("@")[2]] += occurrences.windows(observer)
    return {host: union(found) for host, found in windows.items() if found}


def _lags(q: Question, wanted: Mapping[str, Sequence[Interval]], fetch: Fetch) -> dict[str, Interval]:
    """Return, by host, how much later than the sessions end their lines are stamped, where that matters."""
    found: dict[str, Interval] = {}
    for host, windows in wanted.items():
        near = union(w.widen(NEAR_NS, NEAR_NS) for w in windows)
        told = (e for e in fetch(q.trigger.name, {host: near}) if e.source.host == host)
        lag = lag_of(islice(told, ENOUGH))
        if lag is not None:
            found[host] = lag
    return found


def _seen_by_host(prop: Property, evidence: Evidence) -> Mapping[str, Seen]:
    """Return what to remember of each host: everything only where more than one file tells of it."""
    files: dict[str, set[str]] = defaultdict(set)
    for heard in evidence.heard:
        if heard.source.program in prop.programs:
            files[heard.source.host].add(heard.path)
    return defaultdict(lambda: Seen(forgetful=False), {h: Seen(forgetful=len(f) == 1) for h, f in files.items()})


def _with_copies(instance: Instance, copies: Sequence[Related]) -> Instance:
    if instance.finding is None or not copies:
        return instance
    return replace(instance, finding=replace(instance.finding, related=(*instance.finding.related, *copies)))


def _hidden(attempts: Attempts, hidden: list[tuple[Event, list[str]]], fetch: Fetch) -> Iterator[Instance]:
    if not hidden:
        return
    hosts = attempts.evidence.hosts
    connects: dict[str, list[Event]] = defaultdict(list)
    for connect in fetch("connect", {"": union(attempts.sought(e) for e, _ in hidden)}):
        connects[hosts.at(str(connect.args["client"]).rpartition(":")[0])].append(connect)
    for event, suspects in hidden:
        yield attempts.decide(event, suspects, connects[hosts.named(event.source.host)])


def _outcome(prop: Property, count: _Count, evidence: Evidence) -> PropertyOutcome:
    instances = sorted(count.instances, key=lambda i: (i.trigger, i.observer, i.subject))
    violated = [i for i in instances if i.verdict is Verdict.VIOLATED]
    undecided = [i for i in instances if i.verdict is Verdict.INCONCLUSIVE]
    verdict = overall(instances)
    verdict = Verdict.HOLDS if verdict is Verdict.NOT_EXERCISED and count.exercised else verdict
    stated = next(iter(evidence.contract.properties[prop.id].stated), None)
    parameters = {n: evidence.contract.parameters[n].shown for n in prop.parameters}
    return PropertyOutcome(
        id=prop.id,
        system=evidence.contract.system,
        says=prop.says,
        verdict=verdict,
        exercised=count.exercised,
        violations=sum(i.finding is not None for i in violated),
        inconclusive=sum(i.finding is not None for i in undecided),
        why=_why(prop, verdict, count.exercised, violated, undecided),
        scope=scope_of(prop, evidence),
        formula=prop.formula,
        stated=stated,
        settles=next((i.settles for i in undecided if i.settles), ""),
        instances=tuple(instances),
        parameters=parameters,
        own=prop.id in evidence.contract.own.properties,
    )


def _why(
    prop: Property, verdict: Verdict, exercised: int, violated: Sequence[Instance], undecided: Sequence[Instance]
) -> str:
    match verdict:
        case Verdict.VIOLATED:
            reported = sum(i.finding is not None for i in violated)
            cases = f"{exercised} case{'s' if exercised != 1 else ''}"
            return f"{reported} violation{'s' if reported != 1 else ''} in {cases}; first: {violated[0].why}"
        case Verdict.INCONCLUSIVE:
            cases = f"{exercised} case{'s' if exercised != 1 else ''}"
            reported = sum(i.finding is not None for i in undecided)
            return f"{reported} of {cases} cannot be decided; first: {undecided[0].why}"
        case Verdict.HOLDS:
            return f"exercised {exercised} time{'s' if exercised != 1 else ''}, never violated"
        case Verdict.NOT_EXERCISED:
            if not prop.programs:
                return "no reader of traces tells of it yet; `verify prove` holds the model against it"
            return f"it takes {prop.triggered_by}, and no source shows any"
