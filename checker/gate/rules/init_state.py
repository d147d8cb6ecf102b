"""A load balancer that starts serves at once."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.gate.changes import remove_option
from checker.gate.pool.pools import Member, checked_members
from checker.gate.rule import Example, Problem, Repair, Rule, Site


def _judge(site: Site, member: Member) -> Iterator[Problem]:
    state = member.checks.init_state
    if state.value not in ("down", "fully-down"):
        return
    edit = remove_option(state.at, "init-state", 1)
    yield Problem(
        where=state.place,
        message="{who} would start DOWN: after each start and reload no client is served until a check succeeded",
        who=member.server.name,
        promise="client.interruption",
        key="init-state",
        wanted="up",
        found=state.value,
        hint="`init-state up` (the default) serves at once, and one failed check marks a dead server",
        repairs=(Repair("without `init-state`", (edit,)),) if edit else (),
    )


RULE = Rule(
    code="init-state",
    severity=Severity.INFO,
    says="servers are used from the start of the load balancer",
    title="servers start DOWN",
    what="""
`init-state` (HAProxy 3.1) says what a server is before its first check: with `down` one check must succeed first, with
`fully-down` as many as `rise`.
""",
    why="A reload of the load balancer that holds the virtual address then is an interruption of its own.",
    fix="Leave it at `up`.",
    promises=("client.interruption",),
    subjects=checked_members,
    judge=_judge,
    invalid=(
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    server pgb1 192.168.1.5:6432 check init-state fully-down
"""
            },
            at=("haproxy.cfg:2",),
        ),
    ),
    valid=(
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    server pgb1 192.168.1.5:6432 check init-state up
"""
            }
        ),
    ),
)
