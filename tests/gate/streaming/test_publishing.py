"""What the rules of the streaming path say is what a real nginx with its RTMP module does."""

from __future__ import annotations

import pytest

from checker.base.finding import Severity
from checker.gate import registry
from checker.gate.judging import judge
from checker.gate.rule import Example, Site
from checker.gate.streaming.examples import NGINX
from tests.configs.nginx import daemon
from tests.gate.judged import site
from tests.gate.streaming.publisher import Replica, free_port, nginx, publish, wait_for

pytestmark = [pytest.mark.slow, daemon.needed]

CODES = ("directive-overridden", "publish-no-failover", "publish-not-retried", "publish-timeout", "replica-missing")
DIRECT = "http://127.0.0.1:8088/api/stream/start"
PRIMARY = "http://spring-boot-app-primary:8080/api/stream/start"
SECONDARY = "http://spring-boot-app-secondary:8081/api/stream/start"
# the change of the reference, how the primary fails, and the rules that say that the stream is refused then
CASES = {
    "the reference, primary healthy": ((), "answering", ()),
    "the reference, primary dead": ((), "dead", ()),
    "the reference, primary breaks": ((), "breaking", ()),
    "the reference, primary hangs": ((), "hanging", ()),
    "two callbacks": (
        ((f"on_publish {DIRECT};", f"on_publish {SECONDARY};\n on_publish {PRIMARY};"),),
        "dead",
        ("directive-overridden",),
    ),
    "one replica": (((DIRECT, PRIMARY),), "dead", ("publish-no-failover",)),
    "no retries": ((("error timeout non_idempotent", "off"),), "dead", ("publish-not-retried",)),
    "retries of what was not sent": ((("error timeout non_idempotent", "error timeout"),), "dead", ()),
    "no retries of what was sent": (
        (("error timeout non_idempotent", "error timeout"),),
        "breaking",
        ("publish-not-retried",),
    ),
    "one try": (
        (("non_idempotent;", "non_idempotent;\n proxy_next_upstream_tries 1;"),),
        "dead",
        ("publish-not-retried",),
    ),
    "a hang that outlasts the module": (
        (("proxy_read_timeout 5s", "proxy_read_timeout 8s"), ("listen 1935;", "listen 1935; netcall_timeout 3s;")),
        "hanging",
        ("publish-timeout",),
    ),
    "no secondary": (
        (("        server spring-boot-app-secondary:8081 backup;\n", ""),),
        "dead",
        ("replica-missing",),
    ),
}

# accepted as the primary is dead; one that breaks would cost the stream, as the case below it shows
ERRORS_OF_ANOTHER_FAILURE = ("retries of what was not sent",)


def _text(*changes: tuple[str, str]) -> str:
    text = NGINX
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def _told(text: str) -> tuple[set[str], set[str]]:
    """Return the codes of what is said of a configuration: whatever it weighs, and errors."""
    at: Site = site(Example({"nginx.conf": text}, system="rtmp-failover"))
    found = [(code, each) for code in CODES for each in judge(registry.load()[code], at).problems]
    rules = registry.load()
    errors = {code for code, each in found if (each.severity or rules[code].severity) is Severity.ERROR}
    return {code for code, _ in found}, errors


@pytest.mark.parametrize("name", CASES)
def test_a_stream_is_refused_where_a_rule_says_so(name, tmp_path):
    changes, behaviour, wanted = CASES[name]
    text = _text(*changes)
    told, errors = _told(text)
    assert set(wanted) <= told
    primary, secondary = Replica(behaviour), Replica("answering")
    rtmp, proxy, hls = free_port(), free_port(), free_port()
    real = (
        text.replace("/var/log/nginx/error.log", f"{tmp_path}/error.log")
        .replace("spring-boot-app-primary:8080", f"127.0.0.1:{primary.port}")
        .replace("spring-boot-app-secondary:8081", f"127.0.0.1:{secondary.port}")
        .replace("1935", str(rtmp))
        .replace("8088", str(proxy))
        .replace("listen 9090", f"listen 127.0.0.1:{hls}")
        .replace("/shared", str(tmp_path))
    )
    try:
        with nginx(tmp_path, real):
            wait_for(rtmp)
            accepted, _ = publish(rtmp, "live", "9f2c4e7ab1d05836")
    finally:
        primary.close()
        secondary.close()
    assert accepted == (not wanted)
    assert (secondary.asked > 0) == (accepted and behaviour != "answering")
    assert not errors or not accepted or name in ERRORS_OF_ANOTHER_FAILURE


def test_the_last_callback_is_called(tmp_path):
    """Of two lines only the second is ever asked: it is no fallback, the first being as healthy as it may."""
    first, second = Replica("answering"), Replica("answering")
    rtmp = free_port()
    text = (
        f"events {{}}\nrtmp {{ server {{ listen {rtmp}; application live {{ live on;\n"
        f" on_publish http://127.0.0.1:{first.port}/a;\n on_publish http://127.0.0.1:{second.port}/a; }} }} }}\n"
    )
    with nginx(tmp_path, text):
        wait_for(rtmp)
        assert publish(rtmp, "live", "key")[0]
    first.close()
    second.close()
    assert (first.asked, second.asked) == (0, 1)
