"""A HAProxy that is given balances the servers of the diagram."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.configs.haproxy.facts import Balancer
from checker.gate.pool.pools import head_of, pools
from checker.gate.rule import Example, Problem, Rule, Site
from checker.gate.vrrp.nodes import hosts_of_balancers


def _subjects(site: Site) -> Iterator[Balancer]:
    """Yield each HAProxy that ought to have the pool: those of the contract's hosts, or all where none has it."""
    balancers = [each for each in site.deployment.of(Balancer) if each.proxies]
    hosts = hosts_of_balancers(site.contract, balancers)
    nobody = not pools(site)
    yield from (each for each, host in zip(balancers, hosts, strict=True) if host or nobody or _has_pool(site, each))


def _has_pool(site: Site, balancer: Balancer) -> bool:
    return any(pool.balancer is balancer for pool in pools(site))


def _judge(site: Site, balancer: Balancer) -> Iterator[Problem]:
    if _has_pool(site, balancer):
        return
    wanted = ", ".join(f"{s.name} {s.address}:{s.port}" for s in site.contract.servers.values())
    yield Problem(
        where=head_of(balancer),
        message=f"no backend of this HAProxy has a server of the diagrams: none of their promises could be examined "
        f"({wanted})",
        promise="service-unaffected",
        key="backend",
        wanted=wanted,
        hint="give the configuration of the load balancer that is drawn, or your own diagrams with --spec",
    )


_OTHER = """\
frontend web
    bind :80
    default_backend app

backend app
    server one 10.0.0.1:80 check
"""
_DRAWN = """\
backend pgbouncers
    balance leastconn
    server pgb1 192.168.1.5:6432 check
    server pgb2 192.168.1.5:6433 check
    server pgb3 192.168.1.5:6434 check
"""

RULE = Rule(
    code="pool-missing",
    severity=Severity.ERROR,
    says="each load balancer has the pool of the diagrams",
    title="no backend has any server of the diagrams",
    what="A haproxy.cfg was given, and none of its backends has a server that the diagrams name (by name or address).",
    why="""
Everything that the diagrams promise of detection and routing rests on these servers. Without them nothing could be
examined, and that must not look like a pass. Of several HAProxys those of the hosts that the contract names must have
the pool; others may do something else.
""",
    fix="Give the right file; or, where the system is another one, its own diagrams and contract with `--spec`.",
    promises=("service-unaffected", "down-detected-in-time"),
    subjects=_subjects,
    judge=_judge,
    invalid=(
        Example({"haproxy.cfg": _OTHER}, at=("haproxy.cfg:1",)),
        Example({"hap1/haproxy.cfg": _DRAWN, "hap2/haproxy.cfg": _OTHER}, at=("hap2/haproxy.cfg:1",)),
    ),
    valid=(
        Example({"haproxy.cfg": _DRAWN}),
        Example({"hap1/haproxy.cfg": _DRAWN, "hap2/haproxy.cfg": _DRAWN, "edge/haproxy.cfg": _OTHER}),
    ),
)
