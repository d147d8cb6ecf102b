"""Who a text of a diagram speaks of: the lifelines by their ids, labels, and the names that the contract gives them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from checker.model.contract import Contract, Lifeline
from checker.model.contract_diagrams import Drawn
from checker.model.parts import SERVER
from checker.model.phrases.lines import lines_of

_WORD = re.compile(r"[A-Za-z0-9_][\w.\-]*")
_ASIDE = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_PORT = re.compile(r":\d+\b.*")
# A name of one or two letters is also a word or a number: it must stand exactly so.
_SHORT = 2
_LONGEST = 4
Who = frozenset[str]


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of a text that names lifelines."""

    start: int
    end: int
    who: Who


@dataclass(frozen=True)
class Names:
    """The names of the lifelines of one diagram.

    `own` are the names of each lifeline itself. `hosts` are the lifelines of each machine, by the names of the machine.
    `asides` are what the labels say in brackets, such as `(Primary)`.
    """

    own: Mapping[str, Who]
    hosts: Mapping[str, Who]
    asides: Mapping[str, tuple[str, ...]]

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """Return the names in a text, the longest where several begin at one word."""
        words = [(m.start(), m.start() + len(m[0].rstrip(".-"))) for m in _WORD.finditer(text)]
        found: list[Mention] = []
        for at, (start, _) in enumerate(words):
            if found and start < found[-1].end:
                continue
            ends = (end for _, end in words[at : at + _LONGEST][::-1])
            longest = next(filter(None, (self._named(text, start, end) for end in ends)), None)
            if longest:
                found.append(longest)
        return tuple(found)

    def spoken_of(self, text: str) -> Who:
        """Return the lifelines that a text names."""
        return frozenset(name for mention in self.mentions(text) for name in mention.who)

    def beside(self, lifeline: str) -> Who:
        """Return the lifelines on the same machine, this one too."""
        return frozenset({lifeline}).union(*(who for who in self.hosts.values() if lifeline in who))

    def _named(self, text: str, start: int, end: int) -> Mention | None:
        written = text[start:end]
        key = written if len(written) <= _SHORT else squeezed(written)
        who = self.own.get(key) or self.hosts.get(key)
        return Mention(start, end, who) if who else None


def names_in(contract: Contract, drawn: Drawn) -> Names:
    """Return the names of the lifelines of a diagram."""
    own: dict[str, set[str]] = {}
    hosts: dict[str, set[str]] = {}
    asides: dict[str, tuple[str, ...]] = {}
    for participant in drawn.diagram.participants:
        line = contract.lifeline(participant.id, drawn.title)
        labels = [shown.text for shown in lines_of(participant.label)]
        asides[participant.id] = tuple(a or b for text in labels for a, b in _ASIDE.findall(text))
        for name in (participant.id, *_of_label(labels), *_of_server(contract, line)):
            own.setdefault(_key(name), set()).add(participant.id)
        for name in _of_host(contract, line.host if line else ""):
            hosts.setdefault(_key(name), set()).add(participant.id)
    return Names(_frozen(own), _frozen(hosts), asides)


def squeezed(name: str) -> str:
    """Return a name as it is compared: small letters and digits only."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _frozen(found: Mapping[str, set[str]]) -> Mapping[str, Who]:
    return {key: frozenset(who) for key, who in found.items() if key}


def _key(name: str) -> str:
    return name if len(name) <= _SHORT else squeezed(name)


def _of_label(labels: list[str]) -> Iterator[str]:
    """Yield the name that a label begins with, and endpoints such as `pgb1:6432`, without their ports."""
    for at, text in enumerate(labels):
        bare = _PORT.sub("", _ASIDE.sub("", text)).strip()
        if at == 0 and bare:
            yield bare
        for aside in (a or b for a, b in _ASIDE.findall(text)):
            if re.fullmatch(r"[A-Za-z][\w.\-]*:\d+", aside.strip()):
                yield _PORT.sub("", aside.strip())


def _of_server(contract: Contract, line: Lifeline | None) -> Iterator[str]:
    """Yield the names of the server that a lifeline is; what only lives in one has not its names."""
    server = contract.servers.get(line.server) if line and line.role == SERVER else None
    if server:
        yield from (server.name, *server.aliases)


def _of_host(contract: Contract, name: str) -> Iterator[str]:
    host = contract.hosts.get(name)
    if host:
        yield from (host.name, *host.aliases)
