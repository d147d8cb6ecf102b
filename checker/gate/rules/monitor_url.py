"""The monitor asks the statistics page of whoever has the virtual address."""

from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit

from checker.base.finding import Severity
from checker.configs.compose.facts import Service
from checker.configs.setting import Setting, UnknownValueError
from checker.configs.words import Edit
from checker.gate.containers.compose_changes import rewrite, used_at
from checker.gate.containers.monitors import Monitor, monitors, plain_path
from checker.gate.pool.pools import is_numeric, vip_addresses
from checker.gate.pool.stats_pages import at_port, watched
from checker.gate.rule import Example, Problem, Repair, Rule, Site


def _judge(site: Site, monitor: Monitor) -> Iterator[Problem]:
    if monitor.url is None:
        yield _missing(site, monitor)
        return
    text = monitor.url.value
    url = _split(text)
    wanted = _wanted(site, url)
    for wrong in _wrong(site, monitor, url):
        yield Problem(
            where=monitor.url.place,
            message=f"the {{who}} asks {text}: {wrong}",
            who=monitor.name,
            promise="monitor.variable",
            key=_name(site),
            wanted=wanted,
            found=text,
            hint="asked at the virtual address, the load balancer in service answers, whichever it is",
            related=used_at(monitor.url),
            repairs=_repairs(monitor.url, text, wanted),
        )
        return


def _split(text: str) -> SplitResult:
    """Return the parts of a URL; none where it is no URL at all."""
    try:
        return urlsplit(text if "://" in text else f"http://{text}")
    except ValueError:
        return urlsplit("")


def _missing(site: Site, monitor: Monitor) -> Problem:
    return Problem(
        where=monitor.service.block.place,
        message=f"the {{who}} has no {_name(site)}, by which the diagram says where it asks",
        who=monitor.name,
        promise="monitor.variable",
        key=_name(site),
        wanted=_wanted(site, urlsplit("")),
        hint="without it, the monitor asks what its script has built in, or nothing at all",
        repairs=tuple(_added(site, monitor, _wanted(site, urlsplit("")))),
    )


def _added(site: Site, monitor: Monitor, url: str) -> Iterator[Repair]:
    """Yield the repair that sets the variable on a line before another one, where that has a line of its own."""
    text = f'{_name(site)}: "{url}"'
    for name, setting in monitor.service.environment.items():
        lines = site.deployment.text(setting.place.file).splitlines(keepends=True)
        line = lines[setting.place.line - 1]
        start = sum(map(len, lines[: setting.place.line - 1]))
        indent = line[: len(line) - len(line.lstrip())]
        for prefix, written in ((f"{name}:", text), (f"- {name}=", f"- {_name(site)}={url}")):
            if line.lstrip().startswith(prefix):
                edit = Edit(setting.place.file, start, start, f"{indent}{written}\n")
                yield Repair(text, (edit,))
                return


def _name(site: Site) -> str:
    return site.contract.text("monitor.variable")


def _wanted(site: Site, url: SplitResult) -> str:
    address = next(iter(site.contract.vips.values())).address
    path, port = site.contract.text("stats.path"), site.contract.count("stats.port")
    scheme = "http" if not url.scheme or _is_plain(site, url) else url.scheme
    return f"{scheme}://{address}:{port}{path};csv"


def _is_plain(site: Site, url: SplitResult) -> bool:
    """Say whether a URL asks for TLS where no statistics page has it; without haproxy.cfg that is not known."""
    pages = [page for each in watched(site) for page in at_port(site, each)]
    encrypted = any(word.value == "ssl" for page in pages for word in page.bind.at.words)
    return url.scheme == "https" and bool(pages) and not encrypted


def _wrong(site: Site, monitor: Monitor, url: SplitResult) -> Iterator[str]:
    """Yield what is wrong with the URL, the gravest first."""
    host = url.hostname or ""
    if host not in vip_addresses(site.contract):
        yield _wrong_host(site, monitor, host)
    port, wanted_port = _port(monitor, url), site.contract.count("stats.port")
    if port != wanted_port:
        yield f"the statistics are at port {wanted_port}"
    path = site.contract.text("stats.path")
    if plain_path(url) != (path.rstrip("/") or "/"):
        yield f"the statistics are at {path}"
    if _is_plain(site, url):
        yield "the statistics page has no TLS, and does not answer https"
    if not (url.path + url.query).endswith(("csv", "csv;norefresh")) and "csv" not in monitor.script:
        yield "without `;csv` it gets a page for people, and not the states"


