"""One publish is authorised by one callback: a media server asks nobody else when it fails."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.model.chart import Event
from checker.model.parts import SERVER
from checker.prove.diagrams.page import Page, Site, crossed, dotted
from checker.prove.diagrams.rule import Example, Problem, Rule, related


def _judge(site: Site) -> Iterator[Problem]:
    for page in site.pages:
        for name in page.chart.lifelines:
            if page.role(name) == "media-server":
                yield from _of(page, name)


def _of(page: Page, name: str) -> Iterator[Problem]:
    asked: Event | None = None
    failed: Event | None = None
    for event in page.chart.events:
        if event.lifeline != name:
            continue
        if event.unlinked and asked and event.peer == asked.peer:
            failed = event
        elif event.kind == "receive" and not dotted(event) and page.role(event.peer) != SERVER:
            asked = failed = None  # a new request: somebody publishes again
        elif event.kind == "send" and page.role(event.peer) == SERVER and not crossed(event):
            again = asked and failed and event.peer != asked.peer and event.text == asked.text
            if again and asked and failed and page.possible(asked.index, event.index):
                yield _problem(event, asked, failed)
            asked, failed = event, None


def _problem(again: Event, asked: Event, failed: Event) -> Problem:
    return Problem(
        again.place,
        f"{again.lifeline} repeats '{again.text}' at {again.peer} for the same publish, after {asked.peer} failed: "
        "nginx-rtmp refuses a publish whose callback fails, so the client must publish again first",
        again.text,
        (related(asked, "asked here"), related(failed, "and it failed")),
        f"draw that {again.lifeline} closes the client's session, and the client's new request before this",
    )


_ROLES = (
    "servers: {a: {}, b: {}}\nlifelines: {C: {role: client}, N: {role: media-server}, "
    "A: {role: server, server: a}, B: {role: server, server: b}}\n"
)
_BEGIN = "sequenceDiagram\n    C->>N: publish\n    N->>A: POST /auth\n    A--xN: refused\n"

RULE = Rule(
    code="drawn-callback-twice",
    severity=Severity.ERROR,
    title="a media server asks a second server for the same publish",
    what="""
The callback of a publish (`on_publish` of nginx-rtmp) fails, and the drawing lets the media server send it to another
server. There is no such step: the module has one URL, and a callback that fails or is not answered with 2xx or 3xx ends
the publisher's connection (nginx-rtmp-module, directive on_publish).
""",
    why="The failover that is drawn does not happen: the stream is refused, and only the client can begin again.",
    fix="Draw the end of the session, and the client's next attempt after whatever changes the URL of the callback.",
    judge=_judge,
    invalid=(Example(_BEGIN + "    N->>B: POST /auth\n", at=(5,), contract=_ROLES),),
    valid=(
        Example(_BEGIN + "    N-->>C: closed\n    C->>N: publish\n    N->>B: POST /auth\n", contract=_ROLES),
        Example(_BEGIN + "    N->>B: POST /auth\n"),
    ),
)
