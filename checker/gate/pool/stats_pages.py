"""The statistics pages of a HAProxy: which sections serve one, and where they listen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checker.configs.haproxy.facts import Balancer, Bind, Proxy
from checker.gate.pool.entrances import takes
from checker.gate.pool.pools import leads_to, pools
from checker.gate.rule import Site


@dataclass(frozen=True, slots=True)
class Page:
    """A section that serves statistics, and an address at which clients reach it."""

    proxy: Proxy
    bind: Bind


@dataclass(frozen=True, slots=True)
class Watched:
    """A HAProxy that the monitor polls."""

    balancer: Balancer

    @property
    def pages(self) -> tuple[Page, ...]:
        """Its statistics pages."""
        serving = [proxy for proxy in self.balancer.proxies if proxy.stats.enabled.value and not proxy.disabled.value]
        return tuple(Page(proxy, bind) for proxy in serving for bind in _binds(self.balancer, proxy))


def watched(site: Site) -> Iterator[Watched]:
    """Yield each HAProxy that balances the servers of the contract, once."""
    seen: list[Balancer] = []
    for pool in pools(site):
        if not any(pool.balancer is each for each in seen):
            seen.append(pool.balancer)
            yield Watched(pool.balancer)


def at_port(site: Site, each: Watched) -> tuple[Page, ...]:
    """Return the pages at the port that the monitor asks."""
    port = site.contract.parameters.get("stats.port")
    return tuple(page for page in each.pages if port is None or page.bind.port.value == port.value)


def reachable(site: Site, page: Page) -> bool:
    """Say whether a page is reached at every virtual address of the contract."""
    return all(takes(page.bind, vip) for vip in site.contract.vips.values())


def serves(page: Page, path: str) -> bool:
    """Say whether a page answers at a path: HAProxy compares the beginning."""
    return path.startswith(page.proxy.stats.uri.value)


def _binds(balancer: Balancer, proxy: Proxy) -> tuple[Bind, ...]:
    leading = (front for front in balancer.proxies if front.kind == "frontend" and leads_to(front, proxy))
    return (*proxy.binds, *(bind for front in leading for bind in front.binds))
