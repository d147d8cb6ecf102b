"""DOWN comes from failed checks, not from a shortcut over the traffic."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.gate.changes import write_value
from checker.gate.pool.pools import Member, checked_members
from checker.gate.rule import Example, Problem, Repair, Rule, Site

_EFFECTS = {
    "mark-down": "marks {who} DOWN at once",
    "sudden-death": "leaves {who} one failed check from DOWN",
    "fail-check": "counts as a failed check of {who}",
}


def _judge(site: Site, member: Member) -> Iterator[Problem]:
    checks = member.checks
    if not checks.enabled.value or checks.observe.value not in ("layer4", "layer7"):
        return
    effect = _EFFECTS.get(checks.on_error.value)
    if effect is None:
        return
    counted = checks.on_error.value == "fail-check"
    where = checks.observe if checks.on_error.is_default else checks.on_error
    edit = write_value(checks.on_error, "on-error", "fastinter")
    yield Problem(
        where=where.place,
        message=(
            f"`observe {checks.observe.value}` with `on-error {checks.on_error.value}`: after"
            f" {checks.error_limit.value} errors of clients in a row, the next {effect}, and the diagram counts failed"
            " checks alone"
        ),
        who=member.server.name,
        promise="check.fall",
        key="on-error",
        wanted="fastinter",
        found=checks.on_error.value,
        hint="`on-error fastinter` makes checks come sooner and leaves the decision to them",
        severity=Severity.INFO if counted else None,
        repairs=(Repair("on-error fastinter", (edit,)),),
    )


RULE = Rule(
    code="observe-on-error",
    severity=Severity.ERROR,
    says="only failed checks mark a server DOWN",
    title="errors of clients mark a server DOWN, past the checks that the diagram counts",
    what="""
With `observe`, HAProxy watches the clients' connections as well. What it does after `error-limit` (10) errors in a row
says `on-error`: `fastinter` only checks sooner, `fail-check` counts one failed check, `sudden-death` lets the next
failed check decide, and `mark-down` does not ask the checks at all.
""",
    why="""
The diagram says after how many failed checks a server is DOWN. With `mark-down`, ten clients that give up at the same
moment take a healthy server out, and no log line tells of a failed check.
""",
    fix="Use `on-error fastinter`, or drop `observe`.",
    promises=("check.fall",),
    subjects=checked_members,
    judge=_judge,
    invalid=(
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    default-server inter 2s fall 3 observe layer4 error-limit 5 on-error mark-down
    server pgb1 192.168.1.5:6432 check
"""
            },
            at=("haproxy.cfg:2",),
        ),
        Example(
            {"haproxy.cfg": "backend b\n    server pgb1 192.168.1.5:6432 check observe layer4 on-error sudden-death\n"},
            at=("haproxy.cfg:2",),
        ),
        Example(
            {"haproxy.cfg": "backend b\n    server pgb1 192.168.1.5:6432 check observe layer4\n"}, at=("haproxy.cfg:2",)
        ),
    ),
    valid=(
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    default-server inter 2s fall 3 observe layer4 on-error fastinter
    server pgb1 192.168.1.5:6432 check
"""
            }
        ),
        Example({"haproxy.cfg": "backend b\n    server pgb1 192.168.1.5:6432 check on-error mark-down\n"}),
    ),
)
