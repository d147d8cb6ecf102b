"""Which PgBouncer is which server of the contract, and which container runs it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checker.configs.compose.facts import Service
from checker.configs.pgbouncer.facts import Pooler
from checker.gate.rule import Site, once
from checker.model.contract import Contract, Server

_POOLER = re.compile(r"pgbouncer|pgb\d|pooler", re.IGNORECASE)
_ELSEWHERE = re.compile(r"exporter|prometheus|monitor|haproxy|postgres(?!.*pgbouncer)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Placed:
    """A PgBouncer, the server of the contract that it is (None: none can be told), and the containers that may run it.

    `services` are those that mount its file; where none does, all containers that look like a PgBouncer.
    """

    pooler: Pooler
    server: Server | None
    services: tuple[Service, ...]

    @property
    def name(self) -> str:
        """What to call it."""
        return self.server.name if self.server else posixpath.basename(self.pooler.files[0])

    def published_at(self, port: int) -> bool:
        """Say whether a container publishes the port on which it listens as another one."""
        inner = self.pooler.listen_port.known
        return any(
            p.published.known == port and p.target.known == inner for service in self.services for p in service.ports
        )


def placed(site: Site) -> tuple[Placed, ...]:
    """Return every PgBouncer of the system with its server."""
    return tuple(each for each in _all_placed(site) if each.pooler not in unrelated(site))


@once
def unrelated(site: Site) -> tuple[Pooler, ...]:
    """Return the PgBouncers of other systems: with no port or name of this one, once all of its servers have theirs."""
    found = _all_placed(site)
    ports = {server.port for server in site.contract.servers.values()}
    if {each.server.name for each in found if each.server} != set(site.contract.servers):
        return ()
    return tuple(
        each.pooler
        for each in found
        if each.server is None and not (_named(site.contract, each.pooler) or ports & set(_reached(site, each.pooler)))
    )


@once
def _all_placed(site: Site) -> tuple[Placed, ...]:
    """Return every PgBouncer with its server: by a name in its path, or by the port on which it is reached.

    Where then one server and one PgBouncer are left over, they belong together.
    """
    poolers = site.deployment.of(Pooler)
    found: dict[int, Server] = {}
    for number, pooler in enumerate(poolers):
        if (server := _named(site.contract, pooler)) is not None and server not in found.values():
            found[number] = server
    for number, pooler in enumerate(poolers):
        if number not in found and (server := _at_port(site, pooler, tuple(found.values()))) is not None:
            found[number] = server
    rest = [n for n in range(len(poolers)) if n not in found]
    free = [server for server in site.contract.servers.values() if server not in found.values()]
    if len(rest) == len(free) == 1 and len(poolers) > 1:
        found[rest[0]] = free[0]
    return tuple(Placed(p, found.get(n), running(site, p)) for n, p in enumerate(poolers))


def running(site: Site, pooler: Pooler) -> tuple[Service, ...]:
    """Return the containers that may run a PgBouncer."""
    services = pooler_services(site)
    names = {posixpath.basename(file) for file in pooler.files}
    mounting = tuple(s for s in services if any(names & _parts(str(mount.known)) for mount in s.mounts))
    unique = len([p for p in site.deployment.of(Pooler) if names & {posixpath.basename(f) for f in p.files}]) == 1
    return mounting if mounting and unique else services


def pooler_services(site: Site) -> tuple[Service, ...]:
    """Return the containers that look like a PgBouncer, by their image or name."""
    return tuple(service for service in site.deployment.of(Service) if _is_pooler(service))


def server_of_service(contract: Contract, service: Service) -> Server | None:
    """Return the server that a container is, by its name."""
    names = (service.name, str(service.container_name.known), str(service.hostname.known))
    return next((server for name in names if name for server in [_by_name(contract, name)] if server), None)


def number_of(text: str) -> str:
    """Return the number at the end of a name (`pgb3`, `pgbouncer-3`), or ''."""
    match = re.search(r"(\d+)\Z", text)
    return match[1].lstrip("0") if match else ""


def _parts(mount: str) -> set[str]:
    return {posixpath.basename(part) for part in mount.split(":")}


def _is_pooler(service: Service) -> bool:
    image = str(service.image.known)
    if _POOLER.search(image.rpartition("/")[2]) or "pgbouncer" in image:
        return not _ELSEWHERE.search(image.rpartition("/")[2].replace("pgbouncer", "", 1))
    return bool(_POOLER.match(service.name)) and not _ELSEWHERE.search(service.name.replace("pgbouncer", "", 1))


def _named(contract: Contract, pooler: Pooler) -> Server | None:
    """Return the server that the path of a PgBouncer names: pgb3.ini, pgbouncer-3.ini, pgb3/pgbouncer.ini."""
    path = pooler.files[0]
    stem = posixpath.basename(path).rpartition(".")[0]
    folder = posixpath.basename(posixpath.dirname(path))
    return _by_name(contract, stem) or _by_name(contract, folder)


def _by_name(contract: Contract, name: str) -> Server | None:
    """Return the server of a name, or of a PgBouncer's name that ends in the same number."""
    direct = contract.server_of(name)
    number = number_of(name)
    if direct or not number or not _POOLER.match(name):
        return direct
    alike = [server for server in contract.servers.values() if number_of(server.name) == number]
    return alike[0] if len(alike) == 1 else None


def _at_port(site: Site, pooler: Pooler, taken: Sequence[Server]) -> Server | None:
    reached = set(_reached(site, pooler))
    alike = [server for server in site.contract.servers.values() if server.port in reached and server not in taken]
    return alike[0] if len(alike) == 1 else None


def _reached(site: Site, pooler: Pooler) -> Iterator[object]:
    yield pooler.listen_port.known
    for service in running(site, pooler):
        for port in service.ports:
            if port.target.known == pooler.listen_port.known:
                yield port.published.known
