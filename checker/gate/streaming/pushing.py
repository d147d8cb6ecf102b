"""Where published streams are pushed: to which application of the same nginx."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checker.configs.nginx.facts import Application, Relay, RtmpServer
from checker.configs.nginx.routing import LOOPBACK, takes
from checker.configs.nginx.values import Url
from checker.gate.rule import Site
from checker.gate.streaming.publishing import Publishing, parsed, publishings


@dataclass(frozen=True, slots=True)
class Pushed:
    """A push that arrives at another application of the same nginx."""

    own: Publishing
    push: Relay
    application: Application


def url_of(push: Relay) -> Url:
    """Return the parts of a push's URL; UnknownValueError where it is none."""
    return parsed(push.url.value, push.at, "rtmp")


def name_in(push: Relay) -> str:
    """Return the application that a push names."""
    return url_of(push).path.strip("/").partition("/")[0]


def servers_at(own: Publishing, push: Relay) -> tuple[RtmpServer, ...]:
    """Return the servers that take connections where a push goes."""
    url = url_of(push)
    return tuple(s for s in own.nginx.rtmp_servers if any(takes(each, url.host, url.port) for each in s.listens))


def pushed_by(own: Publishing) -> Iterator[Pushed]:
    """Yield the applications of this host to which an application pushes, without itself."""
    for push in own.application.pushes:
        if url_of(push).host not in LOOPBACK:
            continue
        found = (server.application(name_in(push)) for server in servers_at(own, push))
        application = next((each for each in found if each), None)
        if application and application.block != own.application.block:
            yield Pushed(own, push, application)


def pushed(site: Site) -> Iterator[Pushed]:
    """Yield the applications to which the applications of the clients push, each once."""
    seen = set()
    for own in publishings(site):
        for each in pushed_by(own):
            if each.application.block.place not in seen:
                seen.add(each.application.block.place)
                yield each
