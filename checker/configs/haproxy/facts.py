"""What HAProxy's configuration says, after defaults and inheritance. Durations are nanoseconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from checker.base.places import Place
from checker.configs.setting import Setting
from checker.configs.words import Block, Statement


@dataclass(frozen=True, slots=True)
class Checks:
    """How one server is checked (configuration manual, 5.2).

    `fastinter` and `downinter` are None where `inter` stands for them. `kind` is `tcp`, `http`, `pgsql`, `mysql`,
    `redis`, `smtp`, `ldap`, `ssl-hello`, `tcp-check`, `external`. `address` and `port` are where checks go: those of
    the server unless `addr` or `port` say otherwise. `tls` is `check-ssl`. `on_error` counts only where `observe` is
    set.
    """

    enabled: Setting[bool]
    inter: Setting[int]
    fastinter: Setting[int | None]
    downinter: Setting[int | None]
    fall: Setting[int]
    rise: Setting[int]
    address: Setting[str]
    port: Setting[int]
    kind: Setting[str]
    timeout_connect: Setting[int | None]
    timeout_check: Setting[int | None]
    spread: Setting[int]
    observe: Setting[str]
    on_error: Setting[str]
    error_limit: Setting[int]
    tls: Setting[bool]
    agent: Setting[bool]
    init_state: Setting[str]
    track: Setting[str]


@dataclass(frozen=True, slots=True)
class BalancedServer:
    """A server of a backend; one of a `server-template` for each number. `port` is -1 where the line gives none.

    `proxy_header` is the option that puts a PROXY header before what clients say ('': none); `tls` is `ssl`.
    """

    name: str
    backend: str
    at: Statement
    address: Setting[str]
    port: Setting[int]
    checks: Checks
    backup: Setting[bool]
    disabled: Setting[bool]
    weight: Setting[int]
    on_marked_down: Setting[str]
    on_marked_up: Setting[str]
    cookie: Setting[str]
    resolvers: Setting[str]
    proxy_header: Setting[str]
    tls: Setting[bool]
    alpn: Setting[str]


@dataclass(frozen=True, slots=True)
class Bind:
    """One address on which a proxy listens; the address is '' for all of them (`:8404`, `*:8404`)."""

    at: Statement
    address: Setting[str]
    port: Setting[int]
    transparent: Setting[bool]
    interface: Setting[str]


@dataclass(frozen=True, slots=True)
class StatsPage:
    """The statistics page of an HTTP proxy."""

    enabled: Setting[bool]
    uri: Setting[str]
    refresh: Setting[int | None]
    auth: Setting[bool]


@dataclass(frozen=True, slots=True)
class Proxy:
    """A frontend, backend or listen section, after its defaults.

    `redispatch` is None where it is off, else the interval of `option redispatch [n]`. `sticky` is how a client is
    tied to a server: '', `cookie`, `stick-table` or `use-server`; balancing by source is not meant. `check_command` is
    what `option external-check` runs. `uses` are the backends that it
    may route to. `timeouts` holds each `timeout NAME` in force. `health_logged` is `option log-health-checks`.
    `rejects` are the rules that turn every client away.
    """

    kind: str
    name: str
    block: Block
    defaults: tuple[Place, ...]
    mode: Setting[str]
    balance: Setting[str]
    binds: tuple[Bind, ...]
    servers: tuple[BalancedServer, ...]
    uses: tuple[Setting[str], ...]
    redispatch: Setting[int | None]
    retries: Setting[int]
    persist: Setting[bool]
    force_persist: Setting[bool]
    sticky: Setting[str]
    check_command: Setting[str]
    stats: StatsPage
    log_format: Setting[str]
    logs: tuple[Setting[str], ...]
    health_logged: Setting[bool]
    timeouts: Mapping[str, Setting[int]]
    disabled: Setting[bool]
    rejects: tuple[Setting[str], ...]


@dataclass(frozen=True, slots=True)
class Balancer:
    """One HAProxy process: all files that it is started with, in their order.

    `logs` are the `log` targets of its global section; `nonlocal_bind` is known only from the system, not from here.
    """

    files: tuple[str, ...]
    block: Block | None
    proxies: tuple[Proxy, ...]
    logs: tuple[Setting[str], ...]
    stats_sockets: tuple[Setting[str], ...]
    max_connections: Setting[int | None]

    def backend(self, name: str) -> Proxy | None:
        """Return the backend or listen section of this name."""
        return next((p for p in self.proxies if p.name == name and p.kind in ("backend", "listen")), None)
