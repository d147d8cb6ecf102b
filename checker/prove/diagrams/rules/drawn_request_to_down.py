"""No request is drawn to a server that the drawing marked DOWN before."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.model.chart import Event
from checker.prove.diagrams.messages import is_request, is_routed
from checker.prove.diagrams.page import Page, Site
from checker.prove.diagrams.rule import Example, Problem, Rule, related
from checker.prove.diagrams.telling import Told


def _judge(site: Site) -> Iterator[Problem]:
    for page in site.pages:
        for event in page.chart.events:
            mark = _mark(page, event) if is_request(page, event) else None
            if mark:
                yield _problem(page, event, mark)


def _mark(page: Page, request: Event) -> Told | None:
    """Return the mark by which the receiver is DOWN: the last one above, which none says is over."""
    last = None
    for told in page.told:
        if request.peer in told.who and told.event.index < request.index:
            if told.kind in ("up", "repair"):
                last = None
            elif told.kind == "down" and page.possible(told.event.index, request.index):
                last = told
    own = last is not None and last.event.lifeline == request.lifeline
    return last if own or is_routed(page, request) else None


def _problem(page: Page, request: Event, mark: Told) -> Problem:
    marker = mark.event.lifeline
    message = f"{request.lifeline} sends '{request.text}' to {request.peer}, which {marker} marked DOWN above"
    if page.order.precedes(mark.event.index, request.index):
        severity, hint = Severity.ERROR, f"send it to a server that is up, or draw that {request.peer} is UP again"
    else:
        severity = Severity.WARNING
        message += f"; nothing drawn tells {request.lifeline} of it, so only the page has the two in this order"
        hint = f"draw how {request.lifeline} learns that {request.peer} is DOWN, and send the request elsewhere"
    return Problem(
        request.place,
        message,
        request.text,
        (related(mark.event, "marked DOWN here"),),
        hint,
        severity,
        "no-request-routed-to-down" if "no-request-routed-to-down" in page.contract.properties else "",
    )


RULE = Rule(
    code="drawn-request-to-down",
    severity=Severity.ERROR,
    title="a request is drawn to a server that the drawing marked DOWN",
    what="""
A server is marked DOWN, and before it is UP again somebody sends it a request. It is an error where who sends the
request had marked it, or was told; a warning where only the page has the two in this order.
""",
    why="""
A server is marked DOWN so that no request goes there. Either the drawing forgot who tells whom, or the design does not
do what it is for.
""",
    fix="Draw the request to a server that is up; draw how who routes learns of the mark.",
    judge=_judge,
    invalid=(
        Example("sequenceDiagram\n    Note over LB: Mark web1 as DOWN\n    LB->>web1: GET /index.html\n", at=(3,)),
        Example(
            "sequenceDiagram\n    HS->>HS: Mark web1 DOWN\n    N->>web1: GET /cart\n    web1--xN: refused\n",
            at=(3,),
            contract="lifelines: {N: {role: router}, HS: {role: heartbeat}, web1: {role: server}}\n",
        ),
        Example(
            "sequenceDiagram\n    Note over LB: evicts web1\n    LB->>web1: balance\n",
            at=(3,),
            contract="servers: {web1: {}}\nlifelines: {LB: {role: load-balancer}, web1: {role: server, server: web1}}\n"
            'events:\n  - {label: "evicts {server}", event: server_state, with: {after: DOWN}}\n'
            '  - {label: "balance", event: assigned, with: {server: receiver}}\n',
        ),
    ),
    valid=(
        Example(
            "sequenceDiagram\n    Note over LB: Mark web1 as DOWN\n    LB->>web2: GET /index.html\n    web1->>LB: hi\n"
        ),
        Example(
            "sequenceDiagram\n    Note over LB: Mark web1 as DOWN\n    LB->>web1: health check\n    web1-->>LB: ok\n"
            "    Note over LB: Mark web1 as UP\n    LB->>web1: GET /index.html\n"
        ),
        Example(
            "sequenceDiagram\n    Note over LB: Mark web1 as DOWN\n    LB->>web1: OPTIONS /\n"
            "    loop every 2s\n    LB->>web1: GET /\n    end\n"
        ),
        Example(
            "sequenceDiagram\n    alt fails\n    Note over LB: Mark web1 as DOWN\n    else works\n"
            "    LB->>web1: GET /\n    end\n"
        ),
    ),
)
