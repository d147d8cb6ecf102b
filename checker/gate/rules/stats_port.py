"""The statistics page is at the port that the monitor asks."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.gate.pool.entrances import rewritten
from checker.gate.pool.stats_pages import Watched, at_port, watched
from checker.gate.rule import Example, Problem, Rule, Site


def _judge(site: Site, each: Watched) -> Iterator[Problem]:
    if at_port(site, each):
        return
    wanted = site.contract.count("stats.port")
    for page in each.pages:
        port, address = page.bind.port, page.bind.address.value
        yield Problem(
            where=port.place,
            message=f"the statistics page of {{who}} is at port {port.value}, and the monitor asks {wanted}",
            who=f"'{page.proxy.name}'",
            promise="stats.port",
            key="bind",
            wanted=str(wanted),
            found=str(port.value),
            hint="the poll is refused, and no alert is ever sent",
            repairs=rewritten(page.bind, f"{address}:{wanted}"),
        )


RULE = Rule(
    code="stats-port",
    severity=Severity.ERROR,
    says="the statistics page is at the port that the monitor asks",
    title="the statistics page is at another port than the monitor asks",
    what="The diagrams give the port at which the monitor polls HAProxy's statistics.",
    why="The poll is refused: no state is seen, and no alert is sent.",
    fix="Bind the statistics to the port of the diagram, or correct the diagram and the monitor.",
    promises=("stats.port",),
    subjects=watched,
    judge=_judge,
    invalid=(
        Example(
            {
                "haproxy.cfg": """\
listen pgbouncers
    bind :5432
    server pgb1 192.168.1.5:6432 check
listen stats
    mode http
    bind :9000
    stats enable
    stats uri /stats
"""
            },
            at=("haproxy.cfg:6",),
        ),
    ),
    valid=(
        Example(
            {
                "haproxy.cfg": """\
listen pgbouncers
    bind :5432
    server pgb1 192.168.1.5:6432 check
listen stats
    mode http
    bind :8404
    stats enable
    stats uri /stats
"""
            }
        ),
    ),
)
