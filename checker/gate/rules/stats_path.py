"""The statistics page is at the path that the monitor asks."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.gate.changes import write_value
from checker.gate.pool.stats_pages import Watched, at_port, serves, watched
from checker.gate.rule import Example, Problem, Repair, Rule, Site
from checker.gate.shown import found_value


def _judge(site: Site, each: Watched) -> Iterator[Problem]:
    wanted = site.contract.text("stats.path")
    pages = at_port(site, each)
    if any(serves(page, wanted) for page in pages):
        return
    for page in pages:
        uri = page.proxy.stats.uri
        yield Problem(
            where=uri.place,
            message=f"the statistics page of {{who}} is at {uri.value}, and the monitor asks for {wanted}",
            who=f"'{page.proxy.name}'",
            promise="stats.path",
            key="stats uri",
            wanted=wanted,
            found=found_value(uri, uri.value),
            hint=f"set 'stats uri {wanted}'",
            repairs=(Repair(f"stats uri {wanted}", (write_value(uri, "stats uri", wanted),)),),
        )


RULE = Rule(
    code="stats-path",
    severity=Severity.ERROR,
    says="the statistics page is at the path that the monitor asks",
    title="the statistics page is at another path than the monitor asks",
    what="""
`stats uri` says where the page is, `/haproxy?stats` where nothing sets it. HAProxy compares the beginning, so that
`stats uri /` serves `/stats`, too.
""",
    why="The poll is answered with an error: no state is seen, and no alert is sent.",
    fix="Set `stats uri` to the path of the diagram.",
    promises=("stats.path",),
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
    bind :8404
    stats enable
    stats uri /haproxy-status
"""
            },
            at=("haproxy.cfg:8",),
        ),
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
"""
            },
            at=("haproxy.cfg:4",),
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
        Example(
            {
                "haproxy.cfg": """\
listen pgbouncers
    bind :5432
    server pgb1 192.168.1.5:6432 check
frontend stats
    mode http
    bind 192.168.1.100:8404 transparent
    stats uri /
"""
            }
        ),
    ),
)
