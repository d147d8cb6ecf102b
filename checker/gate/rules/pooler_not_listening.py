"""Each PgBouncer listens where HAProxy can reach it."""

import re
from collections.abc import Iterator

from checker.base.finding import Related, Severity
from checker.gate.poolers.ini_changes import set_parameter
from checker.gate.poolers.poolers import Placed, placed
from checker.gate.rule import Example, Problem, Rule, Site

_ALL = frozenset({"*", "0.0.0.0", "::"})
_LOCAL = re.compile(r"localhost\Z|127\.|::1\Z")
_NUMERIC = re.compile(r"[\d.]+\Z|[0-9a-fA-F:]+\Z")


def _judge(site: Site, each: Placed) -> Iterator[Problem]:
    setting = each.pooler.listen_addr
    listed = [part.strip() for part in setting.value.split(",") if part.strip()]
    addresses = {each.server.address} if each.server else {s.address for s in site.contract.servers.values()}
    if any(part in _ALL or part in addresses or not _tells(part, each) for part in listed):
        return
    wanted = " or ".join(sorted(addresses))
    says = f"listens only at {setting.value}" if listed else "listens on no TCP port"
    stated = each.server.stated if each.server else None
    yield Problem(
        where=setting.place,
        message=f"{{who}} {says}, and HAProxy comes to {wanted}",
        who=each.name,
        promise="down-detected-in-time",
        key="listen_addr",
        wanted=wanted,
        found=setting.value,
        hint="listen_addr = 0.0.0.0 takes connections to all addresses of the machine",
        related=(Related(stated, "promised here: the address of the server"),) if stated else (),
        repairs=(set_parameter(each.pooler, setting, "listen_addr", "0.0.0.0" if each.services else wanted),)
        if len(addresses) == 1
        else (),
    )


def _tells(part: str, each: Placed) -> bool:
    """Say whether an address certainly is not the server's: of a container or by name, it may be."""
    return bool(_LOCAL.match(part) or (_NUMERIC.match(part) and not each.services))


RULE = Rule(
    code="pooler-not-listening",
    severity=Severity.ERROR,
    says="each PgBouncer listens where HAProxy can reach it",
    title="PgBouncer does not listen where HAProxy reaches it",
    what="""
`listen_addr` says at which addresses PgBouncer listens. Where nothing sets it, it listens on a Unix socket only, and
on no TCP port at all; 127.0.0.1 and localhost take connections of the same machine (or container) only.
""",
    why="""
HAProxy's checks are refused, so the server is DOWN from the start, and the pool is one server short long before
anything fails.
""",
    fix="Write `listen_addr = 0.0.0.0`, or the address of the server.",
    promises=("down-detected-in-time", "no-request-routed-to-down"),
    subjects=placed,
    judge=_judge,
    invalid=(
        Example(
            {"pgbouncer.ini": "[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = 6432\npool_mode = transaction\n"},
            at=("pgbouncer.ini:2",),
        ),
        Example({"pgbouncer.ini": "[pgbouncer]\nlisten_port = 6432\n"}, at=("pgbouncer.ini:1",)),
        Example({"pgb2.ini": "[pgbouncer]\nlisten_addr = localhost, 192.168.1.6\n"}, at=("pgb2.ini:2",)),
    ),
    valid=(
        Example({"pgbouncer.ini": "[pgbouncer]\nlisten_addr = 0.0.0.0\nlisten_port = 6432\npool_mode = transaction\n"}),
        Example({"pgbouncer.ini": "[pgbouncer]\nlisten_addr = *\n"}),
        Example({"pgbouncer.ini": "[pgbouncer]\nlisten_addr = 127.0.0.1,192.168.1.5\n"}),
        Example({"pgbouncer.ini": "[pgbouncer]\nlisten_addr = pgb1.example.org\n"}),
    ),
)
