"""unanswered(observer, server): the server does not answer a load balancer whose process works.

It began between the last sign of an answer and the first one of none. Signs of others count where the server itself
refuses: then it is down for all. Where this load balancer's attempts are not answered at all, the way between the two
may be broken, so that answers to others say nothing.

To a load balancer that is cut off itself all servers look so, and that is no fault of theirs. So silence counts where
something shows that it reached others in that time, or that others, who did, were not answered by this server either.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from checker.base.time import NS_PER_S, Interval, union
from checker.conform.belief import Belief, Ground, Stretch
from checker.conform.evidence import Evidence
from checker.conform.fluents import on_network
from checker.conform.fluents.fluent import Beliefs, Fluent
from checker.conform.health.answers import Sign, key_of, middle, signs
from checker.conform.health.blame import Draft, its_own
from checker.conform.health.reach import Reach, was_reached
from checker.conform.health.terms import Term, terms
from checker.conform.lives import lives
from checker.conform.streaming.roles import has_balancers, is_streaming
from checker.conform.words import moment
from checker.logic.signal import BEGINNING, END
from checker.logic.truth import Truth

_SETTLES = "a source that shows when: a capture, or the server's own log"
_UNOBSERVED = Stretch(
    BEGINNING, END, Truth.UNKNOWN, Ground.UNOBSERVED, (), "no source tells whether the server answered", _SETTLES
)
# Signs so far around the time in which a process worked tell how its server stood at the edges.
AROUND_NS = 120 * NS_PER_S
_BEFORE = "nothing tells whether this process worked before its first line"
_AFTER = "nothing tells whether this process worked on after its last line"
_LOG = "the log of the load balancer before and after what was given"


@dataclass(frozen=True, slots=True)
class _Run:
    """Signs of one kind with none of the other between them."""

    answered: bool
    signs: Sequence[Sign]


def _estimate(evidence: Evidence) -> Beliefs:
    balancers = _of_balancers(evidence) if has_balancers(evidence.contract) else {}
    if not is_streaming(evidence.contract):
        return balancers
    from checker.conform.streaming.answering import unanswered  # other systems need none of it

    return {**balancers, **unanswered(evidence)}


def _of_balancers(evidence: Evidence) -> Beliefs:
    names, networks = _names(evidence), on_network.FLUENT.estimate(evidence)
    drafts = list(_drafts(evidence))
    gone: dict[str, list[Interval]] = defaultdict(list)
    for draft in drafts:
        gone[draft.server] += draft.gone
    found: dict[tuple[str, ...], Belief] = {}
    for draft in drafts:
        term, key = draft.term, draft.server
        shown = union([*draft.reached, *gone[key]])
        parts = its_own(draft, shown, networks.get((term.host,), Belief((_UNOBSERVED,))))
        belief = Belief(tuple(_while_working(term, parts)))
        for server in names.get((term.observer, key)) or names.get(("", key)) or (key,):
            found[term.observer, server] = belief
    return found


def _drafts(evidence: Evidence) -> Iterator[Draft]:
    known = signs(evidence)
    reach = Reach.of(evidence, known)
    for term in terms(evidence):
        for key, told in known.items():
            near = told[bisect_left(told, 2 * (term.since - AROUND_NS), key=middle) :]
            near = near[: bisect_right(near, 2 * (term.until + AROUND_NS), key=middle)]
            runs = list(_runs(_counted(near, term.host), term, evidence))
            if any(not run.answered and run.signs[-1].until >= term.since for run in runs):
                stretches = tuple(_stretches(runs, term, evidence))
                reached = union([*_met(runs), *reach.without(term, key)])
                yield Draft(term, key, stretches, reached)


def _met(runs: Sequence[_Run]) -> Iterator[Interval]:
    """When failures show that the server's host was reached: it refused, or its program said something wrong."""
    for run, following in pairwise([*runs, None]):
        shown = [s for s in run.signs if was_reached(s)] if run is not None and not run.answered else []
        if run is None or not shown:
            continue
        lo = run.signs[0].time.lo if shown[0] is run.signs[0] else shown[0].time.hi
        end = min(s.time.lo for s in following.signs) if following else END
        hi = end if shown[-1] is run.signs[-1] else shown[-1].time.lo
        if lo <= hi:
            yield Interval(lo, hi)


