"""The monitor may read the statistics page."""

from collections.abc import Iterator

from checker.base.finding import Related, Severity
from checker.configs.compose.facts import Service
from checker.configs.setting import Setting
from checker.gate.pool.stats_pages import Watched, at_port, watched
from checker.gate.rule import Example, Problem, Rule, Site


def _judge(site: Site, each: Watched) -> Iterator[Problem]:
    pages = [page for page in at_port(site, each) if page.proxy.stats.auth.value]
    if not pages or len(pages) < len(at_port(site, each)):
        return
    asked = [url for url in _urls(site) if "@" not in str(url.known)]
    for page in pages:
        auth = page.proxy.stats.auth
        yield Problem(
            where=auth.place,
            message="the statistics page of {who} asks for a password, and the monitor's URL has none"
            if asked
            else "the statistics page of {who} asks for a password, which the monitor must have",
            who=f"'{page.proxy.name}'",
            promise="stats.path",
            key="stats auth",
            wanted="false",
            found="true",
            hint="give the monitor the password, or let the page be read by its address alone",
            related=tuple(Related(url.place, "the monitor asks here") for url in asked),
            severity=Severity.WARNING if asked else Severity.INFO,
        )


def _urls(site: Site) -> Iterator[Setting[str]]:
    name = site.contract.parameters.get("monitor.variable")
    for service in site.deployment.of(Service):
        if name and (url := service.environment.get(str(name.value))):
            yield url


RULE = Rule(
    code="stats-auth",
    severity=Severity.WARNING,
    says="the monitor may read the statistics page",
    title="the statistics page asks for a password that the monitor does not have",
    what="`stats auth` protects the page with a password. The URL that the monitor is given contains none.",
    why="Every poll is answered with 401: no state is seen, and no alert is sent.",
    fix="Write the password into the monitor's settings, or restrict the page by address.",
    promises=("stats.path", "stats.port"),
    subjects=watched,
    judge=_judge,
    invalid=(
        Example(
            {
                "haproxy.cfg": """\
listen pgbouncers
    bind :5432
    server pgb1 192.168.1.5:6432 check
listen stats
    mode http
    bind :8404
    stats uri /stats
    stats auth admin:secret
""",
                "compose.yml": """\
services:
  monitor:
    image: alpine:3.20
    environment:
      HAPROXY_STATS_URL: "http://192.168.1.100:8404/stats;csv"
""",
            },
            at=("haproxy.cfg:8",),
        ),
    ),
    valid=(
        Example(
            {
                "haproxy.cfg": """\
listen pgbouncers
    bind :5432
    server pgb1 192.168.1.5:6432 check
listen stats
    mode http
    bind :8404
    stats uri /stats
"""
            }
        ),
    ),
)
