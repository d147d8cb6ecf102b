"""Which servers of a HAProxy are those of the contract: its pool, who leads to it, and each server in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checker.base.finding import Related
from checker.base.places import Place
from checker.configs.deployment import Deployment
from checker.configs.haproxy.facts import BalancedServer, Balancer, Bind, Checks, Proxy
from checker.configs.setting import Setting, Unknown
from checker.configs.words import replace_word
from checker.gate.rule import Repair, Site, once
from checker.model.contract import Contract, Server


@dataclass(frozen=True, slots=True)
class Pool:
    """The backend (or listen section) of one HAProxy that balances the contract's servers."""

    balancer: Balancer
    proxy: Proxy

    @property
    def fronts(self) -> tuple[Proxy, ...]:
        """The proxies through which clients come to it; itself where it listens."""
        leading = tuple(p for p in self.balancer.proxies if p.kind == "frontend" and leads_to(p, self.proxy))
        return (*leading, self.proxy) if self.proxy.binds else leading

    @property
    def sections(self) -> tuple[Proxy, ...]:
        """All sections that a client's connection passes: its fronts, and itself."""
        return self.fronts if self.proxy.binds else (*self.fronts, self.proxy)


@dataclass(frozen=True, slots=True)
class Member:
    """A server of a pool, and the server of the contract that it stands for (None: the contract has no such one)."""

    pool: Pool
    server: BalancedServer
    wanted: Server | None

    @property
    def checks(self) -> Checks:
        """How its health is found out: by its own checks, or by those of the server that it tracks."""
        return tracked(self.pool.balancer, self.server).checks


@once
def pools(site: Site) -> tuple[Pool, ...]:
    """Return the pools of all HAProxys: by their servers, or else by the address on which clients come."""
    return tuple(
        Pool(balancer, proxy)
        for balancer in site.deployment.of(Balancer)
        for proxy in _pool_proxies(site.contract, balancer)
    )


def members(site: Site) -> Iterator[Member]:
    """Yield each server of each pool."""
    for pool in pools(site):
        yield from members_of(site.contract, pool)


def members_of(contract: Contract, pool: Pool) -> tuple[Member, ...]:
    """Return the servers of a pool."""
    return tuple(Member(pool, server, stands_for(contract, server)) for server in pool.proxy.servers)


def contract_members(site: Site) -> Iterator[Member]:
    """Yield each server that stands for one of the contract."""
    return (member for member in members(site) if member.wanted is not None)


def checked_members(site: Site) -> Iterator[Member]:
    """Yield each server that stands for one of the contract and is checked; one whose `check` is unknown, too."""
    return (member for member in contract_members(site) if member.checks.enabled.known is not False)


def stands_for(contract: Contract, server: BalancedServer) -> Server | None:
    """Return the contract's server that one of a HAProxy is: by its name, or else by its address and port."""
    return contract.server_of(server.name) or next((s for s in contract.servers.values() if _is_at(server, s)), None)


def drawn(server: Server) -> tuple[Related, ...]:
    """Return the line of a diagram that states a server, to be told beside what differs from it."""
    return (Related(server.stated, f"{server.name} is drawn here"),) if server.stated else ()


def leads_to(front: Proxy, pool: Proxy) -> bool:
    """Say whether a frontend may route to a backend; one that says so by an unknown name does not."""
    return any(use.known == pool.name for use in front.uses)


def tracked(balancer: Balancer, server: BalancedServer) -> BalancedServer:
    """Return the server whose checks decide: the one at the end of its `track`, or itself."""
    seen = {(server.backend, server.name)}
    while (name := server.checks.track.value) and (found := _named(balancer, server.backend, name)):
        if (found.backend, found.name) in seen:
            break
        seen.add((found.backend, found.name))
        server = found
    return server


def listens_at(bind: Bind, addresses: frozenset[str], port: int) -> bool:
    """Say whether a bind takes connections to one of these addresses at a port; UnknownValueError where it is open."""
    return bind.port.value == port and (is_any(bind.address.value) or bind.address.value in addresses)


def is_any(address: str) -> bool:
    """Say whether a bind address means all addresses of the machine."""
    return address in ("", "*", "0.0.0.0", "::")


def vip_addresses(contract: Contract) -> frozenset[str]:
    """Return the virtual addresses of the contract."""
    return frozenset(vip.address for vip in contract.vips.values())


def vip_port(contract: Contract) -> int | None:
    """Return the port of the virtual address at which clients connect, where the contract states it."""
    stated = contract.parameters.get("vip.port")
    return stated.value if stated and isinstance(stated.value, int) else None


def head_of(balancer: Balancer) -> Place:
    """Return where to point for what a whole HAProxy lacks: its global section, or its first one."""
    return balancer.block.place if balancer.block else balancer.proxies[0].block.place


def files_matching(deployment: Deployment, pattern: str) -> bool:
    """Say whether a line of any of the files says so (a regular expression; comments do not count)."""
    import re

    wanted = re.compile(rf"^(?!\s*[#;!]).*{pattern}", re.MULTILINE)
    return any(wanted.search(file.source.text) for file in deployment.files)


def _pool_proxies(contract: Contract, balancer: Balancer) -> tuple[Proxy, ...]:
    port = vip_port(contract)
    fronts = [p for p in balancer.proxies if any(b.port.known == port for b in p.binds)]
    reached = [p for p in balancer.proxies if p in fronts or any(leads_to(front, p) for front in fronts)]
    scores = [(sum(stands_for(contract, s) is not None for s in p.servers), p) for p in balancer.proxies]
    known = [proxy for score, proxy in scores if score]
    if known:
        return tuple(p for p in known if p in reached) or _best([(n, p) for n, p in scores if n])
    return tuple(p for p in reached if p.servers)


def _best(scores: list[tuple[int, Proxy]]) -> tuple[Proxy, ...]:
    most = max(score for score, _ in scores)
    return tuple(proxy for score, proxy in scores if score == most)


def _named(balancer: Balancer, backend: str, name: str) -> BalancedServer | None:
    where, _, server = name.rpartition("/")
    proxy = balancer.backend(where or backend)
    return next((s for s in proxy.servers if s.name == server), None) if proxy else None


def _is_at(server: BalancedServer, wanted: Server) -> bool:
    return _is(server.address, wanted.address) and _is(server.port, wanted.port)


def _is(setting: Setting[str] | Setting[int], wanted: str | int) -> bool:
    return not isinstance(setting.known, Unknown) and setting.known == wanted


def is_numeric(address: str) -> bool:
    """Say whether an address is one, not a name."""
    return ":" in address or address.replace(".", "").isdigit()


def same_endpoint_edit(server: BalancedServer, wanted: Server) -> tuple[Repair, ...]:
    """Return the repair that gives a server the address and port of the contract, where both are one word."""
    word = server.address.word
    if word is None or server.port.word not in (None, word):
        return ()
    endpoint = f"{wanted.address}:{wanted.port}"
    return (Repair(endpoint, (replace_word(word, endpoint),)),)
