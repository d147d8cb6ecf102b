"""The upstream that `on_publish` reaches holds every replica, at its address and port."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.configs.nginx.facts import UpstreamServer
from checker.configs.words import insert_line, replace_word
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.streaming.examples import broken, kept
from checker.gate.streaming.publishing import Route, names_of, proxies, reached
from checker.model.contract import Server


def _judge(site: Site, route: Route) -> Iterator[Problem]:
    names = names_of(site)
    if not reached(site, route) and not any(names.host(server.host) for server in route.servers):
        return  # publish-target tells
    strangers = [server for server in route.servers if names.at(server.host, server.port) is None]
    for replica in site.contract.servers.values():
        if any(names.at(server.host, server.port) == replica for server in route.servers):
            continue
        misplaced = next((s for s in strangers if names.host(s.host) == replica), None)
        if misplaced:
            yield _at_another_port(misplaced, replica)
        else:
            yield _absent(route, replica, replica.name == next(iter(site.contract.servers)))


def _at_another_port(server: UpstreamServer, replica: Server) -> Problem:
    word = server.address.word
    address = f"{server.host}:{replica.port}"
    return Problem(
        where=server.address.place,
        message=f"{server.host} is asked at port {server.port}, and {replica.name} listens at {replica.port}",
        promise="publish-fails-over",
        key="server",
        wanted=address,
        found=f"{server.host}:{server.port}",
        hint="" if word is None or ":" in word.value else "without a port nginx takes 80",
        repairs=(Repair(f"server {address}", (replace_word(word, address),)),) if word else (),
    )


def _absent(route: Route, replica: Server, is_first: bool) -> Problem:
    place = route.group.block.place if route.group else route.servers[0].at.place
    address = f"{replica.address}:{replica.port}"
    line = f"server {address}" + ("" if is_first else " backup")
    return Problem(
        where=place,
        message=f"{{who}} is not behind {_called(route)}: when the others are dead, nobody authorises a new stream",
        who=replica.name,
        promise="publish-fails-over",
        key="server",
        wanted=address,
        found=", ".join(f"{s.host}:{s.port}" for s in route.servers),
        hint="nginx tries only the servers of the upstream",
        repairs=(Repair(line, (insert_line(route.group.block, f"{line};"),)),) if route.group else (),
    )


def _called(route: Route) -> str:
    if route.group:
        return f"upstream {route.group.name}"
    return f"location {route.location.path}" if route.location else "it"


RULE = Rule(
    code="replica-missing",
    severity=Severity.ERROR,
    says="the upstream of on_publish holds every replica at its port",
    title="the upstream that authorises streams lacks a replica",
    what="""
`on_publish` asks a location that passes the question to an upstream (or to one server); each replica of the diagram
must be among its servers, with the port at which it listens.
""",
    why="""
nginx tries the servers of the upstream and no others. With one replica missing, or asked at a port at which it does not
listen, the death of the other one refuses every new stream. `nginx -t` cannot know it.
""",
    fix="Write a `server` for each replica; the secondary as `backup`.",
    promises=("publish-fails-over",),
    subjects=proxies,
    judge=_judge,
    invalid=(
        broken(
            "nginx.conf", ("        server spring-boot-app-secondary:8081 backup;\n", ""), at=("upstream stream_api",)
        ),
        broken("nginx.conf", ("secondary:8081 backup", "secondary:8080 backup"), at=("secondary:8080",)),
        broken("nginx.conf", ("secondary:8081 backup", "secondary backup"), at=("app-secondary backup",)),
        broken(
            "nginx.conf",
            ("proxy_pass http://stream_api;", "proxy_pass http://spring-boot-app-primary:8080;"),
            at=("proxy_pass",),
        ),
    ),
    valid=(
        kept("nginx.conf"),
        kept("nginx.conf", ("primary:8080;", "primary:8080 max_fails=3 fail_timeout=10s weight=2;")),
    ),
)
