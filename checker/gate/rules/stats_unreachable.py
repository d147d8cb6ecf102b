"""The statistics page is reached at the virtual address."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.gate.pool.entrances import rewritten
from checker.gate.pool.stats_pages import Watched, at_port, reachable, watched
from checker.gate.rule import Example, Problem, Rule, Site


def _judge(site: Site, each: Watched) -> Iterator[Problem]:
    pages = at_port(site, each)
    if any(reachable(site, page) for page in pages):
        return
    wanted = " and ".join(vip.address for vip in site.contract.vips.values())
    for page in pages:
        address, port = page.bind.address, page.bind.port.value
        yield Problem(
            where=address.place,
            message=f"the statistics page of {{who}} listens on {address.value}, and the monitor asks at {wanted}",
            who=f"'{page.proxy.name}'",
            promise="stats.port",
            key="bind",
            wanted=wanted,
            found=address.value,
            hint=f"bind to all addresses (':{port}'), or to the virtual address with `transparent`",
            repairs=rewritten(page.bind, f":{port}"),
        )


RULE = Rule(
    code="stats-unreachable",
    severity=Severity.ERROR,
    says="the statistics page is reached at the virtual address",
    title="the statistics page does not listen on the virtual address",
    what="""
The monitor asks at the virtual address, so that it always speaks to the load balancer that serves the clients. The page
listens on another address.
""",
    why="The poll is refused: no state is seen, and no alert is sent.",
    fix="Bind the page to all addresses, or to the virtual one.",
    promises=("stats.port", "stats.path"),
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
    bind 127.0.0.1:8404
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
    bind 192.168.1.100:8404 transparent
    stats enable
    stats uri /stats
"""
            }
        ),
        Example(
            {
                "haproxy.cfg": """\
listen pgbouncers
    bind :5432
    server pgb1 192.168.1.5:6432 check
listen stats
    mode http
    bind 0.0.0.0:8404
    stats enable
    stats uri /stats
"""
            }
        ),
    ),
)
