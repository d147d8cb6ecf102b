"""The standby HAProxy starts although it does not hold the virtual address."""

from collections.abc import Iterator
from dataclasses import dataclass

from checker.base.finding import Related, Severity
from checker.configs.haproxy.facts import Balancer, Bind, Proxy
from checker.configs.words import append_words
from checker.gate.pool.entrances import starts_without_the_address, takes
from checker.gate.pool.pools import is_any
from checker.gate.rule import Example, Problem, Repair, Rule, Site
from checker.model.contract import Vip


@dataclass(frozen=True, slots=True)
class _Listening:
    balancer: Balancer
    proxy: Proxy
    bind: Bind
    vip: Vip


def _subjects(site: Site) -> Iterator[_Listening]:
    for balancer in site.deployment.of(Balancer):
        for proxy in balancer.proxies:
            for bind in proxy.binds:
                for vip in site.contract.vips.values():
                    if isinstance(bind.address.known, str) and takes(bind, vip):
                        yield _Listening(balancer, proxy, bind, vip)


def _judge(site: Site, listening: _Listening) -> Iterator[Problem]:
    bind, vip = listening.bind, listening.vip
    if is_any(bind.address.value) or bind.transparent.value or starts_without_the_address(site, listening.balancer):
        return
    yield Problem(
        where=bind.at.place,
        message=(
            f"{{who}} binds to {vip.address} without `transparent`: the HAProxy of the host that does not hold it does"
            " not start, and is no standby"
        ),
        who=f"'{listening.proxy.name}'",
        promise="balancer-not-single-point",
        key="transparent",
        wanted="true",
        found="",
        hint="add `transparent`, bind to all addresses, or set net.ipv4.ip_nonlocal_bind = 1 on both hosts",
        related=(Related(vip.stated, f"the virtual address is {vip.address} here"),) if vip.stated else (),
        repairs=(Repair("transparent", (append_words(bind.at, "transparent"),)),),
    )


RULE = Rule(
    code="bind-nonlocal",
    severity=Severity.ERROR,
    says="the standby HAProxy starts without the virtual address",
    title="the standby HAProxy cannot bind to the virtual address, and does not start",
    what="""
Linux lets a process listen only on addresses that the host has. The virtual address is on one host at a time, so that
on the other one HAProxy fails to start, unless the `bind` says `transparent`, or the kernel allows it
(net.ipv4.ip_nonlocal_bind). A file among the inputs that sets it is taken into account.
""",
    why="""
The takeover then moves the address to a host where nobody listens. `haproxy -c` says the configuration is valid, on
both hosts.
""",
    fix="Add `transparent`, bind to all addresses, or give the file that sets net.ipv4.ip_nonlocal_bind, too.",
    promises=("balancer-not-single-point", "vip-always-held"),
    subjects=_subjects,
    judge=_judge,
    invalid=(
        Example(
            {
                "haproxy.cfg": """\
frontend postgres
    bind 192.168.1.100:5432
    default_backend pgbouncers
backend pgbouncers
    server pgb1 192.168.1.5:6432 check
"""
            },
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
        Example(
            {
                "haproxy.cfg": "frontend f\n    bind 192.168.1.100:5432\n",
                "99-vip.conf": "net.ipv4.ip_nonlocal_bind = 1\n",
            }
        ),
        Example({"haproxy.cfg": "frontend f\n    bind :5432\n"}),
    ),
)
