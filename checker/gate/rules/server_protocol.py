"""Servers of the pool are spoken to in the protocol that PgBouncer speaks, from the first byte on."""

from collections.abc import Iterator
from typing import Any

from checker.base.finding import Severity
from checker.configs.setting import Setting
from checker.gate.changes import remove_option
from checker.gate.pool.pools import Member, contract_members
from checker.gate.rule import Example, Problem, Repair, Rule, Site

_DIRECT_TLS = "postgresql"


def _judge(site: Site, member: Member) -> Iterator[Problem]:
    server, checks = member.server, member.checks
    header = server.proxy_header.value
    if header:
        yield _problem(
            member,
            server.proxy_header,
            header,
            "HAProxy sends {who} a PROXY header before what the client says, which no release of PgBouncer reads: it "
            "closes every connection, and a check of the connection alone stays green",
            "PgBouncer sees HAProxy as the client: log the clients' addresses in HAProxy instead",
        )
    direct = _DIRECT_TLS in server.alpn.value.split(",")
    if server.tls.value and not direct:
        yield _problem(
            member,
            server.tls,
            "ssl",
            "HAProxy opens TLS to {who} before a word of PostgreSQL's protocol, which asks for TLS itself: PgBouncer "
            "takes it for a broken packet",
            "pass the clients' own TLS through; PgBouncer 1.25 takes direct TLS with `alpn postgresql`",
        )
    elif checks.enabled.value and checks.tls.value and not direct:
        yield _problem(
            member,
            checks.tls,
            "check-ssl",
            "checks of {who} open TLS at once, and PostgreSQL's protocol starts without: always DOWN",
            "leave it out: `option pgsql-check` asks in the protocol itself",
        )


def _problem(member: Member, setting: Setting[Any], option: str, message: str, hint: str) -> Problem:
    edit = remove_option(setting.at, option)
    return Problem(
        where=setting.place,
        message=message,
        who=member.server.name,
        promise="service-unaffected",
        key=option,
        wanted=f"no {option}",
        found=option,
        hint=hint,
        # what belongs to the option (`verify`, `proxy-v2-options`) stays behind without effect
        repairs=(Repair(f"without `{option}`", (edit,), safe=False),) if edit else (),
    )


RULE = Rule(
    code="server-protocol",
    severity=Severity.ERROR,
    says="servers of the pool are spoken to as PgBouncer expects",
    title="HAProxy says something to PgBouncer that it does not understand",
    what="""
`send-proxy` and `send-proxy-v2` put a header with the client's address before each connection; no release of PgBouncer
(1.25 is the last one looked at) reads it. `ssl` opens TLS at once, while PostgreSQL's protocol begins in the clear and
asks for TLS. PgBouncer 1.25 takes direct TLS where the ALPN says `postgresql`: a line with that is left in peace.
""",
    why="""
Every client is cut off as soon as it connects. A check of the connection alone succeeds nevertheless, so that nothing
is marked DOWN; `haproxy -c` cannot know what the servers speak.
""",
    fix="Leave out the option. Clients may use TLS through HAProxy, which passes it on as it is.",
    promises=("service-unaffected", "pool.mode"),
    subjects=contract_members,
    judge=_judge,
    invalid=(
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    server pgb1 192.168.1.5:6432 check send-proxy
    server pgb2 192.168.1.5:6433 check
"""
            },
            at=("haproxy.cfg:2",),
        ),
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    default-server check ssl verify none
    server pgb1 192.168.1.5:6432
    server pgb2 192.168.1.5:6433 no-ssl send-proxy-v2
"""
            },
            at=("haproxy.cfg:2", "haproxy.cfg:4"),
        ),
        Example(
            {"haproxy.cfg": "backend b\n    server pgb1 192.168.1.5:6432 check check-ssl verify none\n"},
            at=("haproxy.cfg:2",),
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
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    default-server send-proxy
    server pgb1 192.168.1.5:6432 check no-send-proxy
    server pgb2 192.168.1.5:6433 check no-send-proxy ssl verify none alpn postgresql
"""
            }
        ),
    ),
)
