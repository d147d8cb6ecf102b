"""Containers publish the ports that the diagram names."""

from collections.abc import Iterator
from dataclasses import dataclass

from checker.base.finding import Severity
from checker.configs.compose.facts import PublishedPort, Service
from checker.configs.setting import Setting
from checker.configs.words import replace_word
from checker.gate.pool.pools import vip_port
from checker.gate.poolers.poolers import pooler_services, running, server_of_service
from checker.gate.rule import Example, Problem, Repair, Rule, Site

_VARIABLES = ("LISTEN_PORT", "PGBOUNCER_PORT", "PGBOUNCER_LISTEN_PORT")


@dataclass(frozen=True, slots=True)
class Publishing:
    """A container, the port that must be published, and that on which it listens inside (None: not known)."""

    service: Service
    name: str
    wanted: int
    inner: int | None


def _publishing(site: Site) -> Iterator[Publishing]:
    for service in pooler_services(site):
        server = server_of_service(site.contract, service)
        if server is not None and _publishes(service):
            yield Publishing(service, server.name, server.port, _inner(site, service))
    for service in site.deployment.of(Service):
        port = vip_port(site.contract)
        if port is not None and _is_balancer(service) and _publishes(service):
            yield Publishing(service, service.name, port, None)


def _publishes(service: Service) -> bool:
    """Say whether a container publishes anything; with the network of the host, it need not."""
    return bool(service.ports) and service.network_mode.known != "host"


def _is_balancer(service: Service) -> bool:
    return str(service.image.known).rpartition("/")[2].partition(":")[0].partition("@")[0].startswith("haproxy")


def _inner(site: Site, service: Service) -> int | None:
    """Return the port on which a PgBouncer listens in its container: of its variables, or of its file."""
    from checker.configs.pgbouncer.facts import Pooler

    for name in _VARIABLES:
        if (setting := service.environment.get(name)) and str(setting.known).isdigit():
            return int(str(setting.known))
    ports = {
        pooler.listen_port.known
        for pooler in site.deployment.of(Pooler)
        if running(site, pooler) == (service,) and service.mounts
    }
    return next((port for port in ports if isinstance(port, int)), None) if len(ports) == 1 else None


def _judge(site: Site, each: Publishing) -> Iterator[Problem]:
    ports = [port for port in each.service.ports if port.protocol == "tcp"]
    fitting = [port for port in ports if port.published.value == each.wanted]
    if not fitting:
        values = (str(each.wanted), _shown(ports))
        yield _problem(each, _blamed(ports, each), "published", values, _other_port(ports, each))
        return
    port = fitting[0]
    if port.host_address.value.startswith("127."):
        values = ("0.0.0.0", port.host_address.value)
        yield _problem(each, port.published, "host_ip", values, _drop_address(port))
    elif each.inner is not None and port.target.value != each.inner:
        yield _problem(each, port.target, "target", (str(each.inner), str(port.target.value)), ())


def _blamed(ports: list[PublishedPort], each: Publishing) -> Setting[int | None] | Setting[int]:
    """Return the port to point at: the one that leads to where it listens, or the first."""
    leading = [p for p in ports if p.target.known in (each.inner, each.wanted)]
    return (leading or ports or list(each.service.ports))[0].published


def _shown(ports: list[PublishedPort]) -> str:
    return ", ".join(str(port.published.known) for port in ports if isinstance(port.published.known, int))


def _problem(
    each: Publishing,
    setting: Setting[int | None] | Setting[int],
    key: str,
    values: tuple[str, str],
    repairs: tuple[Repair, ...],
) -> Problem:
    wanted, found = values
    says = {
        "published": f"publishes port {found or 'of any number'}, and clients come to {wanted}",
        "host_ip": f"publishes port {each.wanted} at {found} only, where no other machine can reach it",
        "target": f"publishes port {each.wanted} of its port {found}, and listens on {wanted}",
    }[key]
    return Problem(
        where=setting.place,
        message=f"{{who}} {says}",
        who=each.name,
        promise="down-detected-in-time",
        key=key,
        wanted=wanted,
        found=found,
        hint="the checks of HAProxy would be refused, and the server DOWN from the start",
        repairs=repairs,
    )


def _other_port(ports: list[PublishedPort], each: Publishing) -> tuple[Repair, ...]:
    blamed = _blamed(ports, each)
    word, found = blamed.word, str(blamed.known)
    if word is None or len(ports) != 1 or blamed.via:
        return ()
    start = word.raw.find(found)
    if start < 0 or word.value.rpartition(":")[0].rpartition(":")[2] not in (found, "") or "-" in word.value:
        return ()
    text = word.raw[:start] + str(each.wanted) + word.raw[start + len(found) :]
    return (Repair(f"publish {each.wanted}", (replace_word(word, text),)),)


def _drop_address(port: PublishedPort) -> tuple[Repair, ...]:
    word, address = port.published.word, f"{port.host_address.value}:"
    if word is None or address not in word.raw or port.published.via:
        return ()
    return (Repair("publish it at all addresses", (replace_word(word, word.raw.replace(address, "", 1)),)),)


RULE = Rule(
    code="published-port",
    severity=Severity.ERROR,
    says="containers publish the ports that the diagram names",
    title="a container does not publish the port that the diagram names",
    what="""
A PgBouncer or a HAProxy in a container is reached by the port that the container publishes. It must be the one that
the diagram names, lead to the port on which the program listens inside, and not be bound to 127.0.0.1. Containers
that publish nothing, or have the network of the host, are not judged.
""",
    why="""
The port is closed to HAProxy or to the clients. `docker compose config` accepts any port.
""",
    fix='Publish the port of the diagram: `ports: ["6433:6432"]`.',
    promises=("down-detected-in-time", "vip.port"),
    subjects=_publishing,
    judge=_judge,
    invalid=(
        Example(
            {
                "compose.yml": """\
services:
  pgb2:
    image: edoburu/pgbouncer
    ports: ["6435:6432"]
"""
            },
            at=("compose.yml:4",),
        ),
        Example(
            {
                "compose.yml": """\
services:
  pgbouncer-1:
    image: bitnami/pgbouncer:1
    ports:
      - "127.0.0.1:6432:6432"
  pgbouncer-2:
    image: bitnami/pgbouncer:1
    environment: {PGBOUNCER_PORT: "6432"}
    ports:
      - target: 6433
        published: "6433"
"""
            },
            at=("compose.yml:5", "compose.yml:10"),
        ),
        Example(
            {"compose.yml": 'services:\n  lb:\n    image: haproxy:2.8\n    ports: ["5433:5432", "8404:8404"]\n'},
            at=("compose.yml:4",),
        ),
    ),
    valid=(
        Example({"compose.yml": 'services:\n  pgb2:\n    image: edoburu/pgbouncer\n    ports: ["6433:6432"]\n'}),
        Example(
            {
                "compose.yml": """\
services:
  pgb3:
    image: edoburu/pgbouncer
    ports:
      - {target: 5432, published: 6434}
"""
            }
        ),
        Example(
            {"compose.yml": 'services:\n  lb:\n    image: haproxy\n    ports: ["192.168.1.100:5432:5432", "8404"]\n'}
        ),
    ),
)