def _names(evidence: Evidence) -> Mapping[tuple[str, str], Sequence[str]]:
    """How each process (and '': anyone) calls a server, by the server's name in the contract."""
    known = lives(evidence.events, "haproxy")
    named: dict[tuple[str, str], set[str]] = defaultdict(set)
    for event in evidence.of("check", "server_state"):
        text = str(event.args["server"])
        for observer in (known.name(event.source, event.time.lo), ""):
            named[observer, key_of(evidence, text)].add(text)
    return {key: sorted(texts) for key, texts in named.items()}


def _counted(told: Sequence[Sign], host: str) -> list[Sign]:
    """The signs that count for the load balancer on a host: its own, and refusals of anybody.

    Answers to others count too, but not beside an own attempt that nobody answered.
    """
    strong = [s for s in told if s.asker == host or (s.anybody and not s.answered)]
    counted: list[Sign] = []
    position = 0
    for sign in told:
        if position < len(strong) and strong[position] is sign:
            counted.append(sign)
            position += 1
        elif sign.answered and not any(_silence(s) for s in strong[max(0, position - 1) : position + 1]):
            counted.append(sign)
    return counted


def _silence(sign: Sign) -> bool:
    return not sign.answered and not sign.anybody


def _runs(counted: Sequence[Sign], term: Term, evidence: Evidence) -> Iterator[_Run]:
    """Yield the signs by runs of one kind, failures parted where nothing tells that they belong together."""
    for answered, group in groupby(counted, key=lambda s: s.answered):
        run: list[Sign] = []
        own: list[Sign] = []
        for sign in group:
            if run and not answered and not _one_fault(run[-1], own, sign, term, evidence):
                yield _Run(answered, run)
                run, own = [], []
            run.append(sign)
            own += [sign] if _own(sign, term) else []
        yield _Run(answered, run)


def _one_fault(last: Sign, own: Sequence[Sign], sign: Sign, term: Term, evidence: Evidence) -> bool:
    """Whether a failure goes on with those before it: an answer in between would have been seen.

    A process that had a failed check logs the next one that passes. Others are asked in the rhythm of checks.
    """
    seen = own and (_has_it_down(own) or (_own(sign, term) and own[-1].event.kind == "check"))
    if seen and not _lost(evidence, term, Interval(own[-1].time.lo, sign.time.hi)):
        return True
    numbers = evidence.contract.numbers
    near = numbers["down.within"] if last.asker == sign.asker else numbers.get("check.interval", 0)
    return sign.time.hi - max(last.until, last.time.lo) <= near


def _own(sign: Sign, term: Term) -> bool:
    """Whether a sign is a line of this very life of the process."""
    event = sign.event
    here = term.since <= event.time.hi and event.time.lo <= term.until
    return event.kind in ("check", "server_state") and event.source == term.source and here


def _has_it_down(own: Sequence[Sign]) -> bool:
    return bool(own) and "DOWN" in (own[-1].event.args.get("state"), own[-1].event.args.get("after"))


def _lost(evidence: Evidence, term: Term, time: Interval) -> bool:
    lost = [*evidence.lost_by(term.source.host, term.source.program), *term.doubts]
    return any(each.time.overlaps(time) for each in lost)


def _stretches(runs: Sequence[_Run], term: Term, evidence: Evidence) -> Iterator[Stretch]:
    """Yield what is known in each run, and the unknown between two of them, in the order of time."""
    position = BEGINNING
    before: _Run | None = None
    for run, following in pairwise([*runs, None]):
        if run is None:
            break
        lo, hi = _answering(run) if run.answered else _silent(run, following, term, evidence)
        lo = max(lo, position)
        if lo > position:
            yield _between(position, lo, before, run)
        if hi > lo:
            because = tuple(dict.fromkeys((run.signs[0].event, run.signs[-1].event)))
            yield Stretch(lo, hi, Truth.FALSE if run.answered else Truth.TRUE, Ground.KNOWN, because)
        position, before = max(lo, hi), run
    if position < END:
        yield _between(position, END, before, None)


