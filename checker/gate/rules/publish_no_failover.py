"""`on_publish` does not name one replica: what it names is asked, or nobody."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.configs.words import replace_word
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.streaming.examples import broken, kept
from checker.gate.streaming.publishing import Route, local_proxies, reached, routes


def _judge(site: Site, route: Route) -> Iterator[Problem]:
    callback = route.publishing.callback
    if route.direct is None or callback.overridden:  # two of them: directive-overridden tells
        return
    others = [server for server in site.contract.servers.values() if server.name != route.direct.name]
    if not others or set(reached(site, route)) >= set(site.contract.servers.values()):
        return
    word = callback.url.word
    path = (
        str(site.contract.parameters["publish.path"].value)
        if "publish.path" in site.contract.parameters
        else route.path
    )
    yield Problem(
        where=callback.url.place,
        message=f"on_publish of {route.where} asks {route.direct.name} alone: when it is dead, new streams are refused "
        f"until somebody edits this line and reloads",
        promise="publish-fails-over",
        key="on_publish",
        wanted=" then ".join(site.contract.servers),
        found=f"{route.direct.name} only",
        hint="the module knows one URL an event, resolved at the start: let a local proxy try both replicas",
        repairs=tuple(
            Repair(f"on_publish {url}", (replace_word(word, url),))
            for url in local_proxies(site, route.publishing.nginx, path)
            if word
        ),
    )


RULE = Rule(
    code="publish-no-failover",
    severity=Severity.ERROR,
    says="a new stream is authorised though one replica is dead",
    title="on_publish asks one replica, and cannot fail over",
    what="""
`on_publish` names a replica itself. nginx-rtmp resolves the name when it starts, asks that address, and refuses the
stream where no answer comes within netcall_timeout; it knows no second URL and no upstream.
""",
    why="""
The diagram draws that a new stream is authorised by the secondary. With this line that takes a person who edits the
file in every nginx and reloads; until then every new stream is refused.
""",
    fix="""
Let `on_publish` ask a location of the same nginx (`http://127.0.0.1:8088/...`) that passes the question to an upstream
with the secondary as `backup`, with `proxy_next_upstream error timeout non_idempotent`.
""",
    promises=("publish-fails-over",),
    subjects=routes,
    judge=_judge,
    invalid=(
        broken("nginx.conf", ("127.0.0.1:8088/api", "spring-boot-app-primary:8080/api"), at=("on_publish",)),
        broken("nginx.conf", ("127.0.0.1:8088/api", "spring-boot-app-secondary:8081/api"), at=("on_publish",)),
    ),
    valid=(kept("nginx.conf"), kept("nginx.conf", ("127.0.0.1:8088/api", "localhost:8088/api"))),
)
