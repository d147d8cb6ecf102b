"""Whatever a diagram says: what is drafted loads, and so does all that is proposed; or the diagram is broken."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.model.contract_diagrams import check_against_diagrams
from checker.model.spec import contract_in
from checker.pipeline.drafting.paper import read_paper
from tests.pipeline.drafting.goldens import NEEDS, draft_text, uncommented

TESTS = Path(__file__).parents[2]
IDS = (
    *("A", "VIP", "HAProxy1", "HAProxy2", "LB", "PGB1", "PGB2", "Monitor", "Slack", "Web 1", "Knoten-ä", "x.y", "null"),
    *(
        "no",
        "~",
        "12",
        "HS1",
        "HS2",
        "Primary",
        "NGINX",
        "keepalived1",
        "keepalived2",
        "File",
        "Swarm",
        "DB",
        "Sentinel-1",
    ),
)
NAMES = (
    *("HAProxy 1<br/>(10.0.0.1)", "Virtual IP<br/>(10.0.0.9:80)", "PgBouncer 1<br/>(pgb1:6432)", 'Health "Monitor"'),
    *(
        "'quoted'",
        "# hash: {x}",
        "日本語 (1.2.3.4)",
        "keepalived 1 (10.0.0.1)",
        "HeartbeatService (Primary)",
        "nginx-rtmp",
    ),
    *(
        "State File (/tmp/x y.txt)",
        "a: b",
        "- x",
        "? y",
        "[z]",
        "pool (a:1/b:2)",
        "Redis 1 (r1:99999)",
        "*star",
        "%pct",
    ),
    *(
        "Sentinel 1<br/>(10.0.0.3)",
        "😀 emoji \u0085 nel",
        "&amp; x #9829;",
        "@at",
        "`tick`",
        "Web server<br/>(10.0.0.11:80)",
    ),
)
TEXTS = (
    *("Query 1", "Health Check 10.0.0.1:80", "After 3 failures (6s)<br/>Mark pgb1 as DOWN", "After 0 failures (0s)"),
    *(
        "Mark A DOWN (3/3 threshold)",
        "every 10 seconds",
        "every 0s",
        "timeout (2-3 seconds)",
        "GET /stats",
        "302 Location: y",
    ),
    *(
        "POST /api/stream/start?name=x",
        "Alert: pgb1 is DOWN",
        "Alert: HAProxy1 is 'x' \"y\"",
        "{server} is {state}",
        "... dots",
    ),
    *(
        "",
        "(only brackets)",
        "10.0.0.1",
        "pgb1: UP -> DOWN",
        "Priority 101 vs 100",
        "Promote self to MASTER",
        "becomes BACKUP",
    ),
    *(
        "stays as hot standby",
        "container crashes",
        "is back up",
        "Route (skip pgb1)",
        "Route to x",
        "Response",
        "status: pgb1: DOWN",
    ),
    *(
        "quorum 2",
        "TTL 30s",
        "Brief interruption (2-3 seconds)",
        "No heartbeat for 3 seconds",
        "weird\ttab",
        "a \u2028 b",
    ),
    *(
        "elected leader of epoch 7",
        "lease expires after 15 seconds (leaseDuration)",
        "rtmp://h:1/x push",
        "x<br/>y<br>z",
    ),
    *(
        "HLS segments saved to /a/b",
        "#35; : -",
        "zero SPOF",
        "unaffected",
        "200 OK",
        "Connection refused",
        "24/7",
        "5432",
    ),
    *(
        "consecutiveFailures++ (1/3)",
        "2024-01-01 12:00:00",
        "leastconn algorithm",
        "Transaction pooling mode",
        "port 99",
        "null",
    ),
)
ARROWS = ("->>", "-->>", "--x", "-x", "->", "-->", "-)", "<<->>")


def document(chance: random.Random) -> str:
    """Return a document with some diagrams of anything."""
    pick, ids = chance.choice, chance.sample(IDS, chance.randint(1, 8))
    lines = [f"# T {pick(TEXTS)}", pick(TEXTS)]
    for number in range(chance.randint(1, 3)):
        lines += [f"## {pick(['Same', f'D {number}', 'x: {y} # z', ''])}", "```mermaid", "sequenceDiagram"]
        lines += [f"participant {name} as {pick(NAMES)}" for name in ids if chance.random() < 0.8]
        for _ in range(chance.randint(0, 14)):
            one, other, text = pick(ids), pick(ids), pick(TEXTS)
            message = f"{one}{pick(ARROWS)}{other}: {text}"
            lines.append(pick([message, message, message, f"Note over {one}: {text}", f"loop {text}\n{message}\nend"]))
        lines += ["```", pick(TEXTS)]
    return "\n".join(lines)


def assert_loads(text: str, name: str = "doc.md") -> None:
    found = draft_text(text, name)
    every = uncommented(found.text).encode()
    check_against_diagrams(contract_in(every, "all.yaml", {found.draft.document: found.paper.document}, NEEDS))


@given(st.integers(0, 10**6))
@settings(max_examples=40)
def test_a_draft_of_anything_loads(seed):
    from checker.base.errors import InputError

    text = document(random.Random(seed))
    try:
        read_paper("doc.md", text.encode())
    except InputError:
        return
    assert_loads(text)


@pytest.mark.slow
@pytest.mark.parametrize("file", sorted((TESTS / "prove/diagrams").rglob("*.mmd")), ids=lambda file: file.stem)
def test_a_draft_of_every_diagram_of_the_tests_loads(file):
    if read_paper(file.name, file.read_bytes()).drawn:
        assert_loads(file.read_text(), file.name)
