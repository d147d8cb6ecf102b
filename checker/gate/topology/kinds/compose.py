"""The services of compose and stack files, the applications in them, and the URLs that they are given."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from checker.configs.compose.facts import Service
from checker.configs.pgbouncer.facts import Pooler
from checker.configs.setting import Setting
from checker.configs.spring.facts import Application
from checker.configs.spring.running import running
from checker.gate.containers.monitors import monitors
from checker.gate.topology.scene import Asking, Item, Kind, Listening, Running, Scene, shown
from checker.model.graph import Edge, Node

_URL = re.compile(r"\b(?:https?|rtmp|postgres(?:ql)?|redis|mysql)://[^\s\"'`\\|>)]+")
_PORTS = {"http": 80, "https": 443, "rtmp": 1935, "postgres": 5432, "postgresql": 5432, "redis": 6379, "mysql": 3306}


def _parts(scene: Scene) -> Iterator[Item]:
    apps = {app.service: app for app in running(scene.deployment) if app.service}
    # Two sets of files may have services of one name.
    ids = {(each.files, each.name): f"service{number}" for number, each in enumerate(scene.deployment.of(Service))}
    for service in scene.deployment.of(Service):
        id, app = ids[service.files, service.name], apps.get(service.name)
        yield Node(id, (*_lines(service, app), *_known(scene, service)), "process")
        yield from _listening(service, id, app)
        for needed in service.depends_on:
            if (service.files, shown(needed)) in ids:
                yield Edge(id, ids[service.files, shown(needed)], ("depends on",))
        yield from _asked({**service.environment, **(app.properties if app else {})}, id)
    for number, app in enumerate(each for each in running(scene.deployment) if not each.service):
        id, name = f"app{number}", shown(app.name) or app.label
        yield Node(id, (f"application {name}", scene.file(app.files[0]), _port(app)), "process")
        yield Listening(id, frozenset({name}), app.port.known if isinstance(app.port.known, int) else -1)
        yield from _asked(app.properties, id)
    yield from _poolers(scene, ids)


def _poolers(scene: Scene, ids: Mapping[tuple[tuple[str, ...], str], str]) -> Iterator[Item]:
    """Yield which service runs which PgBouncer: the one that mounts its file."""
    files = [posixpath.basename(pooler.files[0]) for pooler in scene.deployment.of(Pooler)]
    for service in scene.deployment.of(Service):
        mounted = {posixpath.basename(part) for mount in service.mounts for part in shown(mount).split(":")}
        for number, file in enumerate(files):
            if file in mounted and files.count(file) == 1:
                yield Edge(ids[service.files, service.name], f"pgbouncer{number}", (f"mounts {file}",))


def _lines(service: Service, app: Application | None) -> tuple[str, ...]:
    ports = [f"{shown(each.published)} to {shown(each.target)}" for each in service.ports]
    ran = ("runs " + (shown(app.name) or app.label or "a Spring Boot application"), _port(app)) if app else ()
    published = (f"publishes {', '.join(ports)}",) if ports else ()
    return (f"service {service.name}", shown(service.image), *published, *ran)


def _known(scene: Scene, service: Service) -> Iterator[str]:
    """Yield what a service is by the contracts."""
    names = {service.name, shown(service.container_name), shown(service.hostname)} - {""}
    servers = [each for contract in scene.contracts for each in contract.servers.values()]
    yield from (f"is {each.name}" for each in servers if names & {each.name, each.address, *each.aliases})
    if any(each.service is service for site in scene.sites for each in monitors(site)):
        yield f"is {', '.join(scene.lifelines('monitor')) or 'the monitor'}"


def _port(app: Application) -> str:
    return f"port {shown(app.port)}"


def _listening(service: Service, id: str, app: Application | None) -> Iterator[Item]:
    names = {service.name, *map(shown, (service.container_name, service.hostname, *service.aliases))} - {""}
    targets_ = {each.target.known for each in service.ports}
    for port in sorted({each for each in (*targets_, app.port.known if app else None) if isinstance(each, int)}):
        yield Listening(id, frozenset(names), port)
    yield Listening(id, frozenset(names), -1)
    inner = frozenset(each for each in targets_ if isinstance(each, int))
    yield Running(id, f"{service.name} {shown(service.image)}", inner)
    for each in service.ports:
        if isinstance(each.published.known, int):
            yield Listening(id, frozenset(), each.published.known, published=True)


def _asked(settings: Mapping[str, Setting[str]], id: str) -> Iterator[Item]:
    """Yield what settings name by a URL; of the URL only where it leads is drawn."""
    for name, setting in sorted(settings.items()):
        for found in _URL.finditer(shown(setting)):
            parts = urlsplit(found[0])
            if parts.hostname:
                yield Asking(id, parts.hostname, _port_of(parts.netloc, parts.scheme), (name.partition("[")[0],))


def _port_of(netloc: str, scheme: str) -> int:
    written = netloc.rpartition(":")[2]
    return int(written) if written.isdigit() else _PORTS.get(scheme, 80)


KIND = Kind("compose", _parts)
