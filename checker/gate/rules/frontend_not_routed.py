"""Who listens on the virtual address leads to the pool."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.configs.words import insert_line
from checker.gate.changes import write_value
from checker.gate.pool.entrances import Entrance, entrances
from checker.gate.rule import Example, Problem, Repair, Rule, Site


def _judge(site: Site, entrance: Entrance) -> Iterator[Problem]:
    pool = entrance.pool.proxy.name
    for front in entrance.astray:
        used = [use.value for use in front.uses]
        last = front.uses[-1] if front.uses else None
        line = f"default_backend {pool}"
        edit = write_value(last, "", pool) if last else insert_line(front.block, line)
        yield Problem(
            where=last.place if last else front.block.place,
            message=f"{{who}} takes the clients of the virtual address to {_listed(used)}, not to '{pool}'",
            who=f"'{front.name}'",
            promise="vip.port",
            key="default_backend",
            wanted=pool,
            found=", ".join(used),
            hint="the servers of the diagrams are in the other backend",
            repairs=(Repair(line, (edit,), safe=False),),
        )


def _listed(names: list[str]) -> str:
    return " or ".join(f"'{name}'" for name in names) if names else "no backend"


RULE = Rule(
    code="frontend-not-routed",
    severity=Severity.ERROR,
    says="who listens on the virtual address leads to the pool",
    title="the frontend on the virtual address leads elsewhere",
    what="""
A frontend listens on the virtual address and port of the diagrams, and its `default_backend` and `use_backend` lines
do not name the backend that has the servers of the diagrams.
""",
    why="Clients come to other servers than those that are drawn, checked and watched, or to none.",
    fix="Name the backend with the servers of the diagrams in `default_backend`.",
    promises=("vip.port",),
    subjects=entrances,
    judge=_judge,
    invalid=(
        Example(
            {
                "haproxy.cfg": """\
frontend postgres
    bind 192.168.1.100:5432 transparent
    default_backend direct
backend pgbouncers
    server pgb1 192.168.1.5:6432 check
backend direct
    server db 192.168.1.7:5432 check
"""
            },
            at=("haproxy.cfg:3",),
        ),
        Example(
            {
                "haproxy.cfg": """\
frontend postgres
    bind 192.168.1.100:5432 transparent
backend pgbouncers
    server pgb1 192.168.1.5:6432 check
"""
            },
            at=("haproxy.cfg:1",),
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
    ),
)
