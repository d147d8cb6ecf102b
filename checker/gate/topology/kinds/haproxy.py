"""Each HAProxy: where it listens, its backends, and their servers with their checks."""

from __future__ import annotations

from collections.abc import Iterator

from checker.configs.haproxy.facts import BalancedServer, Balancer, Proxy
from checker.configs.setting import Unknown
from checker.gate.pool.pools import stands_for, tracked
from checker.gate.topology.scene import ANY, Asking, Item, Kind, Listening, Scene, at, is_known, lasting, shown
from checker.gate.vrrp.nodes import hosts_of_balancers
from checker.model.contract import Server
from checker.model.graph import Edge, Group, Node


def _parts(scene: Scene) -> Iterator[Item]:
    balancers = scene.deployment.of(Balancer)
    for number, (balancer, host) in enumerate(zip(balancers, scene.hosts(hosts_of_balancers, balancers), strict=True)):
        id = f"haproxy{number}"
        yield Group(id, (f"HAProxy on {host}" if host else "HAProxy", scene.file(balancer.files[0])))
        ids = {proxy.name: f"{id}_{place}" for place, proxy in enumerate(balancer.proxies)}
        for proxy in balancer.proxies:
            yield from _proxy(scene, balancer, proxy, id, ids)


def _proxy(scene: Scene, balancer: Balancer, proxy: Proxy, home: str, ids: dict[str, str]) -> Iterator[Item]:
    id = ids[proxy.name]
    binds = tuple(dict.fromkeys(at(bind.address, bind.port) for bind in proxy.binds))
    stats = ("statistics", shown(proxy.stats.uri)) if proxy.stats.enabled.known is True else ()
    balance = (shown(proxy.balance),) if proxy.servers else ()
    off = ("disabled",) if proxy.disabled.known is True else ()
    lines = (f"{proxy.kind} {proxy.name}", *binds, *stats, *balance, *off)
    yield Node(id, lines, "entrance" if proxy.binds else "thing", home, open=bool(off))
    for bind in proxy.binds:
        if is_known(bind.address) and isinstance(bind.port.known, int):
            names = frozenset[str]() if bind.address.value in ANY else frozenset({bind.address.value})
            yield Listening(id, names, bind.port.value, home, floating=True, program="haproxy")
    for number, use in enumerate(proxy.uses):
        name = shown(use)
        if balancer.backend(name) is None:
            yield Node(f"{id}_use{number}", (name, "no such backend in these files"), "thing", home, open=True)
        yield Edge(id, ids[name] if balancer.backend(name) else f"{id}_use{number}")
    for number, server in enumerate(proxy.servers):
        yield from _server(scene, balancer, server, f"{id}_s{number}", (id, home))


def _server(
    scene: Scene, balancer: Balancer, server: BalancedServer, id: str, within: tuple[str, str]
) -> Iterator[Item]:
    backend, home = within
    wanted = scene.server(lambda contract: stands_for(contract, server))
    odd = _oddities(scene, server, wanted)
    flags = [name for name, flag in (("backup", server.backup), ("disabled", server.disabled)) if flag.known is True]
    lines = (f"server {server.name}", at(server.address, server.port), *_checks(balancer, server), *flags, *odd)
    yield Node(id, lines, "server", home, open=bool(odd or flags))
    yield Edge(backend, id)
    if not isinstance(server.address.known, Unknown) and isinstance(server.port.known, int):
        yield Asking(id, server.address.known, server.port.known, home=home)


def _checks(balancer: Balancer, server: BalancedServer) -> tuple[str, ...]:
    checks = tracked(balancer, server).checks if is_known(server.checks.track) else server.checks
    if checks.enabled.known is False:
        return ("not checked",)
    counts = f"fall {shown(checks.fall)}, rise {shown(checks.rise)}"
    return (f"{shown(checks.kind)} check every {lasting(checks.inter)}", counts)


def _oddities(scene: Scene, server: BalancedServer, wanted: Server | None) -> tuple[str, ...]:
    """Return what of a server is not as a contract says; of a HAProxy that serves something else, nothing."""
    if wanted is None:
        return ()
    meant = f"{wanted.address}:{wanted.port}"
    return (f"the contract has {meant}",) if at(server.address, server.port) != meant else ()


KIND = Kind("haproxy", _parts)
