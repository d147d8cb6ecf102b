"""What the modules of a topology look at, and what they find: parts, where these listen, what they ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from checker.base.time import show_duration
from checker.configs.deployment import Deployment
from checker.configs.setting import Setting, Unknown
from checker.gate.rule import Site
from checker.model.contract import Contract, Host, Server
from checker.model.graph import Edge, Group, Node

T = TypeVar("T")

# Names of the machine that a file is read on, and of all of its addresses.
OWN = frozenset({"localhost", "127.0.0.1", "::1"})
ANY = frozenset({"", "*", "0.0.0.0", "::"})


@dataclass(frozen=True, slots=True)
class Listening:
    """Where a part takes connections: names or addresses (none: all of its machine's), and a port.

    `home` tells those apart that can reach each other by `localhost`; `floating` says that the machine may hold a
    virtual address; `published` that it is a port of a machine that runs containers, whose address no file tells;
    `program` is who listens, where a container can be told to run it by its name.
    """

    node: str
    names: frozenset[str]
    port: int
    home: str = ""
    published: bool = False
    floating: bool = False
    program: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """What a part connects to: an address or name, and a port, and what is said beside the arrow."""

    node: str
    name: str
    port: int
    lines: tuple[str, ...] = ()
    home: str = ""


@dataclass(frozen=True, slots=True)
class Running:
    """A container: what it is called and made of, and the ports in it that it publishes."""

    node: str
    called: str
    ports: frozenset[int]


Item = Node | Edge | Group | Listening | Asking | Running


@dataclass(frozen=True, slots=True)
class Scene:
    """A deployment, seen by contracts; without any, nothing has another name than in its file.

    `root` is the folder of all files, up to its last `/`.
    """

    deployment: Deployment
    sites: tuple[Site, ...]
    root: str = ""

    def file(self, path: str) -> str:
        """Return the path of a file as it is drawn: without the folder that all of them have in common."""
        return path.removeprefix(self.root)

    @property
    def contracts(self) -> tuple[Contract, ...]:
        """The contracts."""
        return tuple(site.contract for site in self.sites)

    def hosts(
        self, which: Callable[[Contract, Sequence[T]], tuple[Host | None, ...]], of: Sequence[T]
    ) -> tuple[str, ...]:
        """Return the name of the host of each of several, '' where no contract tells."""
        told = [which(contract, of) for contract in self.contracts if contract.hosts]
        return tuple(next((h.name for found in told if (h := found[at]) is not None), "") for at in range(len(of)))

    def lifelines(self, role: str) -> tuple[str, ...]:
        """Return the lifelines of a role."""
        every = (line for each in self.contracts for line in each.lifelines.values())
        return tuple(dict.fromkeys(line.id for line in every if line.role == role))

    def server(self, which: Callable[[Contract], Server | None]) -> Server | None:
        """Return the server of a contract that something is."""
        return next((found for each in self.contracts if (found := which(each)) is not None), None)


def shown(setting: Setting[T], say: Callable[[T], str] = str) -> str:
    """Return a value as it is drawn; of one that the files do not tell, why."""
    return f"unknown: {setting.known.why}" if isinstance(setting.known, Unknown) else say(setting.known)


def lasting(setting: Setting[int] | Setting[int | None]) -> str:
    """Return a duration as it is drawn."""
    known = setting.known
    return f"unknown: {known.why}" if isinstance(known, Unknown) else "none" if known is None else show_duration(known)


def at(address: Setting[str], port: Setting[int]) -> str:
    """Return an address with its port as it is drawn."""
    return f"{shown(address, lambda name: name or '*')}:{shown(port)}"


def is_known(*settings: Setting[T]) -> bool:
    """Say whether the files tell all of these values."""
    return not any(isinstance(each.known, Unknown) for each in settings)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of component: `parts` yields all that a deployment has of it."""

    name: str
    parts: Callable[[Scene], Iterator[Item]]
