"""The declared formats of a streaming system: lines as the components wrote them, and any bytes at all."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.base.time import Interval
from checker.model.vocabulary import VOCABULARY
from checker.readers.reader import Context, Tally, Wanted
from checker.readers.registry import readers, recognise

FORMATS = {r.name: r for r in readers() if r.name in ("nginx-error", "access-log", "socat")}
EVERYTHING = Wanted(control=True, windows=(Interval(0, 1 << 62),))
STAMP = "2026/11/21 19:23:40"
END = ", client: 10.77.0.2, server: 0.0.0.0:1935"


def read(name: str, text: str | bytes):
    tally = Tally()
    data = text.encode() if isinstance(text, str) else text
    context = Context("x.log", host="nginx")
    return list(FORMATS[name].read(io.BytesIO(data), context, EVERYTHING, tally)), tally


def one(name: str, line: str):
    events, tally = read(name, line + "\n")
    assert tally.unread_total == 0
    assert len(events) <= 1
    return (events[0].kind, dict(events[0].args)) if events else None


@pytest.mark.parametrize(
    ("line", "kind", "args"),
    [
        ("[error] 20405#20405: recv() failed (111: Connection refused)", "callback_failed", {"connection": ""}),
        (f"[info] 3561#3561: *7 notify: empty or broken HTTP response{END}", "callback_failed", {"connection": "7"}),
        (f"[error] 17583#17583: *6 live: already publishing{END}", "publish_denied", {"connection": "6"}),
        (f"[error] 13615#13615: *8 access forbidden by rule{END}", "publish_denied", {"connection": "8"}),
        (
            '[emerg] 17829#17829: host not found in url "spring-boot-app-tertiary:8080/api/stream/start" in /etc/x:29',
            "configuration_rejected",
            {},
        ),
        ('[emerg] 17829#17829: unknown directive "rtmp_relay_ssl_verify" in /etc/x:3', "configuration_rejected", {}),
        (
            f"[info] 1#1: *1 notify: publish_done 'spring-boot-app-primary:8080/api/stream/stop'{END}",
            "callback_sent",
            {"call": "publish_done", "server": "spring-boot-app-primary:8080", "path": "/api/stream/stop"},
        ),
        (
            f"[info] 1#1: *1 notify: publish redirect to 'http://spring-boot-app-primary:80/api/stream/stream_alice'{END}",
            "callback_redirected",
            {"location": "http://spring-boot-app-primary:80/api/stream/stream_alice"},
        ),
        (
            "[info] 1#1: *3 disconnect, client: 127.0.0.1:1935/hls, server: ngx-relay",
            "rtmp_closed",
            {"connection": "3"},
        ),
    ],
)
def test_what_nginx_says(line: str, kind: str, args: dict):
    found = one("nginx-error", f"{STAMP} {line}")
    assert found is not None
    assert found[0] == kind
    assert found[1].items() >= args.items()


@pytest.mark.parametrize(
    "line",
    [
        f"[info] 1#1: *2 recv() failed (104: Connection reset by peer){END}",  # of a client: it names its session
        '[error] 1#1: *5 open() "/shared/live/x/index.m3u8" failed (2: No such file or directory), client: 10.77.0.2',
        "[notice] 1#1: signal 1 (SIGHUP) received from 2, reconfiguring",
    ],
)
def test_what_nginx_says_beside(line: str):
    assert one("nginx-error", f"{STAMP} {line}") is None


@pytest.mark.parametrize("lasted", ["0s", "10s", "1m 0s", "1d 2h 3m 4s"])
def test_a_session_says_how_long_it_lasted(lasted: str):
    line = (
        f'10.77.0.2 [21/Nov/2026:19:25:44 +0000] PUBLISH "live" "k" "" - 367 292 "" "FMLE/3.0 (compatible" ({lasted})'
    )
    assert one("access-log", line)[1]["lasted"] == lasted


def test_what_is_strange_is_listed():
    for name in FORMATS:
        _, tally = read(name, "what is this\n")
        assert [u.line for u in tally.unread] == [1]


@pytest.mark.parametrize("name", FORMATS)
@given(data=st.binary(max_size=300))
@settings(max_examples=150)
def test_any_bytes(name: str, data: bytes):
    events, tally = read(name, data)
    assert tally.events == len(events)
    assert 0.0 <= FORMATS[name].recognises(data) <= 1.0


@pytest.mark.parametrize("name", FORMATS)
@given(draw=st.data())
@settings(max_examples=150)
def test_broken_lines(name: str, draw: st.DataObject):
    line = draw.draw(st.sampled_from(sorted(FORMATS[name].samples.values())))
    at = draw.draw(st.integers(0, len(line)))
    events, _ = read(name, line[:at] + draw.draw(st.binary(max_size=4)) + line[at + draw.draw(st.integers(0, 9)) :])
    assert all(set(e.args) == set(VOCABULARY[e.kind].args) for e in events)


@pytest.mark.parametrize("name", FORMATS)
def test_each_is_known_by_its_content(name: str):
    for sample in FORMATS[name].samples.values():
        assert recognise(sample, readers()).name == name
