"""Where no single point of failure is claimed, none is drawn."""

import re
from collections.abc import Iterator

from checker.base.finding import Related, Severity
from checker.base.words import listed
from checker.model.chart import Event
from checker.model.parts import SERVER
from checker.prove.diagrams.page import Page, Site, dotted
from checker.prove.diagrams.rule import Example, Problem, Rule

_CLAIM = re.compile(
    r"\b(?:zero|no|without(?: any| a)?|eliminates?(?: all| any)?)[ -]+(?:spofs?|single points? of failure)\b",
    re.IGNORECASE,
)

_IPV4 = re.compile(r"[\d.]+")
# One lifeline that stands for several machines.
_SEVERAL = re.compile(r"cluster|replica|\bHA\b|patroni|multi-az|galera|group|aurora|spanner|primary/", re.IGNORECASE)


def _judge(site: Site) -> Iterator[Problem]:
    for page in site.pages:
        seen: set[int] = set()
        for event in page.chart.events:
            if _CLAIM.search(event.text) and id(event.source) not in seen:
                seen.add(id(event.source))
                yield from _doubted(site, event)


def _doubted(site: Site, claim: Event) -> Iterator[Problem]:
    reasons = [*_one_machine(site), *_one_database(site)]
    if reasons:
        yield Problem(
            claim.place,
            f"'{claim.text}' is claimed, but {'; and '.join(why for why, _ in reasons)}",
            claim.text,
            tuple(place for _, places in reasons for place in places),
            "claim it of the parts that are redundant, or draw what the others are backed by",
        )


def _one_machine(site: Site) -> Iterator[tuple[str, list[Related]]]:
    # Behind a name there may be many machines.
    servers = [server for server in site.contract.servers.values() if _IPV4.fullmatch(server.address)]
    if len(servers) > 1 and len({server.address for server in servers}) == 1:
        names = listed(server.name for server in servers)
        places = [Related(s.stated, f"where {s.name} is") for s in servers if s.stated]
        yield f"{names} all stand at one address, {servers[0].address}", places


def _one_database(site: Site) -> Iterator[tuple[str, list[Related]]]:
    """Yield the database that all drawn requests end at, where one lifeline is all there is of it."""
    found = [(page, name) for page in site.pages for name in page.chart.lifelines if page.role(name) == "database"]
    if len({name for _, name in found}) == 1:
        page, name = found[0]
        participant = page.drawn.diagram.participant(name)
        if participant and _asked(page, name) and not _SEVERAL.search(participant.label):
            yield (
                f"one database ({name}) is drawn behind all of them, and no other",
                [Related(participant.span.place, "the only database", participant.label)],
            )


def _asked(page: Page, name: str) -> bool:
    return any(e.peer == name and not dotted(e) and page.role(e.lifeline) in (SERVER, "pool") for e in page.sends())


_SERVERS = (
    "servers: {a: {address: 10.0.0.1, port: 1}, b: {address: %s, port: 2}}\nlifelines: {LB: {role: load-balancer}}\n"
)
_DRAWN = "sequenceDiagram\n    LB->>LB: balance\n    Note over LB: Zero SPOF architecture\n"

RULE = Rule(
    code="drawn-single-point",
    severity=Severity.WARNING,
    title="no single point of failure is claimed, and one is drawn",
    what="""
A text claims that nothing is a single point of failure. By the contract all servers stand at one address, or the
drawings have one database behind them all and no other.
""",
    why="When that one machine fails, everything does. It may be redundant inside; then the drawing does not say so.",
    fix="Claim it of the parts that are redundant, or draw what the others are backed by.",
    judge=_judge,
    invalid=(
        Example(_DRAWN, at=(3,), contract=_SERVERS % "10.0.0.1"),
        Example(
            "sequenceDiagram\n    participant DB as PostgreSQL\n    A->>DB: query\n    Note over A: Zero SPOF\n",
            at=(4,),
            contract="lifelines: {A: {role: server, server: a}, DB: {role: database}}\nservers: {a: {}}\n",
        ),
    ),
    valid=(
        Example(
            "sequenceDiagram\n    participant DB as SQL cluster\n    A->>DB: query\n    Note over A: Zero SPOF\n",
            contract="lifelines: {A: {role: server, server: a}, DB: {role: database}}\nservers: {a: {}}\n",
        ),
        Example(_DRAWN, contract=_SERVERS % "10.0.0.2"),
        Example(_DRAWN.replace("Zero SPOF architecture", "LB is a SPOF"), contract=_SERVERS % "10.0.0.1"),
    ),
)
