"""What a test asks of a configuration."""

from __future__ import annotations

from collections.abc import Mapping

from checker.base.finding import Finding, Severity
from checker.configs.formats.haproxy import parse
from checker.configs.haproxy.facts import BalancedServer, Balancer, Proxy
from checker.configs.setting import Setting, Unknown
from checker.configs.source import Source, Surroundings


def balancers(*texts: str, environment: Mapping[str, str] | None = None) -> tuple[Balancer, ...]:
    """Return the processes of files in one directory."""
    sources = [Source(f"etc/{n}.cfg", text) for n, text in enumerate(texts)]
    return tuple(parse(sources, Surroundings(environment or {})).facts)


def proxy(text: str, name: str = "pg", **environment: str) -> Proxy:
    """Return one proxy of a configuration."""
    (balancer,) = balancers(text, environment=environment)
    return next(each for each in balancer.proxies if each.name == name)


def servers(text: str, name: str = "pg", **environment: str) -> dict[str, BalancedServer]:
    """Return the servers of one proxy by their names."""
    return {server.name: server for server in proxy(text, name, **environment).servers}


def problems(text: str, **environment: str) -> list[Finding]:
    """Return what is wrong with a configuration, notes left out."""
    found = parse([Source("haproxy.cfg", text)], Surroundings(environment)).problems
    return [each for each in found if each.severity is not Severity.INFO]


def line(setting: Setting[object]) -> int:
    """Return the line to which a setting points."""
    return setting.place.line


def is_unknown(setting: Setting[object]) -> bool:
    """Say whether a value is not known."""
    return isinstance(setting.known, Unknown)
