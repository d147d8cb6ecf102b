"""The ports of the streaming server: where nginx listens, and what the stack publishes of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checker.configs.compose.facts import PublishedPort, Service
from checker.configs.nginx.facts import Listen, Nginx
from checker.configs.nginx.routing import LOOPBACK, served_files
from checker.gate.rule import Site
from checker.gate.streaming.publishing import nginx_services


@dataclass(frozen=True, slots=True)
class Entrance:
    """One way in: what it is for, its parameter in the contract and the port that this promises."""

    kind: str
    parameter: str
    port: int


def entrances(site: Site) -> Iterator[Entrance]:
    """Yield the ways in that the contract promises."""
    for kind, name in (("RTMP", "rtmp.port"), ("HLS", "hls.port")):
        parameter = site.contract.parameters.get(name)
        if parameter and isinstance(parameter.value, int):
            yield Entrance(kind, name, parameter.value)


def listens_for(nginx: Nginx, kind: str) -> tuple[Listen, ...]:
    """Return where an nginx listens for RTMP, or for requests of files (HLS)."""
    if kind == "RTMP":
        return tuple(listen for server in nginx.rtmp_servers for listen in server.listens)
    serving = {location.block.place for location, _ in served_files(nginx)}
    return tuple(
        listen
        for server in nginx.http_servers
        if any(each.block.place in serving for each in server.locations) or not server.locations
        for listen in server.listens
        if listen.address.known not in LOOPBACK
    )


def publishes(service: Service, port: int) -> PublishedPort | None:
    """Return the entry by which a service is reached at a port from outside."""
    return next((entry for entry in service.ports if entry.protocol == "tcp" and entry.published.value == port), None)


def mapped(site: Site, port: int) -> set[int]:
    """Return the ports of containers to which the services of nginx map a port; itself where there is no service."""
    services = [service for service in nginx_services(site) if service.network_mode.known != "host"]
    if not services:
        return {port}
    found = {entry.target.value for service in services if (entry := publishes(service, port))}
    return found or {port}


def with_port(listen: Listen, port: int) -> str:
    """Return the address of a `listen` with another port."""
    written = listen.port.word.value if listen.port.word else ""
    host, colon, _ = written.rpartition(":")
    if not colon:
        return str(port) if written.isdigit() or not written else f"{written}:{port}"
    return f"{written}:{port}" if written.endswith("]") else f"{host}:{port}"
