"""What each phrase says. The first table holds every annotation of the two documents, by line."""

import re
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.base.places import Place
from checker.model.phrases import read_phrases
from checker.model.phrases.lines import lines_of
from checker.model.phrases.not_understood import not_understood
from checker.model.phrases.rules import RULES

S = 1_000_000_000
HERE = Place("d.md", 10, 5)


def facts(text):
    return [(f.kind, dict(f.values)) for f in read_phrases(text, HERE).facts]


def leftovers(text):
    return [x.text for x in read_phrases(text, HERE).leftovers]


RTMP = [
    ("spring-boot-app-primary:8080", [("endpoint", {"name": "spring-boot-app-primary", "port": 8080})]),
    ("spring-boot-app-secondary:8081", [("endpoint", {"name": "spring-boot-app-secondary", "port": 8081})]),
    ("HeartbeatService (Primary)", []),
    ("RTMP Stream to :1935", [("port", {"port": 1935})]),
    (
        "POST /api/stream/start?name=streamKey",
        [("http_request", {"method": "POST", "path": "/api/stream/start?name=streamKey"})],
    ),
    (
        "302 Location: stream_username",
        [("http_status", {"status": 302, "reason": "Location", "location": "stream_username"})],
    ),
    (
        "Push to rtmp://127.0.0.1:1935/hls",
        [("url", {"scheme": "rtmp", "host": "127.0.0.1", "port": 1935, "path": "/hls"})],
    ),
    ("HLS segments saved to /shared/live", [("path", {"path": "/shared/live"})]),
    ("HLS playback available :9090", [("port", {"port": 9090})]),
    ("Replica Failure Scenario", []),
    (
        "GET /health (scheduled 10s)",
        [("http_request", {"method": "GET", "path": "/health"}), ("period", {"ns": 10 * S})],
    ),
    ("GET /health (retry)", [("http_request", {"method": "GET", "path": "/health"}), ("attempt", {"which": "retry"})]),
    (
        "GET /health (final attempt)",
        [("http_request", {"method": "GET", "path": "/health"}), ("attempt", {"which": "final attempt"})],
    ),
    ("Connection timeout", []),
    ("consecutiveFailures++ (1/3)", [("fraction", {"n": 1, "of": 3})]),
    ("consecutiveFailures++ (2/3)", [("fraction", {"n": 2, "of": 3})]),
    ("Mark Primary DOWN (3/3 threshold)", [("mark", {"subject": "Primary", "state": "DOWN", "n": 3, "of": 3})]),
    ("200 OK", [("http_status", {"status": 200, "reason": "OK"})]),
    ("consecutiveSuccesses++ (1/2)", [("fraction", {"n": 1, "of": 2})]),
    ("Mark Primary UP (2/2 threshold)", [("mark", {"subject": "Primary", "state": "UP", "n": 2, "of": 2})]),
]
PGBOUNCER = [
    ("Next.js Frontend<br/>(Port 3001)", [("port", {"port": 3001})]),
    ("Hono Backend<br/>(Port 3000)", [("port", {"port": 3000})]),
    ("Virtual IP<br/>(192.168.1.100:5432)", [("address", {"address": "192.168.1.100", "port": 5432})]),
    (
        "PgBouncer<br/>(pgb1:6432/pgb2:6433/pgb3:6434)",
        [
            ("endpoint", {"name": "pgb1", "port": 6432}),
            ("endpoint", {"name": "pgb2", "port": 6433}),
            ("endpoint", {"name": "pgb3", "port": 6434}),
        ],
    ),
    (
        "Route to least connected<br/>PgBouncer (192.168.1.5:643x)",
        [("address", {"address": "192.168.1.5", "ports": "643x"})],
    ),
    ("Virtual IP<br/>(192.168.1.100)", [("address", {"address": "192.168.1.100"})]),
    (
        "PgBouncer 2<br/>(pgb2:6433)",
        [("ordinal", {"thing": "PgBouncer", "number": 2}), ("endpoint", {"name": "pgb2", "port": 6433})],
    ),
    ("Query 1", [("ordinal", {"thing": "Query", "number": 1})]),
    ("Route to 192.168.1.5:6432", [("address", {"address": "192.168.1.5", "port": 6432})]),
    ("PgBouncer 2 container crashes", [("ordinal", {"thing": "PgBouncer", "number": 2})]),
    ("Health Check 192.168.1.5:6433", [("address", {"address": "192.168.1.5", "port": 6433})]),
    ("Health Check 3", [("ordinal", {"thing": "Check", "number": 3})]),
    (
        "After 3 failures (6s)<br/>Mark pgb2 as DOWN",
        [
            ("outcomes", {"count": 3, "outcome": "failures", "ns": 6 * S}),
            ("mark", {"subject": "pgb2", "state": "DOWN"}),
        ],
    ),
    ("pgb2: DOWN status", [("state", {"subject": "pgb2", "state": "DOWN"})]),
    ("Alert: pgb2 is DOWN", [("state", {"subject": "pgb2", "state": "DOWN"})]),
    ("Route (skip pgb2)", [("skip", {"subject": "pgb2"})]),
    (
        "After 2 successes (4s)<br/>Mark pgb2 as UP",
        [("outcomes", {"count": 2, "outcome": "successes", "ns": 4 * S}), ("mark", {"subject": "pgb2", "state": "UP"})],
    ),
    ("Recovery: pgb2 is back UP", [("state", {"subject": "pgb2", "state": "UP"})]),
    ("keepalived 1<br/>(Master)", [("ordinal", {"thing": "keepalived", "number": 1})]),
    (
        "HAProxy 2<br/>(192.168.1.11)",
        [("ordinal", {"thing": "HAProxy", "number": 2}), ("address", {"address": "192.168.1.11"})],
    ),
    ("PgBouncer Pool<br/>(pgb1/2/3)", [("names", {"names": "pgb1/2/3"})]),
    ("Normal operation - HAProxy1 is Master with VIP", [("state", {"subject": "HAProxy1", "state": "Master"})]),
    ("Route to Master (Priority 101)", [("priority", {"priority": 101})]),
    ("VRRP heartbeat check 2", [("ordinal", {"thing": "check", "number": 2})]),
    ("No response (timeout)", []),
    (
        "After VRRP timeout (2-3 seconds)<br/>Promote self to MASTER<br/>Claim VIP 192.168.1.100",
        [
            ("timeout", {"low_ns": 2 * S, "high_ns": 3 * S}),
            ("promote", {"subject": "self", "state": "MASTER"}),
            ("claim", {"subject": "VIP"}),
            ("address", {"address": "192.168.1.100"}),
        ],
    ),
    ("Brief interruption (2-3 seconds) during VIP migration", [("range", {"low_ns": 2 * S, "high_ns": 3 * S})]),
    ("Database Query 3 (after failover)", [("ordinal", {"thing": "Query", "number": 3})]),
    ("Route to new Master (was Backup)", [("role", {"state": "Backup"})]),
    ("Stats response (showing as Master)", [("role", {"state": "Master"})]),
    (
        "Alert: VIP migrated to HAProxy2<br/>HAProxy1 is DOWN",
        [("state", {"subject": "HAProxy1", "state": "DOWN"})],
    ),
    ("VRRP heartbeat (Priority 101 vs 100)", [("priority", {"priority": 101, "other": 100})]),
    ("Receives Master with higher priority<br/>Gracefully becomes BACKUP", [("becomes", {"state": "BACKUP"})]),
    ("Continue as MASTER<br/>HAProxy1 stays as hot standby", [("becomes", {"state": "MASTER"})]),
    ("Forward stats request (still Master)", [("role", {"state": "Master"})]),
    ("Virtual IP<br/>(192.168.1.100:8404)", [("address", {"address": "192.168.1.100", "port": 8404})]),
    ("State File<br/>(/tmp/pgbouncer_states.txt)", [("path", {"path": "/tmp/pgbouncer_states.txt"})]),
    ("Monitoring loop runs every 10 seconds", [("period", {"ns": 10 * S})]),
    ("Every 10 seconds", [("period", {"ns": 10 * S})]),
    (
        "GET /stats (CSV format)<br/>via HAPROXY_STATS_URL",
        [("http_request", {"method": "GET", "path": "/stats"}), ("variable", {"variable": "HAPROXY_STATS_URL"})],
    ),
    ("Selects backend using<br/>leastconn algorithm", [("balance", {"algorithm": "leastconn"})]),
    ("balanced round robin", [("balance", {"algorithm": "round robin"})]),
    ("by least connections algorithm", [("balance", {"algorithm": "least connections"})]),
    ("Route to least connected<br/>PgBouncer", []),
    ("Transaction pooling mode<br/>assigns available connection", [("pooling", {"pooling": "Transaction"})]),
    ("a session pool", [("pooling", {"pooling": "session"})]),
    ("set PG_PORT_2 or path/A_B or $HOME_DIR", [("variable", {"variable": "PG_PORT_2"})]),
    ("Parse CSV for<br/>pgb1, pgb2, pgb3 status", []),
    ("Previous states<br/>(e.g., pgb1:UP)", [("state", {"subject": "pgb1", "state": "UP"})]),
    ("pgb2: UP â†’ DOWN", [("transition", {"subject": "pgb2", "before": "UP", "after": "DOWN"})]),
    (
        "POST Alert<br/>\"{title: 'PgBouncer Alert',<br/>message: 'pgb2 is DOWN'}\"",
        [("http_request", {"method": "POST"}), ("state", {"subject": "pgb2", "state": "DOWN"})],
    ),
    ("Update state<br/>pgb2:DOWN", [("state", {"subject": "pgb2", "state": "DOWN"})]),
]
WILD = [
    ("3 consecutive failures<br/>-> trigger failover", [("outcomes", {"count": 3, "outcome": "consecutive failures"})]),
    (
        "t~90s - 3 consecutive failures",
        [("duration", {"ns": 90 * S}), ("outcomes", {"count": 3, "outcome": "consecutive failures"})],
    ),
    ("timeout (x3)", [("times", {"count": 3})]),
    ("probe (every 5s)", [("period", {"ns": 5 * S})]),
    ("Election timeout (150-300ms)", [("timeout", {"low_ns": 150_000_000, "high_ns": 300_000_000})]),
    ("Master unreachable 30s timeout elapsed", [("timeout", {"ns": 30 * S})]),
    ("Quorum (2/3) achieved - COMMIT", [("fraction", {"n": 2, "of": 3})]),
    ("Mark App1 as DOWN", [("mark", {"subject": "App1", "state": "DOWN"})]),
    ("is master down?", []),
    ("redis1 is DOWN?", []),
    (
        "Total failover time: 3.4s<br/>Tier-0 compliant (<5s)",
        [("duration", {"ns": 3_400_000_000}), ("bound", {"op": "<", "ns": 5 * S})],
    ),
    (
        "Step 1: Health Check (0.2s)",
        [("ordinal", {"thing": "Step", "number": 1}), ("duration", {"ns": 200_000_000})],
    ),
    ("Leader (epoch 7)", [("term", {"what": "epoch", "number": 7})]),
    ("15:00:30", [("clock_time", {"clock": "15:00:30"})]),
    ("After 'fall' failures, mark DOWN", [("outcomes", {"setting": "fall", "outcome": "failures"})]),
    ("Priority 100, MASTER", [("priority", {"priority": 100})]),
    ("Priority drops to 80", [("priority", {"priority": 80})]),
    ("(Priority=100)", [("priority", {"priority": 100})]),
    ("No VRRP heartbeat for 3 seconds", [("silence", {"what": "VRRP heartbeat", "ns": 3 * S})]),
    ("No heartbeat for 3 seconds", [("silence", {"what": "heartbeat", "ns": 3 * S})]),
    ("Retry up to 5 times", [("times", {"op": "up to", "count": 5})]),
    ("down-after-milliseconds 2000", [("setting", {"name": "down-after-milliseconds", "ns": 2 * S})]),
    ("session.timeout.ms=6000", [("setting", {"name": "session.timeout.ms", "ns": 6 * S})]),
    ("Elected by 2 of 3 sentinels", [("fraction", {"n": 2, "of": 3})]),
    ("2 out of the 3 must agree", [("fraction", {"n": 2, "of": 3})]),
    ("fall 3 rise 2", [("setting", {"name": "fall", "number": 3}), ("setting", {"name": "rise", "number": 2})]),
    ("polls each 30 min", [("period", {"ns": 1800 * S})]),
    (
        "3 replicas, 99.9% availability",
        [("quantity", {"number": 3, "counted": "replicas"}), ("percentage", {"percent": "99.9"})],
    ),
    ("After 3 failures within 6s", [("outcomes", {"count": 3, "outcome": "failures", "ns": 6 * S})]),
    ("After 3 failures (4-6s)", [("outcomes", {"count": 3, "outcome": "failures", "low_ns": 4 * S, "high_ns": 6 * S})]),
    ("lag &lt; 5s", [("bound", {"op": "<", "ns": 5 * S})]),
    ("lag #lt; 5s", [("bound", {"op": "<", "ns": 5 * S})]),
]


