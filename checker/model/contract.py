"""The contract of a system: what its diagrams promise, said so that traces and configurations can be checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal, get_args

from checker.base.places import Place
from checker.model.contract_events import EventRule
from checker.model.document import Document
from checker.model.own import Own
from checker.model.parameters import Parameter

if TYPE_CHECKING:
    from checker.model.contract_diagrams import Drawn
    from checker.model.phrases import Phrases
    from checker.model.requests import RequestFlow

Role = Literal[
    "load-balancer",
    "vrrp-peer",
    "virtual-address",
    "server",
    "pool",
    "monitor",
    "client",
    "alert-sink",
    "database",
    "file",
    "application",
    "router",
    "media-server",
    "heartbeat",
]
ROLES: tuple[str, ...] = get_args(Role)


# Components that name no host in their logs, so that these are called after them.
_SPEAKERS = ("heartbeat", "media-server")
_WORDS = re.compile(r"[a-z0-9_]+")


@dataclass(frozen=True, slots=True)
class Host:
    """A machine: its logical name, its address, the further names that logs use for it, its VRRP priority (or -1)."""

    name: str
    address: str
    aliases: tuple[str, ...] = ()
    priority: int = -1
    stated: Place | None = None


@dataclass(frozen=True, slots=True)
class Server:
    """A server behind the load balancers: its name as HAProxy calls it (without the backend), where it listens."""

    name: str
    address: str
    port: int
    aliases: tuple[str, ...] = ()
    stated: Place | None = None


@dataclass(frozen=True, slots=True)
class Vip:
    """A virtual address and the hosts that may hold it."""

    name: str
    address: str
    hosts: tuple[str, ...]
    stated: Place | None = None


@dataclass(frozen=True, slots=True)
class Lifeline:
    """What a lifeline of a diagram is: a role, and where it is one certain host, server, address or program, which."""

    id: str
    role: str
    host: str = ""
    server: str = ""
    vip: str = ""
    place: Place | None = None
    program: str = ""

    @property
    def component(self) -> str:
        """The name of the host, server, address or program that it is, or ''."""
        return self.host or self.server or self.vip or self.program


@dataclass(frozen=True, slots=True)
class PropertyUse:
    """A property that the diagrams promise: on which lines (the first says it best), for whom only, for whom not."""

    id: str
    stated: tuple[Place, ...] = ()
    texts: tuple[str, ...] = ()
    why: str = ""
    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    place: Place | None = None

    def covers(self, name: str) -> bool:
        """Say whether the property is to be checked for a host, server or address of this name."""
        return (not self.only or name in self.only) and name not in self.skip


@dataclass(frozen=True, slots=True)
class Accepted:
    """A finding that the owners of a system live with: a property that is refuted, or a code, and why."""

    id: str
    why: str
    place: Place | None = None


@dataclass(frozen=True)
class Contract:
    """Everything that one contract file says, checked; nothing in it changes."""

    system: str
    place: Place
    documents: tuple[Document, ...]
    hosts: Mapping[str, Host]
    vips: Mapping[str, Vip]
    servers: Mapping[str, Server]
    lifelines: Mapping[str, Lifeline]
    lifelines_in: Mapping[str, Mapping[str, Lifeline]]
    events: tuple[EventRule, ...]
    parameters: Mapping[str, Parameter]
    properties: Mapping[str, PropertyUse]
    # what only a configuration can keep or break
    promises: Mapping[str, PropertyUse]
    # HAProxy's log-formats, where the logs have others than the usual ones
    haproxy_formats: tuple[tuple[str, Place], ...] = ()
    # what the model refutes and its owners live with
    accepts: Mapping[str, Accepted] = field(default_factory=dict)
    # events, fluents and properties that it defines beside the shipped ones
    own: Own = field(default_factory=Own)
    # diagrams that every request follows
    requests: Mapping[str, RequestFlow] = field(default_factory=dict)

    @cached_property
    def diagrams(self) -> tuple[Drawn, ...]:
        """The diagrams of its documents, read when first asked for; InputError when one cannot be read."""
        from checker.model.contract_diagrams import drawn_in

        return tuple(drawn for document in self.documents for drawn in drawn_in(document))

    @cached_property
    def phrases(self) -> tuple[Phrases, ...]:
        """What every text of the diagrams says, and the numbers in them that no rule understood."""
        from checker.model.contract_diagrams import labels_of

        return tuple(label.phrases for drawn in self.diagrams for label in labels_of(drawn))

    def duration(self, name: str) -> int:
        """Return the nanoseconds of a duration; KeyError when the contract does not state it."""
        value = self.parameters[name].value
        if not isinstance(value, int):
            raise TypeError(f"{name} is a text, not a duration")
        return value

    @property
    def numbers(self) -> Mapping[str, int]:
        """The parameters that are numbers: durations in nanoseconds, and counts."""
        return {name: p.value for name, p in self.parameters.items() if isinstance(p.value, int)}

    def count(self, name: str) -> int:
        """Return a count; KeyError when the contract does not state it."""
        return self.duration(name)

    def text(self, name: str) -> str:
        """Return a parameter that is a word, such as `view`; KeyError when the contract does not state it."""
        return str(self.parameters[name].value)

    def host_of(self, name: str) -> Host | None:
        """Return the host that goes by this name or address (hap1, HAProxy1, hap1.example.org, 192.168.1.10)."""
        wanted = name.lower()
        for host in self.hosts.values():
            names = {n.lower() for n in (host.name, *host.aliases)}
            if wanted in names or wanted == host.address:
                return host
            if not wanted.replace(".", "").isdigit() and wanted.partition(".")[0] in names:
                return host
        return None

    def server_of(self, name: str) -> Server | None:
        """Return the server of a log's `pgbouncer_back/pgb2`, of a bare `pgb2`, or of its name with the port."""
        wanted = name.rpartition("/")[2].lower()
        for server in self.servers.values():
            names = [n.lower() for n in (server.name, *server.aliases)]
            if wanted in names or (server.address and wanted == f"{server.address}:{server.port}".lower()):
                return server
        return None

    def speaker_of(self, name: str) -> str:
        """Return the heartbeat service, media server or replica after which a log, or its directory, is called, or ''.

        `run/heartbeat-hs1` is that of HS1, `nginx/error` of NGINX, `run/app-primary` of the server primary.
        """
        named = {each.id.lower(): each.id for each in self.lifelines.values() if each.role in _SPEAKERS}
        if any(each.role == "heartbeat" for each in self.lifelines.values()):
            named |= {server.lower(): server for server in self.servers if server.lower() not in named}
        for part in reversed(name.split("/")):
            found = [named[word] for word in _WORDS.findall(part.lower()) if word in named]
            if found:
                return found[0]
        return ""

    def vip_at(self, address: str) -> Vip | None:
        """Return the virtual address that an address is."""
        return next((v for v in self.vips.values() if v.address == address), None)

    def lifeline(self, name: str, diagram: str = "") -> Lifeline | None:
        """Return what a lifeline is; in a diagram of this title where ids repeat with other meanings."""
        return self.lifelines_in.get(diagram, {}).get(name) or self.lifelines.get(name)

    def teller(self, host: str, program: str) -> Lifeline | None:
        """Return the lifeline that is a program on a host; else one that is the program, or the host, whatever else."""
        fits = [
            line
            for line in self.lifelines.values()
            if (line.host or line.program) and line.host in ("", host) and line.program in ("", program)
        ]
        return max(fits, key=lambda line: (bool(line.program), bool(line.host)), default=None)

    def with_parameters(self, parameters: Iterable[Parameter]) -> Contract:
        """Return the same contract with these parameters in place of its own."""
        return replace(self, parameters={**self.parameters, **{p.name: p for p in parameters}})

    def with_settings(self, settings: Iterable[str]) -> Contract:
        """Return the contract with `NAME=VALUE` settings; InputError for an unknown name or a bad value."""
        from checker.model.contract_settings import set_parameters

        return self.with_parameters(set_parameters(self, settings))
