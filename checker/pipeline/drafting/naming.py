"""The names of components: servers and hosts as texts and logs call them, and every name that a text may use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from checker.model.phrases import read_phrases
from checker.pipeline.drafting.paper import Paper
from checker.pipeline.drafting.roles import Cast, Casting, head_of

_TAG = re.compile(r"(?:(?<=[a-z_-])([A-D])|[_-]?(\d{1,3}|(?<=[_-])[a-d]))\Z")
_ROLE_TAG = re.compile(r"\b(primary|secondary|active|passive|standby|master|backup|main)\b", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z0-9_][\w.\-]*\Z")


@dataclass(frozen=True)
class Names:
    """Who goes by which name: servers and hosts by lifeline id, and the words by which texts mean them."""

    servers: Mapping[str, str]
    hosts: Mapping[str, str]
    server_words: tuple[str, ...]
    host_words: tuple[str, ...]


def names_of(paper: Paper, casting: Casting) -> Names:
    """Return the names of all servers and hosts that are drawn."""
    servers = _server_names(paper, casting.of("server"))
    hosts = _host_names(casting)
    every = [cast for cast in casting.by_diagram.values() if cast.id in hosts]
    host_words = {word for cast in every for word in (cast.id, head_of(cast.label)) if re.search(r"\d|\W", word)}
    words = {word for cast in casting.of("server") for word in (cast.id, head_of(cast.label), servers[cast.id])}
    return Names(servers, hosts, _longest_first(words), _longest_first(host_words | set(hosts.values())))


def tag_of(cast: Cast) -> str:
    """Return what tells a lifeline from others of its kind: a number, a letter, `primary`; '' where nothing does."""
    for name in (cast.id, head_of(cast.label)):
        if found := _TAG.search(name):
            return (found[1] or found[2]).lower()
    found = _ROLE_TAG.search(f"{cast.id} {head_of(cast.label)}")
    return found[0].lower() if found else ""


def plain(text: str) -> str:
    """Return a text as a name without blanks: `HAProxy 1` is haproxy-1."""
    return re.sub(r"[^\w.]+", "-", text.strip().lower()).strip("-.") or "x"


def _longest_first(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({word for word in words if word}, key=lambda word: (-len(word), word)))


def _server_names(paper: Paper, casts: Iterable[Cast]) -> dict[str, str]:
    """Return the name of each server, by its lifeline: that in its address or its id, whichever texts speak of."""
    casts = tuple(casts)
    spoken = {
        str(fact.values["subject"]).lower()
        for said in paper.said
        for fact in said.facts("mark", "state", "skip", "transition")
        if "subject" in fact.values
    }
    inside = {cast.id: _endpoint(cast) for cast in casts}
    by_id = sum(cast.id.lower() in spoken for cast in casts)
    by_address = sum(name.lower() in spoken for name in inside.values())
    found: dict[str, str] = {}
    for cast in casts:
        choice = inside[cast.id] if inside[cast.id] and by_address >= by_id else cast.id
        name = choice if _NAME.match(choice) else plain(choice)
        name = name.lower() if choice == cast.id else name
        found[cast.id] = name if name not in found.values() else plain(cast.id)
    return found


def _endpoint(cast: Cast) -> str:
    facts = read_phrases(cast.label, cast.place).facts
    return next((str(fact.values["name"]) for fact in facts if fact.kind == "endpoint"), "")


def _host_names(casting: Casting) -> dict[str, str]:
    """Return the host of each load balancer and VRRP router, by lifeline; those with one tag share a host.

    A load balancer without a tag is whichever is active where others are told apart, and a host of its own where none
    is.
    """
    every = (*casting.of("load-balancer"), *casting.of("vrrp-peer"))
    tags = {cast.id: tag_of(cast) for cast in every}
    numbered = [tag for tag in tags.values() if len(tag) < 4]
    # `HAProxy Active` beside `HAProxy 1` is whichever of them is active; alone it tells no two apart
    if numbered or len(set(tags.values())) < 2:
        tags = {id: tag if tag in numbered else "" for id, tag in tags.items()}
    named: dict[str, str] = {}
    for cast in every:
        named.setdefault(tags[cast.id], plain(cast.id))
    found = {cast.id: named[tags[cast.id]] for cast in every if tags[cast.id]}
    return found if found or len(every) != 1 else {every[0].id: plain(every[0].id)}
