"""Each nginx: its RTMP applications with their callbacks and pushes, its HTTP servers and what they pass on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from checker.configs.nginx.facts import Application, HttpServer, Listen, Location, Nginx, RtmpServer
from checker.configs.setting import Setting
from checker.gate.topology.scene import ANY, Asking, Item, Kind, Listening, Scene, at, is_known, shown
from checker.model.graph import Edge, Group, Node

_PORTS = {"http": 80, "https": 443, "rtmp": 1935}


def _parts(scene: Scene) -> Iterator[Item]:
    for number, nginx in enumerate(scene.deployment.of(Nginx)):
        home = f"nginx{number}"
        drawn = scene.lifelines("media-server") if nginx.rtmp_servers else ()
        yield Group(home, (f"nginx ({', '.join(drawn)})" if drawn else "nginx", scene.file(nginx.files[0])))
        for place, rtmp in enumerate(nginx.rtmp_servers):
            yield from _rtmp(rtmp, f"{home}_r{place}", home)
        for place, http in enumerate(nginx.http_servers):
            yield from _http(nginx, http, f"{home}_h{place}", home)


def _rtmp(server: RtmpServer, id: str, home: str) -> Iterator[Item]:
    yield from _entrance("RTMP", server.listens, id, home)
    for number, each in enumerate(server.applications):
        app = f"{id}_{number}"
        hls = (f"writes HLS to {shown(each.hls_path)}",) if each.hls.known is True else ()
        twice = [
            f"{event} is set {len(callback.overridden) + 1} times: the last counts"
            for event, callback in sorted(each.callbacks.items())
            if callback.overridden
        ]
        yield Node(app, (f"application {each.name}", *hls, *twice), "thing", home, open=bool(twice))
        yield Edge(id, app)
        yield from _callbacks(each, app, home)


def _callbacks(each: Application, id: str, home: str) -> Iterator[Item]:
    for event, callback in sorted(each.callbacks.items()):
        yield from _asking(id, callback.url, (event,), home)
    for push in each.pushes:
        to = urlsplit(push.url.value).path.split("/")[1:2] if is_known(push.url) else []
        yield from _asking(id, push.url, ("push", *(f"to {name}" for name in to if name)), home)


def _http(nginx: Nginx, server: HttpServer, id: str, home: str) -> Iterator[Item]:
    yield from _entrance("HTTP", server.listens, id, home)
    for number, location in enumerate(server.locations):
        yield from _location(nginx, location, f"{id}_{number}", (id, home))


def _location(nginx: Nginx, location: Location, id: str, within: tuple[str, str]) -> Iterator[Item]:
    server, home = within
    root = shown(location.alias) or shown(location.root)
    served = (f"files below {root}",) if root and not location.proxy_pass.known else ()
    yield Node(id, (f"location {location.modifier} {location.path}".replace("  ", " "), *served), "thing", home)
    yield Edge(server, id)
    url = location.proxy_pass
    if not (is_known(url) and url.value):
        return
    group = nginx.upstream(_split(url.value)[0])
    if group is None:
        yield from _asking(id, url, ("proxy_pass",), home)
        return
    for each in group.servers:
        flags = [name for name, flag in (("backup", each.backup), ("down", each.down)) if flag.known is True]
        yield Asking(id, each.host, each.port, (f"upstream {group.name}", *flags), home)


def _entrance(what: str, listens: Sequence[Listen], id: str, home: str) -> Iterator[Item]:
    yield Node(id, (what, *(at(each.address, each.port) for each in listens)), "entrance", home)
    for each in listens:
        if is_known(each.address) and isinstance(each.port.known, int):
            yield Listening(id, frozenset({each.address.value} - ANY), each.port.value, home, program="nginx")


def _asking(id: str, url: Setting[str], lines: tuple[str, ...], home: str) -> Iterator[Item]:
    """Yield what a URL asks for; one that is not known leads nowhere, and says so."""
    if is_known(url):
        yield Asking(id, *_split(url.value), lines, home)
    else:
        yield Node(f"{id}_{lines[0]}", (shown(url),), "thing", home, open=True)
        yield Edge(id, f"{id}_{lines[0]}", lines, open=True)


def _split(url: str) -> tuple[str, int]:
    """Return the host and the port of a URL."""
    parts = urlsplit(url if "://" in url else f"http://{url}")
    try:
        port = parts.port
    except ValueError:
        port = None
    return parts.hostname or "", port or _PORTS.get(parts.scheme, 80)


KIND = Kind("nginx", _parts)
