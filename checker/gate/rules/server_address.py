"""Each server is where the diagram says: its address."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.configs.setting import Unknown, UnknownValueError
from checker.gate.pool.pools import Member, contract_members, drawn, is_numeric, same_endpoint_edit
from checker.gate.rule import Example, Problem, Rule, Site


def _judge(site: Site, member: Member) -> Iterator[Problem]:
    server, wanted = member.server, member.wanted
    if wanted is None or server.address.value == wanted.address:
        return
    found = server.address.value
    if found.lower() in {name.lower() for name in (wanted.name, *wanted.aliases)}:
        return
    if not is_numeric(found) and is_numeric(wanted.address):
        raise UnknownValueError(f"which address the name '{found}' has is not in the files", server.address.place)
    yield Problem(
        where=server.address.place,
        message=f"{{who}} is at {found} here, and at {wanted.address} in the diagram",
        who=server.name,
        promise="service-unaffected",
        key="address",
        wanted=f"{wanted.address}:{wanted.port}",
        found=_with_port(found, server.port.known),
        hint="one of the two is out of date: clients, checks and the pooler must agree",
        related=drawn(wanted),
        repairs=same_endpoint_edit(server, wanted),
    )


def _with_port(address: str, port: int | Unknown) -> str:
    return address if isinstance(port, Unknown) or port < 0 else f"{address}:{port}"


RULE = Rule(
    code="server-address",
    severity=Severity.ERROR,
    says="each server of the pool is at the address of the diagram",
    title="a server of the pool is at another address than the diagram says",
    what="A server that goes by a name of the diagram has another address in haproxy.cfg.",
    why="Clients and checks go to a machine that may not run the pooler at all, or to another pooler of the same pool.",
    fix="Write the address of the diagram, or correct the diagram.",
    promises=("service-unaffected", "down-detected-in-time"),
    subjects=contract_members,
    judge=_judge,
    invalid=(
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    server pgb1 192.168.1.5:6432 check
    server pgb2 192.168.1.6:6433 check
"""
            },
            at=("haproxy.cfg:3",),
        ),
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
        Example({"haproxy.cfg": "backend b\n    server pgb1 pgb1:6432 check\n"}),
    ),
)
