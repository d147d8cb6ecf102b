"""The section `parameters`: each number that a text states, by what it measures and whom it is said of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from checker.base.places import Place
from checker.model.chart_rules import Rule, rules_of
from checker.model.parameters import PARAMETERS
from checker.model.parameters import Value as Amount
from checker.model.phrases import Fact
from checker.pipeline.drafting.citing import cite
from checker.pipeline.drafting.draft import Entry, Question
from checker.pipeline.drafting.paper import Paper, Said
from checker.pipeline.drafting.roles import Casting, head_of, speaks_of_vrrp

LOAD_BALANCER, HEARTBEAT, MONITOR, VRRP_PEER = "load-balancer", "heartbeat", "monitor", "vrrp-peer"
_TAKEOVER = re.compile(r"\bvrrp\b|\bvip\b|migrat|take[ -]?over|promot|\bclaim|fail[ -]?over", re.IGNORECASE)
_INTERRUPTION = re.compile(r"interrupt|down ?time|outage|unavailab", re.IGNORECASE)
_CHECK = re.compile(r"health|check|probe|connection timeout|\bping\b", re.IGNORECASE)
_FAILING = re.compile(
    r"fail|crash|outage|down ?time|detect|time[ds]?[ -]?out|take[ns]?[ -]?over|promot|\bttl\b|lease|heart ?beat|health|"
    r"interrupt|recover|\bchecks?\b|\bprobe|election|quorum",
    re.IGNORECASE,
)
# Phrases that measure something; one that fits no parameter is asked about.
MEASURING = ("outcomes", "mark", "timeout", "silence", "period", "range", "duration", "bound", "fraction", "term")
_TIMES = ("timeout", "silence", "range", "duration", "bound", "outcomes")
# What says a value best: the label of a loop, then texts between lifelines, then the prose.
_RANK = {"block": 0, "message": 1, "note": 1, "alias": 1, "prose": 2}


@dataclass(frozen=True, slots=True)
class Found:
    """A parameter that a text states: its name, its value, and the phrase."""

    name: str
    value: Amount
    said: Said
    text: str


@dataclass(frozen=True, slots=True)
class Unfit(Question):
    """A question about a phrase that fits no parameter."""

    said: Said | None = None
    fact: Fact | None = None


@dataclass(frozen=True)
class Numbers:
    """The parameters that are stated, and the questions that their texts leave."""

    entries: tuple[Entry, ...]
    questions: tuple[Question, ...]
    by_name: dict[str, Found]
    also: dict[str, tuple[Place, ...]]


def numbers_of(paper: Paper, casting: Casting, prefix: Callable[[Said], str]) -> Numbers:
    """Return the parameters that the texts of a document state, and what they leave open.

    `prefix` is what a parameter of the system's own that a text states begins with.
    """
    from checker.pipeline.drafting.ports import ports_in

    found: dict[str, list[Found]] = {}
    questions: list[Question] = []
    heads = {head_of(each.label) for _, each in paper.participants}
    called = _naming(heads)
    for said in paper.said:
        here = [*_in(said, casting), *ports_in(said, casting)]
        stated = [each for each in here if _loads(paper, each)]
        for each in stated:
            found.setdefault(each.name, []).append(each)
        questions += _unused(said, stated, heads, called)
    questions = _proposed(paper, questions, prefix)
    entries, by_name, also = [], {}, {}
    for name, some in found.items():
        best = min(some, key=lambda each: (_RANK[each.said.kind], each.said.number))
        value = cite(paper.document, best.said.place.line, PARAMETERS[name], best.value) or {}
        entries.append(Entry(name, value, best.said.place, best.text))
        by_name[name] = best
        also[name] = tuple(each.said.place for each in some if each.value == best.value and each is not best)
        questions += _contradictions(name, best, some)
    return Numbers(tuple(entries), tuple(questions), by_name, also)


def _loads(paper: Paper, found: Found) -> bool:
    """Say whether the loader would read a parameter from its line, and take it."""
    measure = PARAMETERS[found.name]
    return (
        not measure.doubt(found.value) and cite(paper.document, found.said.place.line, measure, found.value) is not None
    )


def _contradictions(name: str, best: Found, some: Iterable[Found]) -> Iterator[Question]:
    show = PARAMETERS[name].show
    for other in some:
        if other.value != best.value:
            ask = (
                f"{name}: {show(other.value)} here ('{other.text}'), {show(best.value)} at line {best.said.place.line}"
            )
            yield Question(f"{ask}; which one is meant?", other.said.place)


def _unused(said: Said, stated: Iterable[Found], heads: Iterable[str], called: re.Pattern[str]) -> Iterator[Question]:
    """Yield a question for each measuring phrase that no parameter was taken from, and each number nobody read.

    Of the prose only lines count that speak of who is drawn (`called` finds them), or of what fails.
    """
    if said.kind == "prose" and not (_FAILING.search(said.text) or called.search(said.text)):
        return
    used = {each.text for each in stated}
    counters = {"fraction"} if said.alone else set()
    for fact in said.facts(*MEASURING):
        if (
            fact.text not in used
            and fact.kind not in counters
            and not (fact.kind == "mark" and "of" not in fact.values)
        ):
            told = "" if fact.text == said.text else f" ({said.text[:100]})"
            yield Unfit(f"'{fact.text}' fits no parameter; what is it?{told}", fact.place, said=said, fact=fact)
    for left in said.phrases.leftovers if said.kind not in ("prose", "alias") else ():
        # of hundreds of lifelines most are ruled out at a glance
        near = (head for head in heads if left.text in head and head in left.context)
        if any(re.search(rf"(?<!\w){re.escape(head)}(?!\w)", left.context) for head in near):
            continue  # it numbers who is drawn
        yield Question(f"the number '{left.text}' is not understood: {left.context[:100]}", left.place)


def _naming(heads: Iterable[str]) -> re.Pattern[str]:
    """Return what finds a lifeline in a line, or several by what their names begin with."""
    words = sorted({word.lower() for head in heads for word in re.findall(r"[A-Za-z]{3,}", head)[:1]})
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})s?(?!\w)" if words else r"(?!)", re.IGNORECASE)


def _proposed(paper: Paper, questions: Iterable[Question], prefix: Callable[[Said], str]) -> list[Question]:
    """Return questions, those about a number that fits no parameter with one of the system's own.

    A number that is stated again in the same words is asked about once.
    """
    from checker.pipeline.drafting.own import own_parameter

    found: list[Question] = []
    known: set[tuple[str, Amount]] = set()
    for each in questions:
        if not isinstance(each, Unfit):
            found.append(each)
            continue
        stated = own_parameter(paper, each.said, each.fact, prefix(each.said)) if each.said and each.fact else None
        if stated is None:
            found.append(Question(each.ask, each.place))
        elif (stated.name, stated.value) not in known:
            number = sum(name == stated.name for name, _ in known) + 1
            known.add((stated.name, stated.value))
            name = stated.name if number == 1 else f"{stated.name}-{number}"
            found.append(Question(each.ask, each.place, replace(stated.entry, name=name)))
    return found


def _in(said: Said, casting: Casting) -> Iterator[Found]:
    roles = casting.roles(said)
    watcher = _watcher(roles, casting)
    for rule in rules_of(said.phrases, said.text):
        yield from _counted(said, rule, watcher, roles)
    for fact in said.facts():
        for kinds, name in (
            (("period",), _period(said, watcher, roles)),
            (_TIMES[:-1], _timed(said, fact, watcher, roles)),
        ):
            value = fact.values.get("high_ns", fact.values.get("ns"))
            if fact.kind in kinds and name and value is not None:
                yield Found(name, value, said, fact.text)


def _watcher(roles: Iterable[str], casting: Casting) -> str:
    """Return which prefix the parameters of checks have: those of a load balancer, or of heartbeat services."""
    here = [role for role in (LOAD_BALANCER, HEARTBEAT) if role in roles]
    here = here or [role for role in (LOAD_BALANCER, HEARTBEAT) if role in casting.every]
    return {LOAD_BALANCER: "check", HEARTBEAT: "heartbeat"}[here[0]] if len(here) == 1 else ""


def _counted(said: Said, rule: Rule, watcher: str, roles: frozenset[str]) -> Iterator[Found]:
    """Yield what a rule such as `After 3 failures (6s)` counts, and the time that it takes."""
    if rule.count is None:
        return
    if _votes(said, roles) and not roles & {HEARTBEAT}:
        if rule.outcome == "failure":
            yield Found("vrrp.down-adverts", rule.count, said, rule.fact.text)
        return
    ends = {"failure": ("fall", "down.within"), "success": ("rise", "up.within")}.get(rule.outcome)
    if ends is None or not watcher:
        return
    yield Found(f"{watcher}.{ends[0]}", rule.count, said, rule.fact.text)
    taken = rule.fact.values.get("high_ns", rule.fact.values.get("ns"))
    if taken is not None and watcher == "check":
        yield Found(ends[1], taken, said, rule.fact.text)


def _period(said: Said, watcher: str, roles: frozenset[str]) -> str:
    if MONITOR in roles:
        return "monitor.interval"
    if _votes(said, roles):
        return "vrrp.advert"
    checks = bool(_CHECK.search(said.text)) or HEARTBEAT in roles
    return f"{watcher}.interval" if watcher and checks else ""


def _timed(said: Said, fact: Fact, watcher: str, roles: frozenset[str]) -> str:
    """Return the parameter that a time is, '' where the text does not tell."""
    rows: tuple[tuple[Callable[[], bool], str], ...] = (
        (lambda: bool(_INTERRUPTION.search(said.text)), "client.interruption"),
        (lambda: {MONITOR, "alert-sink"} <= roles, "alert.within"),
        (lambda: _votes(said, roles) and _takes_over(said, fact, roles), "vip.takeover"),
        (lambda: fact.kind == "timeout" and watcher != "" and _checks(said, roles), f"{watcher}.timeout"),
        (lambda: _takes_over(said, fact, roles), "vip.takeover"),
    )
    return next((name for holds, name in rows if holds()), "")


def _votes(said: Said, roles: frozenset[str]) -> bool:
    """Say whether a text is about VRRP: said of a router, or of a load balancer in its words."""
    return VRRP_PEER in roles and (LOAD_BALANCER not in roles or speaks_of_vrrp(said.text))


def _checks(said: Said, roles: frozenset[str]) -> bool:
    return bool(roles & {LOAD_BALANCER, HEARTBEAT}) and "server" in roles | ({"server"} if said.alone else set())


def _takes_over(said: Said, fact: Fact, roles: frozenset[str]) -> bool:
    """Say whether a time is that of a virtual address to find a new holder."""
    near = VRRP_PEER in roles or ("virtual-address" in roles and said.kind != "message")
    return near and (fact.kind in ("timeout", "silence") or bool(_TAKEOVER.search(said.text)))