def _answering(run: _Run) -> tuple[int, int]:
    """From the first answer to the last one. Of one in a whole second its earliest instant counts: the fault that
    follows may have begun right after it."""
    last = max(s.time.lo for s in run.signs)
    return min([last, *(s.time.hi for s in run.signs)]), last + 1


def _silent(run: _Run, following: _Run | None, term: Term, evidence: Evidence) -> tuple[int, int]:
    """From the first failure to the last one, or as long as the load balancer's checks go on to fail untold.

    While it has the server DOWN only a check that passes changes its health, and is logged; the one before it failed.
    """
    first = min(s.time.hi for s in run.signs)
    last = max(first, *(s.until for s in run.signs)) + 1
    own = [s for s in run.signs if _own(s, term)]
    if not _has_it_down(own) or (following is not None and not following.answered):
        return first, last
    if following is None:
        return first, END
    numbers = evidence.contract.numbers
    if not {"check.interval", "check.rise"} <= numbers.keys():
        return first, last
    pause = max([numbers["check.interval"], *(b.time.lo - a.time.lo for a, b in pairwise(own))])
    told = following.signs[0]
    missing = numbers["check.rise"] if told.event.kind == "server_state" else 1
    return first, max(last, min(s.time.lo for s in following.signs) - missing * pause)


def _between(lo: int, hi: int, before: _Run | None, after: _Run | None) -> Stretch:
    because = (*(before.signs[-1:] if before else ()), *(after.signs[:1] if after else ()))
    why = ", ".join((*(_last(before) if before else ()), *(_first(after) if after else ())))
    return Stretch(lo, hi, Truth.UNKNOWN, Ground.GAP, tuple(s.event for s in because), why, _SETTLES)


def _last(run: _Run) -> tuple[str]:
    at = max(s.time.lo if run.answered else max(s.until, s.time.lo) for s in run.signs)
    return (f"the last {'answer' if run.answered else 'failure'} that is known was at {moment(at)}",)


def _first(run: _Run) -> tuple[str]:
    at = min(s.time.hi for s in run.signs)
    return (f"the first {'answer' if run.answered else 'failure'} at {moment(at)}",)


def _while_working(term: Term, stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    """Limit what is known of the server to the time in which this process works: it has no servers at other times."""
    cuts = [c for c in (term.earliest, term.since, term.until + 1, _after(term.latest)) if c is not None]
    cuts += [edge for doubt in term.doubts for edge in (doubt.time.lo, doubt.time.hi + 1)]
    for stretch in stretches:
        edges = [stretch.lo, *(c for c in sorted(set(cuts)) if stretch.lo < c < stretch.hi), stretch.hi]
        for lo, hi in pairwise(edges):
            yield _limited(term, replace(stretch, lo=lo, hi=hi))


def _after(instant: int | None) -> int | None:
    return None if instant is None else instant + 1


def _limited(term: Term, part: Stretch) -> Stretch:
    doubt = next((d for d in term.doubts if d.time.lo <= part.lo <= d.time.hi), None)
    if doubt is not None and part.truth is Truth.TRUE:
        return replace(part, truth=Truth.UNKNOWN, ground=Ground.GAP, why=doubt.why, settles=doubt.settles)
    if part.truth is Truth.FALSE or (term.since <= part.lo and part.hi <= term.until + 1):
        return part
    gone = (term.earliest is not None and part.hi <= term.earliest) or (
        term.latest is not None and part.lo > term.latest
    )
    if gone:
        return replace(part, truth=Truth.FALSE, ground=Ground.KNOWN, why="", settles="")
    why = _BEFORE if part.hi <= term.since else _AFTER
    return replace(part, truth=Truth.UNKNOWN, ground=Ground.GAP, why=why, settles=_LOG)


FLUENT = Fluent(
    "unanswered",
    ("observer", "server"),
    "the server does not answer the load balancer",
    _estimate,
    _UNOBSERVED,
    bulk=("assigned", "connect", "query"),
)
