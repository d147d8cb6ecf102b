"""Every server of the diagram is in use."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.gate.changes import remove_option
from checker.gate.pool.pools import Member, contract_members
from checker.gate.rule import Example, Problem, Repair, Rule, Site


def _judge(site: Site, member: Member) -> Iterator[Problem]:
    server = member.server
    if server.disabled.value:
        edit = remove_option(server.disabled.at, "disabled")
        yield Problem(
            where=server.disabled.place,
            message="{who} would start in maintenance (`disabled`), and stay there until somebody enables it by hand",
            who=server.name,
            promise="service-unaffected",
            key="disabled",
            wanted="false",
            found="true",
            hint="remove `disabled`, or take the server out of the diagram",
            repairs=(Repair("without `disabled`", (edit,)),) if edit else (),
        )
    if server.weight.value == 0:
        edit = remove_option(server.weight.at, "weight", 1)
        yield Problem(
            where=server.weight.place,
            message="{who} would get no client: its weight is 0",
            who=server.name,
            promise="balance.algorithm",
            key="weight",
            wanted="1",
            found="0",
            hint="a weight of 0 drains a server: remove it when the work is done",
            repairs=(Repair("without `weight 0`", (edit,)),) if edit else (),
        )


RULE = Rule(
    code="server-disabled",
    severity=Severity.ERROR,
    says="every server of the diagram is in use",
    title="a server of the pool is disabled, or has weight 0",
    what="""
`disabled` starts a server in maintenance: it is not checked and gets no clients. `weight 0` keeps it checked, and gives
it none either.
""",
    why="""
Such words stay behind after maintenance, as the configuration works without the server; what is missing is noticed when
the next one fails.
""",
    fix="Remove `disabled` or `weight 0`.",
    promises=("service-unaffected", "balance.algorithm"),
    subjects=contract_members,
    judge=_judge,
    invalid=(
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    server pgb1 192.168.1.5:6432 check
    server pgb2 192.168.1.5:6433 check disabled
    server pgb3 192.168.1.5:6434 check weight 0
"""
            },
            at=("haproxy.cfg:3", "haproxy.cfg:4"),
        ),
    ),
    valid=(
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    server pgb1 192.168.1.5:6432 check
    server pgb2 192.168.1.5:6433 check weight 100
"""
            }
        ),
    ),
)
