"""What nginx's configuration says, after inheritance and defaults. Durations are nanoseconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from checker.configs.setting import Setting
from checker.configs.words import Block, Statement


@dataclass(frozen=True, slots=True)
class Callback:
    """An event (`on_publish`) and the URL that is asked about it.

    `url` is the one that is called; `overridden` are those of the same block above it, which are never called: the
    module keeps one URL an event (ngx_rtmp_notify_module).
    """

    event: str
    at: Statement
    url: Setting[str]
    overridden: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class Relay:
    """A `push` or `pull`: the URL as it is written, and the words behind it."""

    kind: str
    at: Statement
    url: Setting[str]
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AccessRule:
    """An `allow` or `deny`: for `publish`, `play`, or both (''); `who` is `all`, an address or a network."""

    action: str
    command: str
    who: str
    at: Statement


@dataclass(frozen=True, slots=True)
class Application:
    """An RTMP application.

    `access` are the rules in force, in the order in which they are asked: the first that matches decides. `commands`
    are the programs that it starts for a stream (`exec`, `exec_push`, `exec_publish`).
    """

    name: str
    block: Block
    live: Setting[bool]
    hls: Setting[bool]
    hls_path: Setting[str]
    hls_nested: Setting[bool]
    hls_fragment: Setting[int]
    notify_method: Setting[str]
    callbacks: Mapping[str, Callback]
    pushes: tuple[Relay, ...]
    pulls: tuple[Relay, ...]
    access: tuple[AccessRule, ...]
    commands: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Listen:
    """Where a server listens; the address is '' for all of them, the port -1 on a socket file."""

    at: Statement
    address: Setting[str]
    port: Setting[int]


@dataclass(frozen=True, slots=True)
class RtmpServer:
    """A `server` of the `rtmp` block. `callbacks` are those of the session (`on_connect`, `on_disconnect`)."""

    block: Block
    listens: tuple[Listen, ...]
    chunk_size: Setting[int]
    netcall_timeout: Setting[int]
    callbacks: Mapping[str, Callback]
    applications: tuple[Application, ...]

    def application(self, name: str) -> Application | None:
        """Return the application of a name."""
        return next((app for app in self.applications if app.name == name), None)


@dataclass(frozen=True, slots=True)
class UpstreamServer:
    """A server of an upstream, or the only one of a `proxy_pass` that names a host; the port is 80 unless written."""

    at: Statement
    host: str
    port: int
    address: Setting[str]
    backup: Setting[bool]
    down: Setting[bool]
    weight: Setting[int]
    max_fails: Setting[int]
    fail_timeout: Setting[int]


@dataclass(frozen=True, slots=True)
class Upstream:
    """A group of servers. `balance` is the method (`round-robin`, `ip_hash`, `least_conn`, ...)."""

    name: str
    block: Block
    balance: Setting[str]
    servers: tuple[UpstreamServer, ...]


@dataclass(frozen=True, slots=True)
class Location:
    """A `location`: how it matches (`modifier`: '', `=`, `^~`, `~`, `~*`, `@`), and where requests go.

    `proxy_pass` is '' where there is none. `next_upstream` are the conditions on which the next server is tried
    (empty for `off`); `next_tries` and `next_timeout` are 0 without a limit.
    """

    modifier: str
    path: str
    block: Block
    proxy_pass: Setting[str]
    connect_timeout: Setting[int]
    send_timeout: Setting[int]
    read_timeout: Setting[int]
    next_upstream: Setting[tuple[str, ...]]
    next_tries: Setting[int]
    next_timeout: Setting[int]
    root: Setting[str]
    alias: Setting[str]
    inner: tuple[Location, ...] = ()


@dataclass(frozen=True, slots=True)
class HttpServer:
    """A `server` of the `http` block."""

    block: Block
    listens: tuple[Listen, ...]
    names: tuple[str, ...]
    root: Setting[str]
    locations: tuple[Location, ...]


@dataclass(frozen=True, slots=True)
class Nginx:
    """One nginx: the files that it reads (the main one first), and what it runs.

    `error_level` is the level of the main error log, `error_log` where it goes; `workers` is 0 for `auto`.
    """

    files: tuple[str, ...]
    top: Block | None
    rtmp: Block | None
    rtmp_servers: tuple[RtmpServer, ...]
    http_servers: tuple[HttpServer, ...]
    upstreams: tuple[Upstream, ...]
    error_log: Setting[str]
    error_level: Setting[str]
    workers: Setting[int]
    resolver: Setting[tuple[str, ...]]

    def upstream(self, name: str) -> Upstream | None:
        """Return the upstream of a name."""
        return next((group for group in self.upstreams if group.name == name), None)