@pytest.mark.parametrize(("text", "expected"), RTMP + PGBOUNCER + WILD, ids=[t for t, _ in RTMP + PGBOUNCER + WILD])
def test_facts(text, expected):
    assert facts(text) == expected
    assert leftovers(text) == []


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("wait 7 then go on", ["7"]),
        ("24/7 service", ["24/7"]),
        ("about 50,000 of them", ["50,000"]),
        ("3 widgets<br/>and 4 gadgets", ["3", "4"]),
        ("port 99999", ["99999"]),
        ("300.1.2.3", ["300.1.2.3"]),
        ("pgb2 and node-1 and utf8", []),
        ("每10秒", ["10秒"]),
    ],
)
def test_numbers_that_no_rule_understands_are_left_over(text, numbers):
    assert leftovers(text) == numbers


def test_a_leftover_has_its_place_and_its_finding():
    (leftover,) = read_phrases("one<br/>wait 7 then", HERE).leftovers
    assert leftover.place == Place("d.md", 10, 5 + len("one<br/>wait "))
    finding = not_understood(leftover)
    assert finding.code == "numeric-phrase-not-understood"
    assert finding.severity == "info"
    assert finding.where == leftover.place
    assert "'7' in 'wait 7 then'" in finding.message


def test_entities_are_read_but_spans_are_those_of_the_file():
    text = "lag #lt; 5s<br>and every 10s"
    first, second = read_phrases(text, HERE).facts
    assert (first.text, text[first.start : first.end]) == ("#lt; 5s", "#lt; 5s")
    assert (second.text, second.place.column) == ("every 10s", 5 + text.index("every"))
    assert [line.text for line in lines_of(text)] == ["lag < 5s", "and every 10s"]


