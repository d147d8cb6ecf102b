"""The parameters that are ports, paths and words: what a configuration must say for the diagrams to be kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from checker.model.parameters import ALGORITHM, PARAMETERS, PATH, POOL_MODE, URL
from checker.model.phrases import Fact
from checker.pipeline.drafting.paper import Said
from checker.pipeline.drafting.roles import Casting

if TYPE_CHECKING:
    from checker.pipeline.drafting.numbers import Found

_SEGMENTS = re.compile(r"\bsegments?\b", re.IGNORECASE)
_PLAYED = re.compile(r"\bhls\b|playback|\bplay", re.IGNORECASE)
_STREAM = re.compile(r"\brtmp\b|\bstream\b|\bpublish", re.IGNORECASE)
_ASKED = ("virtual-address", "load-balancer")
Row = tuple[str, Callable[[Said, Fact, str, str], bool]]


def _at_address(said: Said, fact: Fact, role: str, to: str) -> bool:
    return fact.kind == "address" and "port" in fact.values and role == "virtual-address"


# A parameter, and whether a fact states it that is said by one role to another (of an alias both are its own).
_ROWS: tuple[Row, ...] = (
    ("balance.algorithm", lambda s, f, role, to: f.kind == "balance"),
    ("pool.mode", lambda s, f, role, to: f.kind == "pooling"),
    (
        "stats.path",
        lambda s, f, role, to: f.kind == "http_request" and role == "monitor" and to in _ASKED and "path" in f.values,
    ),
    ("monitor.variable", lambda s, f, role, to: f.kind == "variable" and role == "monitor"),
    ("monitor.state-file", lambda s, f, role, to: f.kind == "path" and role == "file"),
    (
        "rtmp.port",
        lambda s, f, role, to: f.kind == "port" and role == "client" and to in ("router", "media-server"),
    ),
    (
        "hls.port",
        lambda s, f, role, to: (
            f.kind == "port" and (role, to) == ("media-server", "client") and bool(_PLAYED.search(s.text))
        ),
    ),
    ("hls.push", lambda s, f, role, to: f.kind == "url" and role == "media-server" and s.alone),
    (
        "hls.path",
        lambda s, f, role, to: f.kind == "path" and role == "media-server" and bool(_SEGMENTS.search(s.text)),
    ),
    (
        "publish.path",
        lambda s, f, role, to: (
            f.kind == "http_request"
            and (role, to) == ("media-server", "server")
            and "path" in f.values
            and bool(_STREAM.search(s.text))
        ),
    ),
)
_WORDS = {
    "balance.algorithm": ALGORITHM,
    "pool.mode": POOL_MODE,
    "stats.path": PATH,
    "publish.path": PATH,
    "hls.push": URL,
}


def ports_in(said: Said, casting: Casting) -> Iterator[Found]:
    """Yield what a text states of ports, paths and words."""
    from checker.pipeline.drafting.numbers import Found

    if said.drawn is None or said.kind == "block" or not said.senders:
        return
    role, to = casting.role(said, said.sender), casting.role(said, said.receiver)
    for fact in said.facts():
        for name, fits in _ROWS:
            if fits(said, fact, role, to):
                measure = _WORDS.get(name, PARAMETERS[name])
                for value in list(measure.stated_by(fact))[:1]:
                    yield Found(name, value, said, fact.text)
        if said.kind == "alias" and _at_address(said, fact, role, to):
            asked_by_monitor = _asked_by(said, casting, "monitor") and not _asked_by(
                said, casting, "client", "application"
            )
            yield Found("stats.port" if asked_by_monitor else "vip.port", fact.values["port"], said, fact.text)


def _asked_by(alias: Said, casting: Casting, *roles: str) -> bool:
    """Say whether somebody of these roles asks a lifeline in the diagram where its name stands."""
    if alias.drawn is None:
        return False
    messages = alias.drawn.diagram.messages()
    return any(
        message.receiver == alias.sender and casting.in_diagram(alias.drawn, message.sender).role in roles
        for message in messages
    )
