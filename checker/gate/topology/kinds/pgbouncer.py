"""Each PgBouncer, and the databases behind it."""

from __future__ import annotations

from collections.abc import Iterator

from checker.configs.pgbouncer.facts import PooledDatabase, Pooler
from checker.configs.setting import Unknown
from checker.gate.poolers.poolers import placed
from checker.gate.topology.scene import ANY, Asking, Item, Kind, Listening, Scene, at, shown
from checker.model.graph import Node


def _parts(scene: Scene) -> Iterator[Item]:
    servers = {each.pooler.files: each.server for site in scene.sites for each in placed(site) if each.server}
    for number, pooler in enumerate(scene.deployment.of(Pooler)):
        id, server = f"pgbouncer{number}", servers.get(pooler.files)
        name = f"PgBouncer {server.name}" if server else "PgBouncer"
        where = f"listens at {at(pooler.listen_addr, pooler.listen_port)}"
        yield Node(id, (name, scene.file(pooler.files[0]), where, f"pool mode {shown(pooler.pool_mode)}"), "process")
        if server is not None:
            yield Listening(id, frozenset({server.address}), server.port)
        elif isinstance(pooler.listen_port.known, int):
            own = {str(pooler.listen_addr.known)} - ANY
            yield Listening(id, frozenset(own), pooler.listen_port.known, published=not own)
        for database in pooler.databases:
            yield from _database(id, database)


def _database(pooler: str, database: PooledDatabase) -> Iterator[Item]:
    host, port = database.host.known, database.port.known
    if isinstance(host, Unknown) or not isinstance(port, int):
        return
    yield Asking(pooler, host or "Unix socket", port, (f"database {shown(database.dbname)}",))


KIND = Kind("pgbouncer", _parts)