PIECES = st.sampled_from(
    [
        *"0123456789 .:/()-x%#&;<>=",
        "<br/>",
        "After ",
        " failures",
        "every ",
        "s",
        "ms",
        "192.168.1.5",
        ":643x",
        "timeout ",
        *(
            "Mark ",
            " as DOWN",
            "#lt;",
            "&#9829;",
            "no heartbeat for ",
            "Priority ",
            " vs ",
            "→",
            "is ",
            "UP",
            "a-",
            "pgb",
        ),
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=80))
def test_any_text_is_read_and_spans_lie_inside_it(text):
    phrases = read_phrases(text, HERE)
    last = 0
    for fact in phrases.facts:
        assert last <= fact.start < fact.end <= len(text)
        assert fact.text == text[fact.start : fact.end]
        assert fact.place.column == HERE.column + fact.start
        last = fact.start
    for leftover in phrases.leftovers:
        assert 0 <= leftover.place.column - HERE.column < len(text)


@pytest.mark.parametrize(
    "piece", ["a-", "a.", "1 ", "1.", "no a ", "/a", "1-", "(", "<br/>", "#lt;", "x:", "every ", "1/1"]
)
def test_long_texts_are_read_in_time(piece):
    text = piece * (20_000 // len(piece))
    started = process_time()
    read_phrases(text, HERE)
    assert process_time() - started < 3


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.numeric], ids=lambda rule: rule.pattern[:40])
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_a_row_that_is_spared_without_digits_never_matches_without_one(rule, data):
    pattern = re.sub(r"\(\?<?[!=][^()]*\)", "", rule.pattern)  # looking around adds no characters
    text = data.draw(st.from_regex(re.compile(pattern, re.IGNORECASE), fullmatch=True))
    assert any(character.isdigit() for character in text)


def test_some_rows_need_no_digit():
    assert {rule.kind for rule in RULES if not rule.numeric} >= {"url", "mark", "state", "path", "attempt"}