def _wrong_host(site: Site, monitor: Monitor, host: str) -> str:
    owner = site.contract.host_of(host) if host else None
    if owner is not None:
        return f"that is {owner.name} itself, and when it is dead nothing is seen, and nothing alerted"
    if host in {service.name for service in site.deployment.of(Service)} | {"localhost", "127.0.0.1"}:
        return f"{host} is one container, and not the virtual address"
    if is_numeric(host) or not host:
        return f"{host or 'no host'} is not the virtual address"
    assert monitor.url is not None, "the URL is judged"
    raise UnknownValueError(f"the name {host} may be that of the virtual address or not", monitor.url.place)


def _port(monitor: Monitor, url: SplitResult) -> int:
    try:
        port = url.port
    except ValueError:
        port = -1
    return port if port is not None else (443 if url.scheme == "https" else 80)


def _repairs(setting: Setting[str], found: str, wanted: str) -> tuple[Repair, ...]:
    return rewrite(setting, found, wanted, wanted)


_STATS = """\
listen pgbouncers
    bind :5432
    server pgb1 192.168.1.5:6432 check
listen stats
    mode http
    bind :8404
    stats enable
    stats uri /stats
"""

RULE = Rule(
    code="monitor-url",
    severity=Severity.ERROR,
    says="the monitor asks the statistics page at the virtual address",
    title="the monitor does not ask the statistics page at the virtual address",
    what="""
The monitor polls HAProxy's statistics as CSV, at the URL that an environment variable of its container gives. The
diagram has it ask the virtual address, so that the load balancer in service answers.
""",
    why="""
A monitor that asks one HAProxy by its own address is blind when that one dies: the failover that it should alert is
what makes it fail. With a wrong port or path, or without `;csv`, it never sees a state at all.
""",
    fix="Give the virtual address, the port and the path of the statistics, and `;csv`.",
    promises=("monitor.variable",),
    subjects=monitors,
    judge=_judge,
    invalid=(
        Example(
            {
                "compose.yml": """\
services:
  monitor:
    image: alpine:3.20
    environment:
      HAPROXY_STATS_URL: "http://192.168.1.10:8404/stats;csv"
"""
            },
            at=("compose.yml:5",),
        ),
        Example(
            {
                "compose.yml": """\
services:
  monitor:
    image: alpine:3.20
    environment: ["HAPROXY_STATS_URL=http://192.168.1.100:8405/stats;csv"]
"""
            },
            at=("compose.yml:4",),
        ),
        Example(
            {
                "compose.yml": """\
services:
  monitor:
    image: alpine:3.20
    env_file: monitor.env
""",
                "monitor.env": "HAPROXY_STATS_URL=http://192.168.1.100:8404/haproxy;csv\n",
            },
            at=("monitor.env:1",),
        ),
        Example(
            {
                "compose.yml": """\
services:
  monitor:
    image: alpine:3.20
    environment:
      HAPROXY_STATS_URL: http://192.168.1.100:8404/stats
  haproxy:
    image: haproxy:2.8
  other:
    image: alpine:3.20
    command: sh -c 'while curl http://haproxy:8404/stats; do sleep 10; done'
"""
            },
            at=("compose.yml:5", "compose.yml:10"),
        ),
        Example(
            {
                "compose.yml": """\
services:
  monitor:
    image: alpine:3.20
    environment:
      HAPROXY_STATS_URL: "https://192.168.1.100:8404/stats;csv"
""",
                "haproxy.cfg": _STATS,
            },
            at=("compose.yml:5",),
        ),
        Example(
            {
                "compose.yml": """\
services:
  monitor:
    image: alpine:3.20
    environment:
      POLL_INTERVAL_SECONDS: "10"
      STATE_FILE: /tmp/pgbouncer_states.txt
"""
            },
            at=("compose.yml:2",),
        ),
    ),
    valid=(
        Example(
            {
                "compose.yml": """\
services:
  monitor:
    image: alpine:3.20
    environment:
      HAPROXY_STATS_URL: "http://192.168.1.100:8404/stats;csv"
"""
            }
        ),
        Example(
            {
                "compose.yml": """\
services:
  monitor:
    image: alpine:3.20
    environment:
      - HAPROXY_STATS_URL=${STATS_URL:-http://192.168.1.100:8404/stats;csv}
"""
            }
        ),
        Example(
            {
                "compose.yml": """\
services:
  monitor:
    image: alpine:3.20
    environment:
      HAPROXY_STATS_URL: "https://192.168.1.100:8404/stats;csv"
""",
                "haproxy.cfg": _STATS.replace(":8404", ":8404 ssl crt /etc/haproxy/stats.pem"),
            }
        ),
    ),
)
