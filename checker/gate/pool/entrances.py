"""Where clients come in: the addresses on which a HAProxy listens, against the virtual address of the contract."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checker.configs.haproxy.facts import Balancer, Bind, Proxy
from checker.configs.keepalived.facts import VrrpNode
from checker.configs.setting import Unknown
from checker.configs.words import Edit, replace_word
from checker.gate.pool.pools import Pool, is_any, leads_to, pools
from checker.gate.rule import Repair, Site
from checker.gate.vrrp.nodes import same_address
from checker.model.contract import Vip

_NONLOCAL = (
    r"(?:ip_nonlocal_bind['\"]?\s*[=:]\s*['\"]?1\b|echo\s+['\"]?1['\"]?\s*(?:>|\|).*ip_nonlocal_bind"
    r"|\bnotify(?:_master)?\s.*haproxy)"
)


@dataclass(frozen=True, slots=True)
class Entrance:
    """A virtual address of the contract, and the pool to which its clients must come."""

    pool: Pool
    vip: Vip
    port: int

    @property
    def binds(self) -> tuple[tuple[Proxy, Bind], ...]:
        """All addresses on which sections that lead to the pool listen."""
        return tuple((front, bind) for front in self.pool.fronts for bind in front.binds)

    def covers(self, bind: Bind) -> bool:
        """Say whether a bind takes connections to the virtual address, at whatever port."""
        return takes(bind, self.vip)

    @property
    def right(self) -> tuple[Bind, ...]:
        """The binds at the virtual address and its port; what others of which less is known say does not count then."""
        known = tuple(bind for _, bind in self.binds if _is_told(bind) and self._serves(bind))
        return known or tuple(bind for _, bind in self.binds if self._serves(bind))

    def _serves(self, bind: Bind) -> bool:
        return bind.port.value == self.port and self.covers(bind)

    @property
    def astray(self) -> tuple[Proxy, ...]:
        """The sections that listen at the virtual address and its port, and do not lead to the pool."""
        front = [p for p in self.pool.balancer.proxies if p is not self.pool.proxy and not leads_to(p, self.pool.proxy)]
        return tuple(p for p in front if any(b.port.value == self.port and self.covers(b) for b in p.binds))

    def written(self, bind: Bind) -> str:
        """Return the address and options that a bind should have."""
        every = is_any(bind.address.value) and self.covers(bind)
        transparent = "" if bind.transparent.value or every else " transparent"
        host = bind.address.value if every else self.vip.address
        return f"{host}:{self.port}{transparent if host else ''}"


def entrances(site: Site) -> Iterator[Entrance]:
    """Yield what each pool is to be reached by."""
    port = site.contract.count("vip.port")
    for pool in pools(site):
        yield from (Entrance(pool, vip, port) for vip in site.contract.vips.values())


def _is_told(bind: Bind) -> bool:
    return not isinstance(bind.port.known, Unknown) and not isinstance(bind.address.known, Unknown)


def takes(bind: Bind, vip: Vip) -> bool:
    """Say whether a bind takes connections to a virtual address; UnknownValueError where its address is open."""
    return (is_any(bind.address.value) and not _passes_over(bind, vip)) or same_address(bind.address.value, vip.address)


def _passes_over(bind: Bind, vip: Vip) -> bool:
    """Say whether a bind to all IPv6 addresses leaves IPv4 alone, and the virtual address is one of those."""
    word = bind.address.word
    six = word is not None and word.value.split("@")[-1].startswith(("::", "[::"))
    return six and ":" not in vip.address and any(each.value == "v6only" for each in bind.at.words)


def rewritten(bind: Bind, text: str) -> tuple[Repair, ...]:
    """Return the repair that gives a bind another address and port, where it has but one of each."""
    word = bind.address.word
    if word is None or word is not bind.port.word or "," in word.value:
        return ()
    edits: tuple[Edit, ...] = (replace_word(word, text),)
    return (Repair(f"bind {text}", edits, safe=False),)


def starts_without_the_address(site: Site, balancer: Balancer) -> bool:
    """Say whether the files show that HAProxy can listen on a virtual address that its host does not hold.

    That is so where the kernel allows it (net.ipv4.ip_nonlocal_bind, in whatever file), or where keepalived starts
    HAProxy together with the address.
    """
    from checker.gate.pool.pools import files_matching

    nodes = site.deployment.of(VrrpNode)
    return any(node.nonlocal_bind.known is True for node in nodes) or files_matching(site.deployment, _NONLOCAL)
