"""No two servers of a pool are one and the same."""

from collections.abc import Iterator

from checker.base.finding import Related, Severity
from checker.configs.setting import Unknown
from checker.gate.pool.pools import Member, Pool, is_numeric, members_of, pools, same_endpoint_edit
from checker.gate.rule import Example, Problem, Rule, Site


def _judge(site: Site, pool: Pool) -> Iterator[Problem]:
    for (address, port), group in _groups(site, pool).items():
        owner = next((m for m in group if m.wanted and (m.wanted.address, m.wanted.port) == (address, port)), group[0])
        for member in (m for m in group if m is not owner):
            server, wanted = member.server, member.wanted
            yield Problem(
                where=server.at.place,
                message=f"{{who}} is at {address}:{port}, which is {owner.server.name} already",
                who=server.name,
                promise="service-unaffected",
                key="address",
                wanted=f"{wanted.address}:{wanted.port}" if wanted and wanted != owner.wanted else "",
                found=f"{address}:{port}",
                hint="one process that dies takes both out",
                related=(Related(owner.server.at.place, f"{owner.server.name} has the same address"),),
                repairs=same_endpoint_edit(server, wanted) if wanted and wanted != owner.wanted else (),
            )


def _groups(site: Site, pool: Pool) -> dict[tuple[str, int], list[Member]]:
    """Return the servers at each address; servers of different ports are apart, whatever their addresses are."""
    at_port: dict[int, list[Member]] = {}
    for member in (m for m in members_of(site.contract, pool) if not _has_slots(m)):
        at_port.setdefault(member.server.port.value, []).append(member)
    groups: dict[tuple[str, int], list[Member]] = {}
    for port, together in at_port.items():
        for member in together if len(together) > 1 else ():
            groups.setdefault((member.server.address.value, port), []).append(member)
    return groups


def _has_slots(member: Member) -> bool:
    """Say whether a server is a slot of a name: with `resolvers`, each gets a record of its own."""
    address = member.server.address.known
    name = isinstance(address, Unknown) or not is_numeric(address)
    return name and bool(member.server.resolvers.known)


RULE = Rule(
    code="duplicate-server-address",
    severity=Severity.ERROR,
    says="no two servers of the pool have one address",
    title="two servers of the pool have the same address and port",
    what="Two server lines of a backend lead to one process under two names.",
    why="""
The diagram counts on servers that fail apart. When this process dies, two of them are gone, and a server that the
diagram names is not used at all. `haproxy -c` says nothing. Servers of one name with `resolvers` are none such: each
gets another of its records.
""",
    fix="Give each server its own address and port.",
    promises=("service-unaffected",),
    subjects=pools,
    judge=_judge,
    invalid=(
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    server pgb1 192.168.1.5:6432 check
    server pgb2 192.168.1.5:6433 check
    server pgb3 192.168.1.5:6433 check
"""
            },
            at=("haproxy.cfg:4",),
        ),
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    server pgb1 pgbouncer.internal:6432 check
    server pgb2 pgbouncer.internal:6432 check
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
    server pgb3 192.168.1.5:6434 check
"""
            }
        ),
        Example(
            {
                "haproxy.cfg": """\
resolvers dns
    nameserver local 127.0.0.53:53
backend pgbouncers
    server-template pgb 1-3 pgbouncer.internal:6432 check resolvers dns init-addr none
"""
            }
        ),
        Example(
            {
                "haproxy.cfg": """\
backend pgbouncers
    default-server resolvers dns
    server pgb1 tasks.pgbouncer:6432 check
    server pgb2 tasks.pgbouncer:6432 check
"""
            }
        ),
    ),
)
