"""What `on_publish` asks is a replica, or a proxy before the replicas, by the path that they answer."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.configs.words import Word, replace_word
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.streaming.examples import broken, kept
from checker.gate.streaming.publishing import Route, local_proxies, reached, routes, shown


def _judge(site: Site, route: Route) -> Iterator[Problem]:
    if found := _wrong(site, route):
        yield _problem(site, route, *found)
        return
    path = site.contract.parameters.get("publish.path")
    if path and route.path.partition("?")[0] != path.value:
        yield _wrong_path(route, str(path.value))


def _wrong(site: Site, route: Route) -> tuple[str, str] | None:
    """Return what is wrong with where the question arrives, in words and as a value; None where nothing is."""
    asked = f"{route.url.host}:{route.url.port}"
    if route.direct:
        if route.url.port != route.direct.port:
            return f"asks {asked}, where {route.direct.name} does not listen", asked
        return None
    if route.balanced or (route.location and reached(site, route)):
        return None
    if route.location is None:
        return f"asks {asked}, which is no replica, and nothing in these files takes requests there", asked
    if not route.servers:
        return f"asks {asked}, whose location {route.location.path} passes the question to nobody", asked
    behind = ", ".join(f"{server.host}:{server.port}" for server in route.servers)
    return f"asks {asked}, behind which no replica takes requests, but {behind}", behind


def _problem(site: Site, route: Route, wrong: str, found: str) -> Problem:
    replicas = tuple(site.contract.servers.values())
    word = route.publishing.callback.url.word
    return Problem(
        where=route.publishing.callback.url.place,
        message=f"on_publish of {route.where} {wrong}: every new stream would be refused",
        promise="publish-fails-over",
        key="on_publish",
        wanted=shown((route.direct,) if route.direct else replicas),
        found=found,
        hint="name a location of this nginx that passes the question to an upstream of both replicas",
        repairs=tuple(_repairs(site, route, word)) if word else (),
    )


def _repairs(site: Site, route: Route, word: Word) -> Iterator[Repair]:
    path = site.contract.parameters.get("publish.path")
    wanted = str(path.value) if path else route.url.path
    for url in local_proxies(site, route.publishing.nginx, wanted):
        yield Repair(f"on_publish {url}", (replace_word(word, url),))


def _wrong_path(route: Route, wanted: str) -> Problem:
    rewritten = route.location is not None and route.path != (route.url.path or "/")
    setting = route.location.proxy_pass if rewritten and route.location else route.publishing.callback.url
    through = f" (after {route.location.path})" if rewritten and route.location else ""
    repairs: tuple[Repair, ...] = ()
    if not rewritten and setting.word:
        url = f"{route.url.scheme}://{route.url.host}:{route.url.port}{wanted}"
        repairs = (Repair(f"on_publish {url}", (replace_word(setting.word, url),)),)
    elif setting.word:
        scheme, _, rest = setting.word.value.partition("://")
        bare = f"{scheme}://{rest.partition('/')[0]}"
        repairs = (Repair(f"proxy_pass {bare}", (replace_word(setting.word, bare),)),)
    return Problem(
        where=setting.place,
        message=f"on_publish of {route.where} asks for {route.path}{through}, and the replicas answer {wanted}: "
        "any other answer than 2xx and 3xx refuses the stream",
        promise="publish.path",
        key="path",
        wanted=wanted,
        found=route.path,
        hint="a path behind the server in proxy_pass replaces the path of the location" if rewritten else "",
        repairs=repairs,
    )


RULE = Rule(
    code="publish-target",
    severity=Severity.ERROR,
    says="on_publish arrives at a replica, by the path that it answers",
    title="on_publish asks somebody who does not answer",
    what="""
The URL of `on_publish` is followed: to a replica, or to a location of an nginx (or a HAProxy) among the files and to
the servers behind it. It must arrive at a replica of the diagram, at its port, by the path that the diagram draws.
""",
    why="""
nginx-rtmp refuses a publisher on any answer but 2xx and 3xx, and on none at all. It says so in the error log only at
level info; the client sees its connection closed.
""",
    fix="Write the address, port and path of the replica, or of the location before the replicas.",
    promises=("publish-fails-over", "publish.path"),
    subjects=routes,
    judge=_judge,
    invalid=(
        broken("nginx.conf", ("127.0.0.1:8088/api", "127.0.0.1:8089/api"), at=("on_publish",)),
        broken("nginx.conf", ("127.0.0.1:8088/api", "spring-boot-app-tertiary:8080/api"), at=("on_publish",)),
        broken("nginx.conf", ("127.0.0.1:8088/api", "spring-boot-app-primary:8081/api"), at=("on_publish",)),
        broken("nginx.conf", ("8088/api/stream/start", "8088/api/stream/begin"), at=("on_publish",)),
        broken("nginx.conf", ("proxy_pass http://stream_api;", "proxy_pass http://stream_api/;"), at=("proxy_pass",)),
        broken("nginx.conf", ("            proxy_pass http://stream_api;\n", ""), at=("on_publish",)),
    ),
    valid=(
        kept("nginx.conf"),
        kept(
            "nginx.conf",
            ("8088/api/stream/start", "8088/ask"),
            ("location /api/stream/", "location /ask"),
            ("proxy_pass http://stream_api;", "proxy_pass http://stream_api/api/stream/start;"),
        ),
    ),
)
