"""All rules on whatever a diagram may be, and on good diagrams that were spoiled."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.base.finding import Severity
from checker.model.spec import load_spec
from checker.prove.diagrams import findings, texts_of
from tests.model.test_chart_makers import diagrams, text_of
from tests.prove.diagrams.drawings import KNOWN

CLEAN = Path(__file__).parent / "clean"
WORDS = (
    "Mark A DOWN (3/3 threshold)",
    "A is UP",
    "A crashes",
    "A VM crashes",
    "A restarts",
    "becomes BACKUP",
    "Continue as MASTER",
    "failures++ (1/3)",
    "After 3 failures (6s)<br/>Mark B as DOWN",
    "Both services detect failure",
    "Zero SPOF",
    "Manual failover required",
    "Switch mainIndex to B",
    "every 10s",
    "Route to 10.0.0.1:8080",
    "GET /health",
    "Alert: B is down",
    "Brief interruption of A",
    "A is always available",
    "timeout (2-3 seconds)",
    "Claim VIP 10.0.0.9",
    "",
    "(",
    "%s {x} \\",
)
ROLES = "hosts: {a: {address: 10.0.0.1, priority: 101}, b: {address: 10.0.0.2, priority: 100}}\n"


@settings(max_examples=150)
@given(diagrams(), st.lists(st.sampled_from(WORDS), min_size=1, max_size=9))
def test_no_diagram_makes_a_rule_fail(parts, words):
    lines = text_of(parts)
    numbered = [line.partition(": ") for line in lines]
    texts = [f"{a}{b}{words[int(c) % len(words)]}" if c.isdigit() else a + b + c for a, b, c in numbered]
    data = "\n".join(["sequenceDiagram", "participant A as Service (B)", *texts]).encode()
    found = findings(texts_of("x.mmd", data))
    assert found == findings(texts_of("x.mmd", data))
    assert all(each.where and each.where.file == "x.mmd" and each.message for each in found)


@settings(max_examples=60)
@given(
    diagrams(),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=9),
    st.permutations(
        ROLE_NAMES := [
            "load-balancer",
            "vrrp-peer",
            "server",
            "monitor",
            "client",
            "media-server",
            "virtual-address",
            "heartbeat",
        ]
    ),
)
def test_nor_does_one_with_roles(tmp_path_factory, parts, words, roles):
    folder = tmp_path_factory.mktemp("roles")
    lines = [line.partition(": ") for line in text_of(parts)]
    texts = [f"{a}{b}{words[int(c) % len(words)]}" if c.isdigit() else a + b + c for a, b, c in lines]
    drawn = ["sequenceDiagram", "participant A as Service (B)", "participant B", "participant C", *texts]
    (folder / "x.mmd").write_text("\n".join(drawn), encoding="utf-8")
    lifelines = ", ".join(f"{name}: {{role: {role}}}" for name, role in zip("ABC", roles, strict=False))
    text = f"system: x\ndocuments: [x.mmd]\nproperties: {{}}\n{ROLES}lifelines: {{{lifelines}}}\n"
    (folder / "x.yaml").write_text(text, encoding="utf-8")
    (contract,) = load_spec(folder / "x.yaml", KNOWN)
    assert findings(contract) == findings(contract)


SPOILED = [
    ("load_balancer", "    Note over W1: Admin runs: docker start web1\n", "", "drawn-dead-acts"),
    ("load_balancer", "    LB->>W2: GET /cart\n", "    LB->>W1: GET /cart\n", "drawn-request-to-down"),
    ("load_balancer", "(1/2)", "(1/3)", "drawn-counter-skips"),
    (
        "keepalived",
        "    Note over K1: rejoins as backup\n    K2->>K1",
        "    Note over K1: rejoins as backup\n    K1->>K2",
        "drawn-step-impossible-in-vrrp",
    ),
    ("keepalived", "Note over K2: Continue as MASTER", "Note over K2: Continue as BACKUP", "drawn-roles-contradict"),
    ("keepalived", "(3-4 seconds)<br/>", "(2-3 seconds)<br/>", "promised-time-impossible"),
    ("keepalived", "Claim VIP 10.0.0.9", "Claim VIP 10.0.0.8", "drawn-number-differs"),
    ("etcd", "Note over B: remains leader", "Note over B: remains follower", "drawn-roles-contradict"),
    ("etcd", "    Note over A: etcd A is restarted\n", "", "drawn-dead-acts"),
    (
        "mysql_replication",
        "    Note over P: Manual rebuild needed before it can be used again\n    DBA->>P: restore from backup\n",
        "    Note over P: Manual rebuild needed\n",
        "drawn-manual-step",
    ),
    ("heartbeat_pair", "    H1->>R: use App B\n", "", "drawn-state-unread"),
    ("heartbeat_pair", "    H2->>H2: Mark App A DOWN (3/3 threshold)\n", "", "drawn-claim-not-shown"),
    (
        "heartbeat_pair",
        "H2->>H2: Mark App A DOWN (3/3 threshold)",
        "H2->>H2: Mark App A DOWN (2/2 threshold)",
        "drawn-threshold-differs",
    ),
    ("blue_green", "        Ops->>G: remove\n", "        G->>Ops: I am broken\n", "drawn-choice-not-local"),
    ("monitoring", "    P->>N: GET /metrics\n    N--xP: timeout\n", "", "drawn-news-unheard"),
]


@pytest.mark.parametrize(("name", "old", "new", "code"), SPOILED, ids=[f"{s[0]}-{s[3]}" for s in SPOILED])
def test_a_good_diagram_that_is_spoiled_is_found(name, old, new, code, tmp_path):
    text = (CLEAN / f"{name}.mmd").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / f"{name}.mmd").write_text(text.replace(old, new, 1), encoding="utf-8")
    beside = CLEAN / f"{name}.yaml"
    if beside.exists():
        (tmp_path / beside.name).write_bytes(beside.read_bytes())
        (contract,) = load_spec(tmp_path / beside.name, KNOWN)
    else:
        contract = texts_of(f"{name}.mmd", text.replace(old, new, 1).encode())
    assert code in {f.code for f in findings(contract) if f.severity != Severity.INFO}


def _codes(text, name="x.mmd"):
    return [(f.code, f.where.line) for f in findings(texts_of(name, text.encode())) if f.severity != Severity.INFO]


def test_a_port_that_another_diagram_says_otherwise():
    diagram = "```mermaid\nsequenceDiagram\n    participant A\n    participant W as Web (web1:{})\n    A->>W: x\n```\n"
    assert _codes(diagram.format(8081) + diagram.format(8082), "x.md") == [("drawn-number-differs", 10)]
    assert not _codes(diagram.format(8081) * 2, "x.md")


def test_two_diagrams_about_crashes_do_not_mix():
    crash = "```mermaid\nsequenceDiagram\n    Note over A: A crashes\n```\n"
    acts = "```mermaid\nsequenceDiagram\n    A->>B: query\n```\n"
    assert not _codes(crash + acts, "x.md")


def test_roles_of_different_parts_of_a_choice_do_not_contradict():
    parts = "alt x\n    Note over A: becomes BACKUP\n    else y\n    Note over A: Continue as MASTER\n    end\n"
    assert not _codes(f"sequenceDiagram\n    {parts}")


def test_a_crash_in_a_break_is_over_where_the_break_skips_the_rest():
    inside = "break x\n    Note over A: A crashes\n    end\n    A->>B: query\n"
    assert not _codes(f"sequenceDiagram\n    rect red\n    {inside}    end\n    A->>B: query\n")
    assert _codes("sequenceDiagram\n    Note over A: A crashes\n    A->>B: query\n") == [("drawn-dead-acts", 3)]


def test_what_is_said_twice_is_found_once():
    twice = "sequenceDiagram\n    Note over A,B: Zero SPOF\n    Note over A: A crashes\n    A->>B: x\n    A->>B: x\n"
    assert _codes(twice) == [("drawn-dead-acts", 4)]


def test_a_document_without_diagrams_has_nothing_wrong():
    assert findings(texts_of("x.md", b"# Nothing")) == ()


def test_a_large_diagram_is_judged():
    lines = ["sequenceDiagram", *(f"A{n % 7}->>B{n % 5}: request {n}" for n in range(3000))]
    assert findings(texts_of("x.mmd", "\n".join(lines).encode())) == ()
