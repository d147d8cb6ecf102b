"""What a drawn message is for: a check of health, an order to repair something, an answer, or a request."""

from __future__ import annotations

import re

from checker.model.chart import Event
from checker.model.parts import LOAD_BALANCER, SERVER
from checker.prove.diagrams.page import Page, crossed, dotted
from checker.prove.diagrams.telling import unpathed

_CHECK = re.compile(
    r"\b(?:health\w*|heart-?beats?|check\w*|prob(?:e|es|ing)|ping\w*|alive|liveness|readiness|status|stats|poll\w*|"
    r"monitor\w*|sync\w*|advert\w*|gossip)\b",
    re.IGNORECASE,
)
# What checks ask for: HAProxy's OPTIONS, a bare connection, the empty query.
_PROBE = re.compile(r"\s*(?:OPTIONS|HEAD|SYN|TCP|SELECT 1|NOOP|ECHO)\b")
_PERIODIC = re.compile(r"\bevery\b|\beach\b|\binterval\b|\bperiodic", re.IGNORECASE)
_CARE = re.compile(
    r"\b(?:re-?start|start|stop|repair|recover\w*|fix|re-?boot|kill|fenc(?:e|ing)|drain|replicat\w*|promot\w*|demot\w*|"
    r"shut ?down|terminate|remove|isolate|(?:re-?)?connect|resync|rejoin|re-?deploy|provision|replace|warm|try|"
    r"trial)\b",
    re.IGNORECASE,
)
# Who passes requests on to servers.
_ROUTING = frozenset({LOAD_BALANCER, "router", "media-server", "application", "client", "virtual-address"})


def is_check(page: Page, event: Event) -> bool:
    """Say whether a message is a check of health: by the contract, by its words, or as it is sent every few seconds."""
    said = page.kind(event) in ("check", "poll") or _CHECK.search(event.text) or _PROBE.match(event.text)
    return bool(said) or any(_PERIODIC.search(label) for label in page.loops_around(event))


def is_request(page: Page, event: Event) -> bool:
    """Say whether a message asks for a service: no answer, no check, nothing that is done to repair the receiver."""
    if event.kind == "send" and page.kind(event) == "assigned":
        return True
    return (
        event.kind == "send"
        and not dotted(event)
        and not crossed(event)
        and not is_check(page, event)
        and not _CARE.search(unpathed(event.text))
    )


def is_routed(page: Page, event: Event) -> bool:
    """Say whether the contract says that a sending goes from who routes to a server."""
    return page.role(event.lifeline) in _ROUTING and page.role(event.peer) in (SERVER, "pool")
