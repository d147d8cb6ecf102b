"""Clients reach the pool at the virtual address."""

from collections.abc import Iterator

from checker.base.finding import Related, Severity
from checker.gate.pool.entrances import Entrance, entrances, rewritten
from checker.gate.rule import Example, Problem, Rule, Site


def _judge(site: Site, entrance: Entrance) -> Iterator[Problem]:
    if entrance.right or entrance.astray or any(entrance.covers(bind) for _, bind in entrance.binds):
        return
    vip, pool = entrance.vip, entrance.pool
    wanted = f"{vip.address}:{entrance.port}"
    related = (Related(vip.stated, f"the virtual address is {vip.address} here"),) if vip.stated else ()
    near = [bind for _, bind in entrance.binds if bind.port.value == entrance.port] or [b for _, b in entrance.binds]
    for bind in near:
        found = f"{bind.address.value or '::'}:{bind.port.value}"
        yield Problem(
            where=bind.address.place,
            message=f"{{who}} listens on {found}, and clients connect to the virtual address {wanted}",
            who=f"'{pool.proxy.name}'",
            promise="vip.port",
            key="bind",
            wanted=wanted,
            found=found,
            hint="the address moves between the hosts: bind to it on both, with `transparent`",
            related=related,
            repairs=rewritten(bind, entrance.written(bind)),
        )
    if not near:
        yield Problem(
            where=(pool.fronts or (pool.proxy,))[0].block.place,
            message=f"{{who}} is not reached from the virtual address: nothing that leads to it listens on {wanted}",
            who=f"'{pool.proxy.name}'",
            promise="vip.port",
            key="bind",
            wanted=wanted,
            found="",
            hint=f"add a frontend with 'bind {wanted} transparent' and 'default_backend {pool.proxy.name}'",
            related=related,
        )


RULE = Rule(
    code="bind-not-vip",
    severity=Severity.ERROR,
    says="clients reach the pool at the virtual address",
    title="HAProxy does not listen on the virtual address",
    what="""
The diagrams let clients connect to the virtual address. The frontend of the pool listens on another address, or nothing
leads from the virtual address to the pool.
""",
    why="""
keepalived moves the address without a fault, and nobody answers there. Clients that use the host's own address instead
lose the service with the host. `haproxy -c` knows nothing of keepalived.
""",
    fix="Bind to the virtual address with `transparent`, or to all addresses.",
    promises=("vip.port",),
    subjects=entrances,
    judge=_judge,
    invalid=(
        Example(
            {
                "haproxy.cfg": """\
frontend postgres
    bind 192.168.1.10:5432
    default_backend pgbouncers
backend pgbouncers
    server pgb1 192.168.1.5:6432 check
"""
            },
            at=("haproxy.cfg:2",),
        ),
        Example({"haproxy.cfg": "backend b\n    server pgb1 192.168.1.5:6432 check\n"}, at=("haproxy.cfg:1",)),
        Example(
            {"haproxy.cfg": "listen b\n    bind :::5432 v6only\n    server pgb1 192.168.1.5:6432 check\n"},
            at=("haproxy.cfg:2",),
        ),
        Example(
            {"haproxy.cfg": "listen b\n    bind 127.0.0.1:5000\n    server pgb1 192.168.1.5:6432 check\n"},
            at=("haproxy.cfg:2",),
        ),
    ),
    valid=(
        Example(
            {
                "haproxy.cfg": """\
frontend postgres
    bind 192.168.1.100:5432 transparent
    default_backend pgbouncers
backend pgbouncers
    server pgb1 192.168.1.5:6432 check
"""
            }
        ),
        Example({"haproxy.cfg": "listen b\n    bind :5432\n    server pgb1 192.168.1.5:6432 check\n"}),
        Example({"haproxy.cfg": "listen b\n    bind :::5432 v4v6\n    server pgb1 192.168.1.5:6432 check\n"}),
        Example({"haproxy.cfg": "listen b\n    bind *:5432 v6only\n    server pgb1 192.168.1.5:6432 check\n"}),
        Example(
            {
                "haproxy.cfg": """\
listen pgbouncers
    bind 192.168.1.10:5432
    bind 192.168.1.100:5432 transparent
    server pgb1 192.168.1.5:6432 check
"""
            }
        ),
    ),
)
