"""Each server is where the diagram says: its port."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.gate.pool.pools import Member, contract_members, drawn, same_endpoint_edit
from checker.gate.rule import Example, Problem, Rule, Site


def _judge(site: Site, member: Member) -> Iterator[Problem]:
    server, wanted = member.server, member.wanted
    if wanted is None or server.port.value == wanted.port:
        return
    none = server.port.value < 0
    found = "the port that the client asked for (none is written)" if none else f"port {server.port.value}"
    yield Problem(
        where=server.port.place,
        message=f"{{who}} would be reached at {found}, and listens at {wanted.port} in the diagram",
        who=server.name,
        promise="service-unaffected",
        key="port",
        wanted=str(wanted.port),
        found="" if none else str(server.port.value),
        hint="one of the two is out of date: clients, checks and the pooler must agree",
        related=drawn(wanted),
        repairs=same_endpoint_edit(server, wanted),
    )


RULE = Rule(
    code="server-port",
    severity=Severity.ERROR,
    says="each server of the pool is at the port of the diagram",
    title="a server of the pool is at another port than the diagram says",
    what="A server that goes by a name of the diagram has another port in haproxy.cfg, or none.",
    why="Nothing listens there, or another pooler does, which then gets the clients of two.",
    fix="Write the port of the diagram, or correct the diagram.",
    promises=("service-unaffected", "down-detected-in-time"),
    subjects=contract_members,
    judge=_judge,
    invalid=(
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    server pgb1 192.168.1.5:6432 check
    server pgb2 192.168.1.5:6435 check
"""
            },
            at=("haproxy.cfg:3",),
        ),
        Example({"haproxy.cfg": "backend b\n    server pgb1 192.168.1.5 check port 6432\n"}, at=("haproxy.cfg:2",)),
    ),
    valid=(
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    server pgb1 192.168.1.5:6432 check
    server pgb2 192.168.1.5:6433 check
"""
            }
        ),
    ),
)
