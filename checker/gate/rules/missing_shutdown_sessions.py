"""Sessions end with the server that they are on."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.configs.words import Block
from checker.gate.changes import add_words, write_value
from checker.gate.pool.pools import Member, checked_members
from checker.gate.rule import Example, Problem, Repair, Rule, Site


def _judge(site: Site, member: Member) -> Iterator[Problem]:
    setting, server = member.server.on_marked_down, member.server
    if not member.checks.enabled.value or setting.value == "shutdown-sessions":
        return
    words = "on-marked-down shutdown-sessions"
    at = server.at if setting.is_default or isinstance(setting.at, Block) else None
    edit = add_words(at, words) if at else write_value(setting, "on-marked-down", "shutdown-sessions")
    yield Problem(
        where=member.pool.proxy.block.place,
        message="sessions that run on {who} would go on when it is DOWN, until a timeout of theirs ends them",
        who=server.name,
        promise="service-unaffected",
        key="on-marked-down",
        wanted="shutdown-sessions",
        found=setting.value,
        hint="with `on-marked-down shutdown-sessions`, clients of a hung server connect again, to another one",
        repairs=(Repair(words, (edit,), safe=False),),
    )


RULE = Rule(
    code="missing-shutdown-sessions",
    severity=Severity.INFO,
    says="sessions end when their server is DOWN",
    title="sessions stay on a server that is DOWN",
    what="""
DOWN keeps new connections away. Those that run are left alone unless `on-marked-down shutdown-sessions` ends them.
""",
    why="""
When a process died, its connections ended with it. When its machine is gone or it hangs, a client waits until its own
timeout, or `timeout server`, which is long for database sessions.
""",
    fix="Add `on-marked-down shutdown-sessions` to the `default-server`.",
    promises=("service-unaffected",),
    subjects=checked_members,
    judge=_judge,
    invalid=(
        Example(
            {
                "haproxy.cfg": """\
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
backend pgbouncers
    default-server on-marked-down shutdown-sessions
    server pgb1 192.168.1.5:6432 check
"""
            }
        ),
    ),
)
