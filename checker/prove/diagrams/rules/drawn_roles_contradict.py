"""Nobody continues in a role that it was drawn to have given up."""

from collections.abc import Iterator

from checker.base.finding import Related, Severity
from checker.prove.diagrams.page import Page, Site
from checker.prove.diagrams.roles import Held, sides
from checker.prove.diagrams.rule import Example, Problem, Rule, related
from checker.prove.diagrams.telling import Told


def _judge(site: Site) -> Iterator[Problem]:
    for page in site.pages:
        stays: dict[int, list[Told]] = {}
        for told in page.told:
            if told.kind == "stays":
                stays.setdefault(told.event.index, []).append(told)
        for event, held in sides(page) if stays else ():
            for told in stays.get(event.index, ()):
                yield from _contradictions(page, told, held)


def _contradictions(page: Page, told: Told, held: dict[str, Held]) -> Iterator[Problem]:
    for name in sorted(told.who):
        before = held.get(name)
        if before is None or before.side == told.side:
            continue
        if before.told and not page.possible(before.told.event.index, told.event.index):
            continue
        yield Problem(
            told.event.place,
            f"{name} is to '{told.words}', but {_had(page, name, before)}, and nothing between says that it changed",
            told.event.text,
            (_where(page, name, before),),
            "draw the change of role between them, or correct one of the two",
        )


def _had(page: Page, name: str, before: Held) -> str:
    if before.told:
        return f"'{before.told.words}' stands above"
    return f"it is drawn as '{page.labels[name]}'"


def _where(page: Page, name: str, before: Held) -> Related:
    if before.told:
        return related(before.told.event, "the other role is told here")
    participant = page.drawn.diagram.participant(name)
    place = participant.span.place if participant else page.drawn.place
    return Related(place, "the other role is told here", page.labels[name])


RULE = Rule(
    code="drawn-roles-contradict",
    severity=Severity.ERROR,
    title="somebody continues in a role that it gave up",
    what="""
A text says that somebody continues as master (leader, active) or stays as backup (follower, standby), but above it the
drawing told that it had the other role, and nothing between tells of a change.
""",
    why="Both cannot be true. Who reads the drawing in an incident does not know who should serve.",
    fix="Draw the change of role, or correct one of the two texts.",
    judge=_judge,
    invalid=(
        Example(
            "sequenceDiagram\n    A->>B: advertisement (higher priority)\n    Note over B: becomes BACKUP\n"
            "    A->>B: advertisement\n    Note over B: Continue as MASTER\n",
            at=(5,),
        ),
        Example(
            "sequenceDiagram\n    participant N1 as etcd 1 (follower)\n    N1->>N1: wait\n"
            "    Note over N1: stays as leader\n",
            at=(4,),
        ),
    ),
    valid=(
        Example(
            "sequenceDiagram\n    A->>B: advertisement (lower priority)\n    Note over B: Continue as MASTER\n"
            "    Note over A: becomes BACKUP\n    Note over A: stays as hot standby\n"
        ),
        Example(
            "sequenceDiagram\n    Note over B: becomes BACKUP\n    B->>B: timer runs out\n"
            "    Note over B: Promote self to MASTER\n    Note over B: Continue as MASTER\n"
        ),
        Example(
            "sequenceDiagram\n    Note over B: becomes BACKUP\n"
            "    Note over A,B: B could stay as master if it is configured so\n"
        ),
    ),
)
