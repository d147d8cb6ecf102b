"""Events and stretches in words, for messages and labels."""

from __future__ import annotations

from collections.abc import Mapping

from checker.base.finding import Related
from checker.base.time import show_duration, show_instant
from checker.conform.hosts import Hosts
from checker.model.event import Event, Value

_LABELS: Mapping[str, str] = {
    "server_state": "{observer} has {server} {after} from here on",
    "vrrp_state": "{host} enters {state}",
    "vips_removed": "{host} removes its virtual addresses",
    "vips_set": "{host} sets its virtual addresses",
    "garp_sent": "{host} announces {address}",
    "advert_received": "{host} hears the advert of {sender_host}",
    "advert": "advert of {sender_host}, priority {priority}",
    "arp_announced": "{mac_host} announces {address}",
    "arp_reply": "{mac_host} answers for {address}",
    "presence": "frames of {mac_host} on the wire",
    "connect": "connection attempt to {server}: {outcome}",
    "session_tried": "session of {client} with {server}, ended {termination}",
    "query_answered": "{served_by} answers a query",
    "process_started": "{program} starts on {host}",
    "process_stopped": "{program} stops on {host}",
    "query": "query of {observer} {answer}",
    "last_answered": "last answer before it",
    "first_answered": "first answer after it",
    "queries_unanswered": "query of {observer} not answered, nor those that followed it",
    "poll": "poll of {observer}",
    "change_seen": "{observer} compares with the state that it kept: {subject} {before} -> {after}",
    "alert_sent": "alert, {taken}",
    "alert_received": "alert received, answered {status}",
    "check": "check of {server} {result}{health_told}",
    "health_poll": "check of {server} on the wire {result}",
    "callback": "callback to {server}: {came}",
    "publish_answered": "{host} says: {status} for the key of {user}",
    "owner_found": "the database answers whose key it is",
    "segment_written": "segment {file} of {stream}",
    "checks_began": "{observer} begins a round of checks",
    "checks_ended": "{observer} has checked all replicas",
}


def label(event: Event, hosts: Hosts) -> str:
    """Say in a few words what an event means for a property."""
    words: dict[str, object] = {**event.args}
    words |= {
        "host": hosts.named(event.source.host),
        "observer": event.source.observer,
        "program": event.source.program,
        "sender_host": hosts.at(str(event.args.get("sender"))) if event.args.get("sender") else "another host",
        "mac_host": hosts.with_mac(str(event.args.get("mac", ""))),
        "answer": "answered" if event.args.get("ok") else "not answered",
        "taken": "accepted" if event.args.get("accepted") else "not accepted",
        "result": "succeeds" if event.args.get("passed") else "fails",
        "health_told": _health(event.args),
        "came": " ".join(str(event.args.get(n, "")) for n in ("outcome", "location")).strip() or "no answer is known",
    }
    return _LABELS.get(event.kind, event.kind.replace("_", " ")).format_map(words)


def _health(args: Mapping[str, Value]) -> str:
    """Return what a check says of the server's health, as far as its program prints it."""
    health, of, state = (str(args.get(name, "")) for name in ("health", "of", "state"))
    printed = f"{health}/{of} {state}" if health.isdigit() and of.isdigit() else state
    return f": {printed}" if printed else ""


def related(event: Event, hosts: Hosts) -> Related:
    """Return the first place of an event with its label, which names the places of its copies too."""
    first, *copies = event.places
    also = f" (also {', '.join(str(p).rpartition('/')[2] for p in copies)})" if copies else ""
    return Related(first, label(event, hosts) + also, event.text)


def moment(ns: int) -> str:
    """Return the time of day with milliseconds, as messages quote it."""
    return show_instant(ns)[11:-1]


def span(ns: int) -> str:
    """Return a duration rounded to milliseconds above one, as messages quote it."""
    return show_duration(ns // 1_000_000 * 1_000_000) if ns >= 1_000_000 else show_duration(max(ns, 0))
