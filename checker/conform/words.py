"""Events and stretches in words, for messages and labels."""

from __future__ import annotations

from checker.base.finding import Related
from checker.base.time import show_duration, show_instant
from checker.conform.hosts import Hosts
from checker.model.event import Event


def label(event: Event, hosts: Hosts) -> str:
    """Say in a few words what an event means for a property."""
    args = event.args
    host = hosts.named(event.source.host)
    match event.kind:
        case "server_state":
            return f"{event.source.observer} has {args['server']} {args['after']} from here on"
        case "check":
            result = "succeeds" if args["passed"] else "fails"
            return f"check of {args['server']} {result}: {args['health']}/{args['of']} {args['state']}"
        case "vrrp_state":
            return f"{host} enters {args['state']}"
        case "vips_removed":
            return f"{host} removes its virtual addresses"
        case "vips_set":
            return f"{host} sets its virtual addresses"
        case "garp_sent":
            return f"{host} announces {args['address']}"
        case "advert_received":
            return f"{host} hears the advert of {hosts.at(str(args['sender']))}" if args["sender"] else f"{host} hears an advert"
        case "advert":
            return f"advert of {hosts.at(str(args['sender']))}, priority {args['priority']}"
        case "arp_announced" | "arp_reply":
            return f"{hosts.with_mac(str(args['mac']))} announces {args['address']}"
        case "presence":
            return f"frames of {hosts.with_mac(str(args['mac']))} on the wire"
        case "connect":
            return f"connection attempt to {args['server']}: {args['outcome']}"
        case "process_started":
            return f"{event.source.program} starts on {host}"
        case "process_stopped":
            return f"{event.source.program} stops on {host}"
        case "served":
            return f"{host} serves a request"
        case _:
            return event.kind.replace("_", " ")


def related(event: Event, hosts: Hosts) -> Related:
    """Return the first place of an event with its label, which names the places of its copies too."""
    first, *copies = event.places
    also = f" (also {', '.join(str(p) for p in copies)})" if copies else ""
    return Related(first, label(event, hosts) + also, event.text)


def moment(ns: int) -> str:
    """Return the time of day with milliseconds, as messages quote it."""
    return show_instant(ns)[11:-1]


def span(ns: int) -> str:
    """Return a duration rounded to milliseconds above one, as messages quote it."""
    return show_duration(ns // 1_000_000 * 1_000_000) if ns >= 1_000_000 else show_duration(max(ns, 0))
