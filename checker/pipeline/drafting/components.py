"""Hosts, virtual addresses and servers of a document, each value with the line that states it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from checker.base.places import Place
from checker.model.document import Document
from checker.model.parameters import ADDRESS, HOST, PORT, PRIORITY, Measure
from checker.model.parameters import Value as Amount
from checker.model.phrases import Fact
from checker.pipeline.drafting.citing import cite, first_stated
from checker.pipeline.drafting.draft import Entry, Part, Question, Value
from checker.pipeline.drafting.naming import Names, plain
from checker.pipeline.drafting.paper import Paper, Said
from checker.pipeline.drafting.roles import Cast, Casting, head_of


@dataclass(frozen=True)
class Components:
    """The sections `hosts`, `vips` and `servers`, and the components that could be written, by lifeline."""

    parts: tuple[Part, ...]
    host_of: dict[str, str]
    vip_of: dict[str, str]
    server_of: dict[str, str]


def components_of(paper: Paper, casting: Casting, names: Names) -> Components:
    """Return the components of a document."""
    hosts = _hosts(paper, casting, names)
    written = {entry.name for entry in hosts.entries}
    vips, vip_of = _vips(paper, casting, names, written)
    servers = _servers(paper, casting, names)
    host_of = {id: name for id, name in names.hosts.items() if name in written}
    return Components((hosts, vips, servers), host_of, vip_of, dict(names.servers))


def _stated(document: Document, place: Place, key: str, measure: Measure) -> dict[str, Value]:
    """Return `{key: {line: n}}` where the line of a place states one such value."""
    value = first_stated(document, place.line, measure)
    found = None if value is None else cite(document, place.line, measure, value)
    return {key: found} if found else {}


def _hosts(paper: Paper, casting: Casting, names: Names) -> Part:
    entries, questions = [], []
    casts = [cast for role in ("load-balancer", "vrrp-peer") for cast in casting.of(role) if cast.id in names.hosts]
    taken = set(names.hosts.values())
    for name in dict.fromkeys(names.hosts[cast.id] for cast in casts):
        mine = [cast for cast in casts if names.hosts[cast.id] == name]
        called = [plain(head_of(cast.label)) for cast in mine if cast.role == mine[0].role]
        aliases = [each for each in dict.fromkeys(called) if each not in taken and len(each) <= 40]
        taken |= set(aliases)
        where = next(filter(None, (_addressed(paper, cast) for cast in mine)), None)
        if where is None:
            ask = f"which address has {head_of(mine[0].label)!r}? add hosts: {name}, and host: {name} at its lifeline"
            questions.append(Question(ask, mine[0].place))
            continue
        value = _stated(paper.document, where, "address", ADDRESS)
        value |= _priority(paper, {cast.id for cast in mine})
        value |= {"aliases": aliases} if aliases else {}
        entries.append(Entry(name, value, where, head_of(mine[0].label)))
    if entries:
        them = ", ".join(entry.name for entry in entries)
        questions.append(Question(f"what do logs call {them}? rename them here, or add to aliases", entries[0].place))
    return Part(
        "hosts", "The machines, and the names that their logs may use for them.", tuple(entries), tuple(questions)
    )


def _addressed(paper: Paper, cast: Cast) -> Place | None:
    """Return where the address of a component stands: at its lifeline, or in a text that names it and one address."""
    alias = [said for said in paper.of("alias") if said.sender == cast.id and said.text == cast.label]
    named = re.compile(rf"(?<!\w)(?:{re.escape(cast.id)}|{re.escape(head_of(cast.label))})(?!\w)", re.IGNORECASE)
    texts = [said for said in paper.of("note", "prose") if named.search(said.text)]
    for said in (*alias, *texts):
        addresses = {fact.values["address"] for fact in said.facts("address") if "ports" not in fact.values}
        if len(addresses) == 1:
            return said.place
    return None


def _priority(paper: Paper, lifelines: set[str]) -> dict[str, Value]:
    """Return the VRRP priority of a host: what it says of itself, or what a peer compares its own with."""
    for key, ends in (("other", "receivers"), ("priority", "senders")):
        for said in paper.of("message", "note", "alias"):
            if said.alone and key == "other":
                continue
            for fact in said.facts("priority"):
                compared = "other" in fact.values
                mine = lifelines & set(getattr(said, ends))
                if mine and key in fact.values and (compared or said.alone or said.kind == "alias"):
                    found = cite(paper.document, said.place.line, PRIORITY, fact.values[key])
                    return {"priority": found} if found else {}
    return {}


def _vips(paper: Paper, casting: Casting, names: Names, hosts: Iterable[str]) -> tuple[Part, dict[str, str]]:
    """Return the virtual addresses; one that several diagrams draw is cited where its holders are drawn, too."""
    drawn_with = {id(said.drawn) for said in paper.of("alias") if said.sender in names.hosts}
    holders = [
        names.hosts[cast.id]
        for cast in (*casting.of("vrrp-peer"), *casting.of("load-balancer"))
        if cast.id in names.hosts
    ]
    may_hold: list[Value] = [name for name in sorted(dict.fromkeys(holders)) if name in set(hosts)]
    texts = [said for said in paper.of("alias") if casting.role(said, said.sender) == "virtual-address"]
    texts.sort(
        key=lambda said: (
            id(said.drawn) not in drawn_with,
            bool(said.facts("address") and "port" in said.facts("address")[0].values),
        )
    )
    entries: dict[Amount, Entry] = {}
    vip_of: dict[str, str] = {}
    for said in texts:
        address = next((fact.values["address"] for fact in said.facts("address")), None)
        value = None if address is None else cite(paper.document, said.place.line, ADDRESS, address)
        if address is None or value is None:
            continue
        name = plain(said.sender)
        if address not in entries:
            free = name if name not in {entry.name for entry in entries.values()} else f"{name}-{len(entries) + 1}"
            entries[address] = Entry(free, {"address": value, "hosts": may_hold}, said.place, str(address))
        vip_of.setdefault(said.sender, entries[address].name)
    questions = [
        Question(f"which address has {head_of(cast.label)!r}, and which hosts may hold it?", cast.place)
        for cast in casting.of("virtual-address")
        if cast.id not in vip_of
    ]
    if entries and not may_hold:
        questions.append(
            Question("which hosts may hold it? the document gives no host with an address", texts[0].place)
        )
    return Part(
        "vips", "The virtual addresses, and who may hold them.", tuple(entries.values()), tuple(questions)
    ), vip_of


def _servers(paper: Paper, casting: Casting, names: Names) -> Part:
    entries, questions = [], []
    for cast in casting.of("server"):
        alias = next((s for s in paper.of("alias") if s.sender == cast.id and s.text == cast.label), None)
        value: dict[str, Value] = {}
        where = cast.place
        if alias:
            value |= _address_of(paper, alias)
            value |= _stated(paper.document, alias.place, "port", PORT)
            where = alias.place
        if not value:
            asked = (
                f"which address and port has {head_of(cast.label)!r}, and what do the logs of who checks it call it?"
            )
            questions.append(Question(asked, cast.place))
        entries.append(Entry(names.servers[cast.id], value, where, head_of(cast.label)))
    if not entries:
        entries = list(_pooled(paper, casting))
    about = "The servers as those that check them name them: a log's back/web1 is web1."
    return Part("servers", about, tuple(entries), tuple(questions))


def _address_of(paper: Paper, alias: Said) -> dict[str, Value]:
    """Return the address of a server: an IP address of its own or in what it is sent, else the name at its lifeline."""
    port = next((fact.values["port"] for fact in alias.facts() if "port" in fact.values), None)
    if alias.facts("address"):
        return _stated(paper.document, alias.place, "address", HOST)
    sent = (s for s in paper.addressed if s.kind == "message" and s.receiver == alias.sender)
    others = (s for s in paper.addressed if s.kind in ("message", "note") and s.receiver != alias.sender)
    for exact, texts in ((True, sent), (False, others)):
        for said in texts:
            for fact in said.facts("address"):
                if _fits(fact, port, exact):
                    found = cite(paper.document, said.place.line, HOST, fact.values["address"])
                    return {"address": found} if found else {}
    return _stated(paper.document, alias.place, "address", HOST)


def _fits(fact: Fact, port: Amount | None, exact: bool) -> bool:
    """Say whether an address is that of a server with this port: it says the port, or one like 643x."""
    if port is None:
        return exact
    if fact.values.get("port") == port:
        return True
    pattern = re.sub(r"[xX*]+", lambda m: r"\d" * len(m[0]), str(fact.values.get("ports", "")))
    return bool(pattern) and re.fullmatch(pattern, str(port)) is not None


def _pooled(paper: Paper, casting: Casting) -> Iterator[Entry]:
    """Yield the servers that the name of a pool lists, where none is drawn by itself."""
    seen: set[str] = set()
    for said in paper.of("alias"):
        if casting.role(said, said.sender) != "pool":
            continue
        for fact in said.facts("endpoint"):
            name, port = str(fact.values["name"]), cite(paper.document, said.place.line, PORT, fact.values["port"])
            if name not in seen and port:
                seen.add(name)
                yield Entry(name, {"port": port}, said.place, fact.text)
