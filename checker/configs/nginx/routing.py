"""Which server and location of nginx take a request, and to which servers it is passed on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checker.configs.nginx.facts import HttpServer, Listen, Location, Nginx, Upstream, UpstreamServer
from checker.configs.nginx.http import upstream_server
from checker.configs.nginx.values import Url, url_value
from checker.configs.setting import Unknown, UnknownValueError
from checker.configs.words import Statement

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def takes(listen: Listen, host: str, port: int) -> bool:
    """Say whether connections to a host and port are taken; a name other than this host's is taken by any address."""
    if listen.port.value != port:
        return False
    address = listen.address.value
    return address in ("", host) or {address, host} <= LOOPBACK


def server_for(nginx: Nginx, host: str, port: int) -> HttpServer | None:
    """Return the HTTP server that takes requests to a host and port; by the name, else the first (or default) one."""
    found = [server for server in nginx.http_servers if any(takes(each, host, port) for each in server.listens)]
    named = [server for server in found if host in server.names]
    chosen = [s for s in found if any("default_server" in each.at.values for each in s.listens)]
    return next(iter((*named, *chosen, *found)), None)


def location_for(server: HttpServer, path: str) -> Location | None:
    """Return the location that takes a path: an exact one, else the longest prefix, unless an expression matches."""
    return _location(server.locations, path.partition("?")[0] or "/")


def _location(locations: tuple[Location, ...], path: str) -> Location | None:
    exact = next((each for each in locations if each.modifier == "=" and each.path == path), None)
    if exact:
        return exact
    prefixes = [each for each in locations if each.modifier in ("", "^~") and path.startswith(each.path)]
    longest = max(prefixes, key=lambda each: len(each.path), default=None)
    deeper = _location(longest.inner, path) if longest else None
    if deeper:
        return deeper
    if longest and longest.modifier == "^~":
        return longest
    return next((each for each in locations if _matches(each, path)), longest)


def _matches(location: Location, path: str) -> bool:
    if location.modifier not in ("~", "~*"):
        return False
    try:
        return bool(re.search(location.path, path, re.IGNORECASE if location.modifier == "~*" else 0))
    except re.error as error:
        why = f"the expression {location.path!r} of a location cannot be evaluated here"
        raise UnknownValueError(why, location.block.place) from error


def proxied_to(location: Location) -> Url | None:
    """Return where a location passes requests, or None; UnknownValueError where only a request tells."""
    text = location.proxy_pass.value
    if not text:
        return None
    if "$" in text:
        why = f"proxy_pass is {text!r}, and the files do not tell what its variables hold"
        raise UnknownValueError(why, location.proxy_pass.place)
    try:
        return url_value(text, "http")
    except ValueError as error:
        raise UnknownValueError(f"proxy_pass: {error}", location.proxy_pass.place) from error


def passed_path(location: Location, url: Url, path: str) -> str:
    """Return the path of the request that is passed on: a path in proxy_pass replaces what the location matched."""
    if not url.path or location.modifier in ("~", "~*", "@"):
        return path
    return url.path + path.removeprefix(location.path)


def servers_behind(nginx: Nginx, location: Location, url: Url) -> tuple[Upstream | None, tuple[UpstreamServer, ...]]:
    """Return the group behind a proxy_pass and its servers; of a plain host that host alone, without a group."""
    group = nginx.upstream(url.host)
    if group:
        return group, group.servers
    at, word = location.proxy_pass.at, location.proxy_pass.word
    if not isinstance(at, Statement) or word is None:
        return None, ()
    return None, (upstream_server(Statement(at.words[:2]), word, f"{url.host}:{url.port}"),)


def served_files(nginx: Nginx) -> Iterator[tuple[Location, str]]:
    """Yield each location that serves files, and the directory of its files."""
    for server in nginx.http_servers:
        for location in _all(server.locations):
            if location.proxy_pass.is_default and not isinstance(location.alias.known, Unknown):
                yield location, _directory(location)


def _all(locations: tuple[Location, ...]) -> Iterator[Location]:
    for each in locations:
        yield each
        yield from _all(each.inner)


def _directory(location: Location) -> str:
    if location.alias.value:
        return location.alias.value.rstrip("/")
    path = location.path if location.modifier in ("", "=", "^~") else ""
    return f"{location.root.value.rstrip('/')}/{path.strip('/')}".rstrip("/")
