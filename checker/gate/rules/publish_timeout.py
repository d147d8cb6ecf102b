"""The next replica is tried before the RTMP module gives up."""

from collections.abc import Iterator

from checker.base.finding import Related, Severity
from checker.base.time import NS_PER_S
from checker.configs.nginx.facts import Location
from checker.configs.nginx.values import show_time, time_value
from checker.configs.setting import Setting
from checker.configs.words import Edit
from checker.gate.changes import write_value
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.shown import found_value, seconds
from checker.gate.streaming.examples import broken, kept
from checker.gate.streaming.publishing import Route, proxies

_ROOM = NS_PER_S // 2  # for the answer of the replica that is asked last


def _judge(site: Site, route: Route) -> Iterator[Problem]:
    location = route.location
    before_last = len([server for server in route.servers if not server.down.value]) - 1
    if location is None or before_last < 1:
        return
    netcall = route.publishing.server.netcall_timeout
    if before_last * location.connect_timeout.value >= netcall.value:
        yield _too_slow(location, netcall, before_last)
    elif location.read_timeout.value >= netcall.value:
        yield _hanging(location, netcall)


def _too_slow(location: Location, netcall: Setting[int], before_last: int) -> Problem:
    connect = location.connect_timeout
    total = before_last * connect.value
    blamed = netcall if netcall.word and total < time_value("10s") else connect
    key = "netcall_timeout" if blamed is netcall else "proxy_connect_timeout"
    return Problem(
        where=blamed.place,
        message=f"a dead host is given up after {show_time(total)} (proxy_connect_timeout), and the RTMP module "
        f"refuses the stream after {show_time(netcall.value)} (netcall_timeout): the next replica is never "
        "tried in time",
        promise="publish-fails-over",
        key=key,
        wanted=seconds(total if blamed is netcall else netcall.value // before_last),
        found=found_value(blamed, seconds(blamed.value)),
        unit="s",
        hint="a dead process refuses the connection at once; a dead host, or a firewall that drops, does not",
        related=_other(blamed, connect, netcall),
        repairs=(_with_read(_repair(key, blamed, connect, netcall, before_last), location, netcall, blamed),),
    )


def _other(blamed: Setting[int], connect: Setting[int], netcall: Setting[int]) -> tuple[Related, ...]:
    other, label = (
        (connect, "the host is given up after") if blamed is netcall else (netcall, "the stream is refused after")
    )
    return () if other.is_default else (Related(other.place, f"{label} {show_time(other.value)}"),)


def _repair(key: str, blamed: Setting[int], connect: Setting[int], netcall: Setting[int], tries: int) -> Repair:
    """Return the nearest whole second that leaves room for an answer."""
    if blamed is netcall:
        needed = -(-(tries * connect.value + _ROOM) // NS_PER_S) * NS_PER_S
        text = show_time(needed)
    else:
        longest = (netcall.value - _ROOM) // tries
        text = show_time(longest // NS_PER_S * NS_PER_S or longest)
    return Repair(f"{key} {text}", (_written(blamed, key, text),))


def _with_read(repair: Repair, location: Location, netcall: Setting[int], blamed: Setting[int]) -> Repair:
    """Return the repair with one of proxy_read_timeout where a primary that hangs would still outlast the module."""
    read = location.read_timeout
    if blamed is netcall or read.value < netcall.value:
        return repair
    text = _half(netcall)
    edits = (*repair.edits, _written(read, "proxy_read_timeout", text))
    return Repair(f"{repair.shown} and proxy_read_timeout {text}", edits, repair.safe)


def _half(netcall: Setting[int]) -> str:
    return show_time(max(netcall.value // 2 // NS_PER_S, 1) * NS_PER_S)


def _written(setting: Setting[int], key: str, text: str) -> Edit:
    return write_value(setting, key, f"{text};" if setting.is_default else text)


def _hanging(location: Location, netcall: Setting[int]) -> Problem:
    read = location.read_timeout
    text = _half(netcall)
    return Problem(
        where=read.place,
        message=f"a primary that hangs is given up after {show_time(read.value)} (proxy_read_timeout), and the RTMP "
        f"module refuses the stream after {show_time(netcall.value)}: a replica that is dead is followed, one that "
        "hangs is not",
        promise="publish-fails-over",
        key="proxy_read_timeout",
        wanted=seconds(netcall.value),
        found=found_value(read, seconds(read.value)),
        unit="s",
        repairs=(Repair(f"proxy_read_timeout {text}", (_written(read, "proxy_read_timeout", text),)),),
        severity=Severity.INFO,
    )


RULE = Rule(
    code="publish-timeout",
    severity=Severity.ERROR,
    says="the next replica is tried before the stream is refused",
    title="the proxy waits for a dead replica longer than the RTMP module waits for the proxy",
    what="""
nginx-rtmp waits netcall_timeout (10 s unless set) for the answer to `on_publish`. The proxy before the replicas gives
a host that does not answer up after `proxy_connect_timeout` (60 s unless set), and only then tries the next one. All
waits but the last must fit into netcall_timeout.
""",
    why="""
When the host of the primary dies (and not only its process), nobody refuses the connection. The stream is refused while
the proxy still waits for the dead host. Nothing is logged as an error but a timeout without a cause.
""",
    fix="Write `proxy_connect_timeout 2s;` in the location; `proxy_read_timeout` covers a replica that hangs.",
    promises=("publish-fails-over",),
    subjects=proxies,
    judge=_judge,
    invalid=(
        broken("nginx.conf", ("proxy_connect_timeout 2s", "proxy_connect_timeout 15s"), at=("connect_timeout",)),
        broken("nginx.conf", ("            proxy_connect_timeout 2s;\n", ""), at=("location /api/stream/",)),
        broken("nginx.conf", ("listen 1935;", "listen 1935;\n        netcall_timeout 1s;"), at=("netcall_timeout",)),
        broken("nginx.conf", ("proxy_read_timeout 5s", "proxy_read_timeout 30s"), at=("read_timeout",)),
    ),
    valid=(
        kept("nginx.conf"),
        kept(
            "nginx.conf",
            ("            proxy_connect_timeout 2s;\n", ""),
            ("http {", "http {\n    proxy_connect_timeout 500ms;"),
        ),
    ),
)
