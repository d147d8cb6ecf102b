"""Clients reach the pool at the port that is drawn."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.gate.pool.entrances import Entrance, entrances, rewritten
from checker.gate.rule import Example, Problem, Rule, Site


def _judge(site: Site, entrance: Entrance) -> Iterator[Problem]:
    if entrance.right or entrance.astray:
        return
    for front, bind in entrance.binds:
        if not entrance.covers(bind):
            continue
        yield Problem(
            where=bind.port.place,
            message=f"{{who}} listens at port {bind.port.value}, and clients connect to {entrance.port}",
            who=f"'{front.name}'",
            promise="vip.port",
            key="bind",
            wanted=str(entrance.port),
            found=str(bind.port.value),
            hint="the port that is drawn beside the virtual address is the one that applications use",
            repairs=rewritten(bind, entrance.written(bind)),
        )


RULE = Rule(
    code="bind-port",
    severity=Severity.ERROR,
    says="the virtual address serves the port that is drawn",
    title="HAProxy listens at another port of the virtual address than drawn",
    what="The diagrams give the port of the virtual address at which applications connect.",
    why="Every connection is refused, although all health checks are green.",
    fix="Bind to the port of the diagram, or correct the diagram and every application.",
    promises=("vip.port",),
    subjects=entrances,
    judge=_judge,
    invalid=(
        Example(
            {
                "haproxy.cfg": """\
frontend postgres
    bind 192.168.1.100:6432 transparent
    default_backend pgbouncers
backend pgbouncers
    server pgb1 192.168.1.5:6432 check
"""
            },
            at=("haproxy.cfg:2",),
        ),
        Example(
            {"haproxy.cfg": "listen b\n    bind *:5433\n    server pgb1 192.168.1.5:6432 check\n"},
            at=("haproxy.cfg:2",),
        ),
    ),
    valid=(
        Example(
            {
                "haproxy.cfg": """\
frontend postgres
    bind 192.168.1.100:5432 transparent
    default_backend pgbouncers
backend pgbouncers
    server pgb1 192.168.1.5:6432 check
"""
            }
        ),
        Example({"haproxy.cfg": "listen b\n    bind *:5000-5500\n    server pgb1 192.168.1.5:6432 check\n"}),
    ),
)
