"""Requests that a media server sends to a replica, as each heartbeat service sees them: assigned(observer, server).

Media servers know nothing of what services find out, so whose DOWN counts is a choice: `view` says any service's, that
of all who are at work together, or that of one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from checker.base.finding import Finding, Severity, Verdict
from checker.conform.evidence import Evidence
from checker.conform.happenings.happening import Occurrence
from checker.conform.lives import process_of
from checker.conform.streaming.publishing import router_of
from checker.conform.streaming.roles import is_streaming
from checker.conform.streaming.views import ALL_SERVICES, heard_services, service_lives, sources
from checker.conform.words import moment, related, span
from checker.model.event import Event
from checker.model.outcome import Instance
from checker.model.parts import HEARTBEAT
from checker.properties.property import Property

_HIDDEN = "the error_log is not at level info, so it hides whom the media server asked"
_SETTLES = "the media server's error_log at level info, or a capture of its callbacks"
_APART = "what tells of its requests was never heard at the same time as the log of a service that had a replica DOWN"
_CLOCKS = "logs of one stretch of time; where a clock or a time zone is off, --clock SOURCE=OFFSET"


def assigned(evidence: Evidence) -> Sequence[Occurrence]:
    """Return each callback to a replica once for each view that counts, in the order of time."""
    if not is_streaming(evidence.contract):
        return ()
    changes = [e for e in evidence.of("server_state") if e.source.program == HEARTBEAT]
    slack = evidence.contract.numbers.get("route.tolerance", 0)
    found: list[Occurrence] = []
    for event in evidence.of("callback"):
        for observer in _observers(evidence, event):
            own = [e for e in changes if process_of(observer) in (ALL_SERVICES, e.source.observer)]
            server = str(event.args["server"]) or _down(own, event.time.lo)
            if server:
                words = _words(evidence, event, observer, server, own)
                time, hidden = event.time.widen(slack, slack), not event.args["server"]
                why, settles = (_HIDDEN, _SETTLES) if hidden else ("", "")
                found.append(Occurrence((observer, server), time, event, words, why, settles, lacking=hidden))
    return found


def _down(changes: Sequence[Event], instant: int) -> str:
    """The replica that was DOWN last: a callback that failed may have been sent to it, where nothing tells to whom."""
    last = {str(e.args["server"]): str(e.args["after"]) for e in changes if e.time.lo <= instant}
    return next((server for server, state in reversed(last.items()) if state == "DOWN"), "")


def _observers(evidence: Evidence, event: Event) -> Iterator[str]:
    """The services whose view counts: those that were known by then, by their life at that time."""
    lives, view = service_lives(evidence), _view(evidence)
    if view == "all":
        yield ALL_SERVICES
        return
    names = {name: source for source in heard_services(evidence) for name in lives.names(source, event.time)}
    for name, source in sorted(names.items()):
        if view in ("any", source.host, name):
            yield name


def _view(evidence: Evidence) -> str:
    return evidence.contract.text("view") if "view" in evidence.contract.parameters else "any"


def _words(evidence: Evidence, event: Event, observer: str, server: str, changes: Sequence[Event]) -> Mapping[str, str]:
    """What messages say of one: what was asked, whose view it is, and for how long that had the replica DOWN."""
    viewer = process_of(observer)
    down = [
        e.time.lo
        for e in changes
        if e.args["server"] == server and e.args["after"] == "DOWN" and e.time.lo <= event.time.lo
    ]
    since = span(event.time.lo - max(down)) if down else "some time"
    call = {"publish": "publish", "publish_done": "end of the publish"}.get(str(event.args["call"]), "callback")
    client = f"{event.args['name'] or 'a stream'} ({call})"
    words = {"since": since, "client": client, "viewer": viewer, "server": server, "at": moment(event.time.lo)}
    return {**words, "observer": router_of(evidence.contract, event)}


def never_together(prop: Property, evidence: Evidence) -> list[Instance]:
    """Return an undecided instance where requests and DOWNs are told, and by sources that never spoke at one time.

    That no request met a DOWN replica then says nothing: the sources lie apart, or a clock does.
    """
    if not is_streaming(evidence.contract):
        return []
    logs = sources(evidence)
    downs = [e for e in evidence.of("server_state") if e.source in logs and e.args["after"] == "DOWN"]
    asked = [e for e in evidence.of("callback") if e.args["server"]]
    tellers = {e.source.program for e in asked} | {"capture"}
    heard = [h.time for h in evidence.heard if h.source.program in tellers]
    viewed = [logs[e.source] for e in downs]
    if not (downs and asked) or any(one.overlaps(other) for one in heard for other in viewed):
        return []
    first, down = asked[0], downs[0]
    server, view = str(first.args["server"]), process_of(down.source.observer)
    words = {**_words(evidence, first, view, server, ()), "s": server}
    message = prop.inconclusive.format_map(words) + f": {_APART}"
    finding = Finding(
        prop.id,
        Severity.WARNING,
        message,
        first.places[0],
        first.text,
        (related(down, evidence.hosts),),
        _CLOCKS,
        prop.id,
        first.time,
        verdict=Verdict.INCONCLUSIVE,
    )
    return [Instance(view, server, first.time, Verdict.INCONCLUSIVE, _APART, _CLOCKS, finding)]


def told_once(instances: Sequence[Instance]) -> list[Instance]:
    """Return the instances with one finding a request, in which all services that had the replica DOWN stand."""
    told: dict[tuple[object, ...], int] = {}
    kept: list[Instance] = []
    for each in instances:
        key = (each.subject, each.finding.where, each.verdict) if each.finding else ()
        if each.finding and key in told:
            first = kept[told[key]]
            if first.finding:
                related = tuple(dict.fromkeys((*first.finding.related, *each.finding.related)))
                kept[told[key]] = replace(first, finding=replace(first.finding, related=related))
            kept.append(replace(each, finding=None))
            continue
        if each.finding:
            told[key] = len(kept)
        kept.append(each)
    return kept
