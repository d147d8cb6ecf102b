"""Each PgBouncer listens on the port at which HAProxy reaches it."""

from collections.abc import Iterator

from checker.base.finding import Related, Severity
from checker.gate.poolers.ini_changes import set_parameter
from checker.gate.poolers.poolers import Placed, placed
from checker.gate.rule import Example, Problem, Rule, Site
from checker.gate.shown import found_value


def _judge(site: Site, each: Placed) -> Iterator[Problem]:
    pooler, server = each.pooler, each.server
    port = pooler.listen_port.value
    ports = [server.port] if server else [s.port for s in site.contract.servers.values()]
    if port in ports or any(each.published_at(wanted) for wanted in ports):
        return
    wanted = " or ".join(map(str, ports))
    yield Problem(
        where=pooler.listen_port.place,
        message=f"{{who}} listens on port {port}, and the diagram says {wanted}",
        who=each.name,
        promise="down-detected-in-time",
        key="listen_port",
        wanted=wanted,
        found=found_value(pooler.listen_port, str(port)),
        hint="HAProxy would mark it DOWN, and it would never be used",
        related=tuple(_related(site, each)),
        repairs=(set_parameter(pooler, pooler.listen_port, "listen_port", wanted),) if server else (),
    )


def _related(site: Site, each: Placed) -> Iterator[Related]:
    if each.server and each.server.stated:
        yield Related(each.server.stated, f"promised here: {each.server.name} at port {each.server.port}")
    for other in placed(site):
        if other.pooler is not each.pooler and other.pooler.listen_port.known == each.pooler.listen_port.known:
            yield Related(other.pooler.listen_port.place, f"{other.name} listens on this port, too")


RULE = Rule(
    code="pooler-port",
    severity=Severity.ERROR,
    says="each PgBouncer listens on the port at which HAProxy reaches it",
    title="PgBouncer listens on another port than the diagram says",
    what="""
The diagram gives each PgBouncer its port. `listen_port` is 6432 where nothing sets it. Which server a file is for is
told by its name (pgbouncer-3.ini, pgb3/pgbouncer.ini), by its port, or by being the only one left. A container may
publish the port as another one: then that one counts.
""",
    why="""
HAProxy's checks are refused there, so the server is DOWN from the start, and the pool is one server short long before
anything fails. Two PgBouncers on one port of one machine do not even start.
""",
    fix="Set `listen_port` to the port in the diagram, or publish it as that.",
    promises=("down-detected-in-time", "no-request-routed-to-down"),
    subjects=placed,
    judge=_judge,
    invalid=(
        Example(
            {"pgbouncer-3.ini": "[pgbouncer]\nlisten_addr = 0.0.0.0\nlisten_port = 6435\npool_mode = transaction\n"},
            at=("pgbouncer-3.ini:3",),
        ),
        Example(
            {
                "pgbouncer-1.ini": "[pgbouncer]\nlisten_port = 6432\n",
                "pgbouncer-2.ini": "[pgbouncer]\nlisten_addr = *\n",
            },
            at=("pgbouncer-2.ini:1",),
        ),
        Example({"pgbouncer.ini": "[pgbouncer]\nlisten_port = 7000\n"}, at=("pgbouncer.ini:2",)),
        Example(
            {
                "a.ini": "[pgbouncer]\nlisten_port = 6432\n",
                "b.ini": "[pgbouncer]\nlisten_port = 6433\n",
                "c.ini": "[pgbouncer]\nlisten_port = 6433\n",
            },
            at=("c.ini:2",),
        ),
    ),
    valid=(
        Example({"pgbouncer-3.ini": "[pgbouncer]\nlisten_addr = 0.0.0.0\nlisten_port = 6434\n"}),
        Example({"pgbouncer.ini": "[pgbouncer]\nlisten_addr = *\n"}),
        Example(
            {
                "pgb2/pgbouncer.ini": "[pgbouncer]\nlisten_addr = *\n",
                "compose.yml": 'services:\n  pgb2:\n    image: pgbouncer/pgbouncer\n    ports: ["6433:6432"]\n',
            }
        ),
    ),
)
