"""Every server of the pool is checked at all."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.configs.haproxy.facts import BalancedServer
from checker.configs.words import Statement, append_words, replace_word
from checker.gate.changes import remove_option
from checker.gate.pool.pools import Member, contract_members, tracked
from checker.gate.rule import Example, Problem, Repair, Rule, Site


def _judge(site: Site, member: Member) -> Iterator[Problem]:
    server = tracked(member.pool.balancer, member.server)
    enabled = server.checks.enabled
    if enabled.value:
        yield from _in_vain(member, server)
        return
    taken_back = remove_option(server.at, "no-check")
    edit = taken_back or append_words(server.at, "check")
    yield Problem(
        where=server.at.place,
        message="{who} would never be DOWN: without `check` HAProxy does not look, and always sends clients there",
        who=member.server.name,
        promise="down-detected-in-time",
        key="check",
        wanted="true",
        found="" if enabled.is_default else "no-check",
        hint="`inter`, `fall` and `rise` do not switch checks on, only `check` does",
        repairs=(Repair("without `no-check`" if taken_back else "check", (edit,)),),
    )


def _in_vain(member: Member, server: BalancedServer) -> Iterator[Problem]:
    """Yield what is wrong where the program that checks a server finds it alive whatever happens."""
    proxy = member.pool.balancer.backend(server.backend)
    if proxy is None or server.checks.kind.value != "external":
        return
    command = proxy.check_command
    if command.value.rpartition("/")[2] != "true":
        return
    kind = server.checks.kind.at
    edits = (
        tuple(replace_word(w, "tcp-check") for w in kind.words if w.value == "external-check")
        if isinstance(kind, Statement)
        else ()
    )
    yield Problem(
        where=command.place,
        message=f"{{who}} would never be DOWN: the check runs {command.value}, which succeeds whatever happens",
        who=member.server.name,
        promise="down-detected-in-time",
        key="external-check command",
        wanted="",
        found=command.value,
        hint="without `option external-check`, HAProxy connects to the server itself",
        repairs=(Repair("option tcp-check", edits, safe=False),) if edits else (),
    )


RULE = Rule(
    code="missing-check",
    severity=Severity.ERROR,
    says="every server of the pool is checked",
    title="a server is not checked, and can never be DOWN",
    what="""
HAProxy checks the health of a server only where `check` stands on its line or on a `default-server` above it (and no
`no-check` takes it back). A server without it counts as available for ever. One that has `track` goes by the checks of
the server that it names.
""",
    why="""
When it dies, a share of the clients fails until somebody takes it out by hand; nothing of what the diagram draws
(failed checks, DOWN, the alert) happens. `haproxy -c` says the configuration is valid.
""",
    fix="Write `check` on the server's line, or once on the `default-server`.",
    promises=("down-detected-in-time", "down-after-failures", "no-request-routed-to-down", "check.fall"),
    subjects=contract_members,
    judge=_judge,
    invalid=(
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    default-server inter 2s fall 3 rise 2
    server pgb1 192.168.1.5:6432 check
    server pgb2 192.168.1.5:6433
"""
            },
            at=("haproxy.cfg:4",),
        ),
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    default-server check inter 2s
    server pgb1 192.168.1.5:6432
    server pgb2 192.168.1.5:6433 no-check
"""
            },
            at=("haproxy.cfg:4",),
        ),
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    option external-check
    external-check command /bin/true
    server pgb1 192.168.1.5:6432 check
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
    default-server inter 2s fall 3 rise 2
    server pgb1 192.168.1.5:6432 check
    server pgb2 192.168.1.5:6433 check
"""
            }
        ),
        Example({"haproxy.cfg": "backend b\n    default-server check\n    server pgb1 192.168.1.5:6432\n"}),
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    server pgb1 192.168.1.5:6432 track health/pgb1
backend health
    server pgb1 192.168.1.5:6432 check
"""
            }
        ),
    ),
)
