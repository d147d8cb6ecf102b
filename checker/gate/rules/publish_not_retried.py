"""When the primary fails, the question is passed to the next server."""

from collections.abc import Iterator

from checker.base.finding import Severity
from checker.configs.nginx.facts import Location
from checker.configs.nginx.values import show_time
from checker.configs.setting import Setting
from checker.configs.words import Edit
from checker.gate.changes import write_value
from checker.gate.rule import Problem, Repair, Rule, Site
from checker.gate.streaming.examples import broken, kept
from checker.gate.streaming.publishing import Route, proxies

_NEEDED = ("error", "timeout")


def _judge(site: Site, route: Route) -> Iterator[Problem]:
    location = route.location
    if location is None or len(route.servers) < 2:
        return
    conditions = location.next_upstream.value
    missing = [each for each in _NEEDED if each not in conditions]
    if missing:
        yield _conditions(location, missing)
    elif "non_idempotent" not in conditions and route.publishing.application.notify_method.value == "post":
        yield _not_for_posts(location)
    if location.next_tries.value == 1:
        yield _limit(
            "proxy_next_upstream_tries",
            location.next_tries,
            "only one server is tried",
            "0",
            str(location.next_tries.value),
        )
    if 0 < location.next_timeout.value <= location.connect_timeout.value:
        yield _limit(
            "proxy_next_upstream_timeout",
            location.next_timeout,
            f"no other server is tried after that, and a dead host takes {show_time(location.connect_timeout.value)} "
            "(proxy_connect_timeout)",
            "0",
            show_time(location.next_timeout.value),
        )


def _conditions(location: Location, missing: list[str]) -> Problem:
    setting = location.next_upstream
    off = not setting.value
    lost = "a dead process or host" if "error" in missing else "a dead host"
    return Problem(
        where=setting.place,
        message=f"proxy_next_upstream {'is off' if off else 'lacks ' + ' and '.join(missing)}: {lost} refuses the "
        "stream, the next server is not tried",
        promise="publish-fails-over",
        key="proxy_next_upstream",
        wanted="error timeout non_idempotent",
        found="off" if off else " ".join(setting.value),
        repairs=(_repair(setting),),
    )


def _not_for_posts(location: Location) -> Problem:
    setting = location.next_upstream
    return Problem(
        where=setting.place,
        message="proxy_next_upstream lacks non_idempotent: a primary that takes the POST and then fails is not "
        "followed by the secondary (one that refuses the connection is)",
        promise="publish-fails-over",
        key="proxy_next_upstream",
        wanted="error timeout non_idempotent",
        found=" ".join(setting.value) + (" (default)" if setting.is_default else ""),
        hint="nginx repeats a POST that it has sent only with non_idempotent; asking twice does no harm here",
        repairs=(_repair(setting),),
    )


def _limit(key: str, setting: Setting[int], why: str, wanted: str, found: str) -> Problem:
    return Problem(
        where=setting.place,
        message=f"{key} {found}: {why}",
        promise="publish-fails-over",
        key=key,
        wanted=wanted,
        found=found,
        repairs=(Repair(f"{key} {wanted}", (write_value(setting, key, wanted),)),),
    )


def _repair(setting: Setting[tuple[str, ...]]) -> Repair:
    kept_too = [word for word in setting.value if word not in (*_NEEDED, "non_idempotent")]
    text = " ".join([*_NEEDED, *kept_too, "non_idempotent"])
    if setting.is_default:
        return Repair(f"proxy_next_upstream {text}", (write_value(setting, "proxy_next_upstream", f"{text};"),))
    words = setting.at.words if not hasattr(setting.at, "head") else setting.at.head.words
    edit = Edit(words[1].place.file, words[1].start, words[-1].end, text)
    return Repair(f"proxy_next_upstream {text}", (edit,))


RULE = Rule(
    code="publish-not-retried",
    severity=Severity.ERROR,
    says="the question goes to the next replica when one fails",
    title="a failed question is not passed to the next replica",
    what="""
`proxy_next_upstream` says after what nginx tries the next server of an upstream (default: `error timeout`). It needs
`error` (the connection is refused or breaks) and `timeout` (nobody answers). nginx-rtmp asks by POST, which nginx
repeats after it was sent only with `non_idempotent`. `proxy_next_upstream_tries` and `_timeout` must leave room for a
second try.
""",
    why="""
The upstream has a backup, and yet the publisher is refused: the answer to the first failure is 502 or 504, and
nginx-rtmp takes anything but 2xx and 3xx for a no.
""",
    fix="Write `proxy_next_upstream error timeout non_idempotent;` in the location.",
    promises=("publish-fails-over",),
    subjects=proxies,
    judge=_judge,
    invalid=(
        broken("nginx.conf", ("error timeout non_idempotent", "off"), at=("proxy_next_upstream",)),
        broken("nginx.conf", ("error timeout non_idempotent", "error"), at=("proxy_next_upstream",)),
        broken("nginx.conf", ("error timeout non_idempotent", "error timeout http_502"), at=("proxy_next_upstream",)),
        broken("nginx.conf", (" non_idempotent", ""), at=("proxy_next_upstream",)),
        broken(
            "nginx.conf",
            ("            proxy_next_upstream error timeout non_idempotent;\n", ""),
            at=("location /api/stream/",),
        ),
        broken(
            "nginx.conf",
            ("non_idempotent;", "non_idempotent;\n            proxy_next_upstream_tries 1;"),
            at=("proxy_next_upstream_tries",),
        ),
        broken(
            "nginx.conf",
            ("non_idempotent;", "non_idempotent;\n            proxy_next_upstream_timeout 2s;"),
            at=("proxy_next_upstream_timeout",),
        ),
    ),
    valid=(
        kept("nginx.conf"),
        kept("nginx.conf", (" non_idempotent", ""), ("live on;", "live on;\n            notify_method get;")),
        kept(
            "nginx.conf",
            ("            proxy_next_upstream error timeout non_idempotent;\n", ""),
            ("http {", "http {\n    proxy_next_upstream error timeout http_503 non_idempotent;"),
        ),
    ),
)
