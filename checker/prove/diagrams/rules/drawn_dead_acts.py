"""Nobody acts between its drawn crash and its drawn repair, nor does what lives in it."""

from collections.abc import Iterator

from checker.base.finding import Related, Severity
from checker.base.words import counted, listed
from checker.model.chart import Event
from checker.prove.diagrams.names import Who
from checker.prove.diagrams.page import Page, Site, crossed
from checker.prove.diagrams.rule import Example, Problem, Rule, related
from checker.prove.diagrams.telling import Told


def _judge(site: Site) -> Iterator[Problem]:
    for page in site.pages:
        for crash in page.told:
            if crash.kind == "crash":
                for name in sorted(_dead(page, crash)):
                    yield from _actions(page, crash, name)


def _dead(page: Page, crash: Told) -> Who:
    """Return who is dead: who crashed, all on the same machine if that did, and who lives in one of them."""
    fallen = set(crash.who)
    if crash.machine:
        fallen.update(name for who in crash.who for name in page.names.beside(who))
    fallen.update(name for name, home in page.homes.items() if home in crash.who)
    return frozenset(fallen)


def _actions(page: Page, crash: Told, name: str) -> Iterator[Problem]:
    home = page.homes.get(name, "") if name not in crash.who else ""
    until = _repaired(page, crash, {name, home} | set(crash.who))
    acts = [e for e in page.chart.events[crash.event.index + 1 : until] if e.lifeline == name and _acts(page, crash, e)]
    if not acts:
        return
    first, more = acts[0], len(acts) - 1
    lives = f", and '{page.labels[name]}' lives in it" if home else ""
    beside = f" of the machine that {name} is on" if name not in crash.who and not home else ""
    message = f"{name} still acts ('{first.text}') although '{crash.words.strip()}' is told above{beside}{lives}"
    message += f"; {counted(more, 'further action')} until line {acts[-1].place.line}" if more else ""
    where = [related(crash.event, "the crash")]
    if home and (participant := page.drawn.diagram.participant(name)):
        where.append(Related(participant.span.place, f"where {name} lives", participant.label))
    hint = f"let somebody act who is alive, or draw the repair of {home or listed(sorted(crash.who))} before it"
    # That it lives there is what its label or contract says, and what fails with its home is not drawn.
    severity = Severity.WARNING if home else None
    yield Problem(first.place, message, first.text, tuple(where), hint, severity)


def _acts(page: Page, crash: Told, event: Event) -> bool:
    """Say whether an event is something that the dead do; what does not arrive is what others wait for in vain."""
    alone = event.kind in ("send", "local") and not crossed(event)
    number = crash.event.index
    after = event.lifeline not in crash.who or page.order.precedes(number, event.index)
    return alone and after and page.possible(number, event.index)


def _repaired(page: Page, crash: Told, who: set[str]) -> int:
    numbers = (
        told.event.index
        for told in page.told
        if told.kind in ("repair", "up") and told.who & who and told.event.index > crash.event.index
    )
    return next(numbers, len(page.chart.events))


RULE = Rule(
    code="drawn-dead-acts",
    severity=Severity.ERROR,
    title="somebody acts after its crash and before its repair",
    what="""
A note tells that somebody crashes. Below it, and before anything tells of a repair, it sends messages or does
something by itself; or somebody does so who is on the same machine, or lives in it as its label or its contract says
(`HeartbeatService (Primary)`: a warning, as that it fails, too, is not drawn). A crossed arrow from it is no action: it
is what the others wait for in vain.
""",
    why="""
What detects a failure must survive it. A drawing in which the dead detect their own death describes a system that
notices nothing.
""",
    fix="Draw the action on somebody who is alive, or the repair before it.",
    judge=_judge,
    invalid=(
        Example("sequenceDiagram\n    Note over DB1: DB1 crashes\n    DB1->>DB2: replicate\n", at=(3,)),
        Example(
            "sequenceDiagram\n    participant P as Primary\n    participant H as Heartbeat (Primary)\n"
            "    Note over P: Replica failure\n    H->>P: GET /health\n    P--xH: timeout\n",
            at=(5,),
        ),
        Example(
            "sequenceDiagram\n    Note over LB1: LB1 VM crashes\n    K1->>K2: advertisement\n",
            at=(3,),
            contract="hosts: {h1: {address: 10.0.0.1}}\n"
            "lifelines: {LB1: {role: load-balancer, host: h1}, K1: {role: vrrp-peer, host: h1}}\n",
        ),
    ),
    valid=(
        Example("sequenceDiagram\n    Note over DB1: DB1 crashes\n    DB1--xDB2: timeout\n    DB2->>DB2: promote\n"),
        Example(
            "sequenceDiagram\n    Note over DB1: DB1 crashes\n    Admin->>DB1: restart\n    DB1->>DB2: replicate\n"
        ),
        Example(
            "sequenceDiagram\n    Note over LB1: LB1 process crashes\n    K1->>K2: priority 0\n",
            contract="hosts: {h1: {address: 10.0.0.1}}\n"
            "lifelines: {LB1: {role: load-balancer, host: h1}, K1: {role: vrrp-peer, host: h1}}\n",
        ),
    ),
)
