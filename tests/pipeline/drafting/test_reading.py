"""What single texts are read as: roles, names, addresses, numbers, labels, promises."""

from __future__ import annotations

import pytest

from checker.base.errors import InputError
from checker.base.places import Place
from checker.pipeline.drafting.naming import names_of, tag_of
from checker.pipeline.drafting.paper import read_paper
from checker.pipeline.drafting.roles import Cast, cast_of
from tests.pipeline.drafting.goldens import draft_text, drawn


def paper(*lines: str):
    return read_paper("doc.md", ("```mermaid\nsequenceDiagram\n" + "\n".join(lines) + "\n```\n").encode())


def roles(*lines: str) -> dict[str, str]:
    return {cast.id: cast.role for cast in cast_of(paper(*lines)).by_diagram.values()}


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("Web browser", "client"),
        ("Floating IP<br/>(10.0.0.9)", "virtual-address"),
        ("keepalived 1", "vrrp-peer"),
        ("HAProxy Stats<br/>(Active Instance)", "load-balancer"),
        ("Envoy", "load-balancer"),
        ("HeartbeatService (Primary)", "heartbeat"),
        ("Health Monitor", "monitor"),
        ("nginx-rtmp", "media-server"),
        ("nginx", "load-balancer"),
        ("Docker Swarm Routing", "router"),
        ("PgBouncer<br/>(a:6432/b:6433)", "pool"),
        ("MariaDB", "database"),
        ("Alertmanager", "alert-sink"),
        ("State File", "file"),
        ("Orders API", "application"),
        ("Sentinel 1", ""),
        ("etcd", ""),
    ],
)
def test_a_role_by_the_words_of_a_name(label, role):
    assert roles(f"participant X as {label}", "X->>X: works") == {"X": role}


def test_who_is_checked_or_routed_to_is_a_server():
    checked = ("participant H as Heartbeat service", "participant A as Orders app", "H->>A: GET /actuator/health")
    assert roles(*checked)["A"] == "server"
    assert roles("participant L as HAProxy", "participant P as PostgreSQL", "L->>P: Route")["P"] == "server"
    assert roles("participant C as Client", "participant P as PostgreSQL", "C->>P: SELECT")["P"] == "database"


def test_who_is_named_like_a_server_is_one():
    lines = ("participant L as HAProxy", "participant A as Region East", "participant B as Region West", "L->>A: Route")
    assert roles(*lines)["B"] == "server"
    assert roles(*lines[:2], "participant B as West", lines[3])["B"] == ""


@pytest.mark.parametrize(
    ("id", "label", "tag"),
    [
        ("HAProxy1", "HAProxy 1", "1"),
        ("lb-b", "Balancer", "b"),
        ("LB", "Balancer 12", "12"),
        ("X", "Balancer (active)", ""),
        ("X", "Balancer active", "active"),
        ("LB", "HAProxy", ""),
    ],
)
def test_what_tells_one_of_several_from_the_others(id, label, tag):
    assert tag_of(Cast(id, label, "load-balancer", "", Place("d", 1))) == tag


def test_servers_are_called_as_texts_speak_of_them():
    lines = ("participant L as HAProxy", "participant A as Web (web-a.example.org:80)", "L->>A: Route")
    read = paper(*lines)
    assert names_of(read, cast_of(read)).servers == {"A": "web-a.example.org"}
    read = paper(*lines, "Note over L: Mark A as DOWN")
    assert names_of(read, cast_of(read)).servers == {"A": "a"}


def test_balancers_and_routers_with_one_number_share_a_host():
    found = drawn(
        "participant V as Virtual IP<br/>(10.0.0.9)",
        "participant K1 as keepalived 1",
        "participant L1 as HAProxy 1<br/>(10.0.0.1)",
        "participant K2 as keepalived 2",
        "participant L2 as HAProxy 2",
        "K1->>K2: advert (Priority 150 vs 100)",
        "K2->>V: takes over",
    ).contract
    assert {name: (h.address, h.priority) for name, h in found.hosts.items()} == {"l1": ("10.0.0.1", 150)}
    assert found.lifelines["K1"].host == found.lifelines["L1"].host == "l1"
    assert found.lifelines["K2"].host == ""
    assert found.vips["v"].hosts == ("l1",)


def test_an_address_is_found_where_the_prose_names_its_host():
    text = "HAProxy runs on 10.1.1.1.\n\n```mermaid\nsequenceDiagram\nparticipant L as HAProxy\nL->>L: works\n```\n"
    assert draft_text(text).contract.hosts["l"].address == "10.1.1.1"


BALANCED = ("participant L as HAProxy", "participant W as Web (web1:80)", "L->>W: health check")
CASES = [
    (BALANCED, "Note over L: After 3 failures (6s)", {"check.fall": "3", "down.within": "6s", "check.interval": "2s"}),
    (BALANCED, "Note over L: After 2 successes (4s)", {"check.rise": "2", "up.within": "4s", "check.interval": "2s"}),
    (BALANCED, "Note over L: checks every 5s", {"check.interval": "5s"}),
    (BALANCED, "Note over L: leastconn algorithm", {"balance.algorithm": "leastconn"}),
    (("participant K as keepalived",), "Note over K: After VRRP timeout (2-3 seconds)", {"vip.takeover": "3s"}),
    (("participant K as keepalived",), "Note over K: After 3 missed heartbeats", {"vrrp.down-adverts": "3"}),
    (("participant K as keepalived",), "Note over K: advert every 1s", {"vrrp.advert": "1s"}),
    (("participant C as Client",), "Note over C: Brief downtime (2-3 seconds)", {"client.interruption": "3s"}),
    (
        ("participant M as Monitor", "participant L as HAProxy"),
        "M->>L: GET /stats every 10s",
        {"monitor.interval": "10s", "stats.path": "/stats"},
    ),
]


@pytest.mark.parametrize(("who", "text", "stated"), CASES, ids=lambda each: each if isinstance(each, str) else "")
def test_a_number_becomes_the_parameter_that_it_is(who, text, stated):
    parameters = drawn(*who, text).contract.parameters
    found = {name: p.shown for name, p in parameters.items() if p.stated and not p.formula}
    assert found == stated


def test_numbers_of_the_prose_count_too():
    text = "HAProxy takes a server out after 3 failed checks.\n\n```mermaid\nsequenceDiagram\n" + "\n".join(BALANCED)
    found = draft_text(text + "\n```\n").contract.parameters["check.fall"]
    assert (found.shown, found.stated.line) == ("3", 1)


def test_two_values_for_one_parameter_are_asked_about():
    found = drawn(*BALANCED, "Note over L: After 3 failures", "Note over L: After 5 failures")
    asked = [question.ask for _, question in found.draft.questions if "which one is meant" in question.ask]
    assert asked == ["check.fall: 5 here ('After 5 failures'), 3 at line 6; which one is meant?"]


@pytest.mark.parametrize(
    "text", ["after 24/7 shifts", "quorum 2", "TTL 30s", "no reply for 5 seconds", "up to 7 retries"]
)
def test_a_number_that_fits_nothing_is_a_question_with_its_line(text):
    found = drawn("participant A as Sentinel 1", f"Note over A: {text}")
    assert [(q.place.line) for key, q in found.draft.questions if key == "parameters"] == [4]


@pytest.mark.parametrize("text", ["After 0 failures", "After 3 failures (0s)"])
def test_a_bound_of_nothing_is_not_written(text):
    found = drawn(*BALANCED, f"Note over L: {text}")
    assert all(not p.stated or p.value for p in found.contract.parameters.values())


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Route to 10.0.0.1:80", "Route to"),
        ("Route (skip web1)", "Route"),
        ("Query 1", "Query"),
        ("forward: it", "forward"),
        ('POST "{x}"', "POST"),
        ("web1 gets it", "... gets it"),
        ("(10.0.0.1)", "..."),
    ],
)
def test_a_label_is_what_stays_the_same_in_a_text(text, label):
    rules = drawn(*BALANCED, f"L->>W: {text}").contract.events
    assert label in {rule.label for rule in rules if rule.kind == "assigned"}


def test_labels_keep_who_is_meant_under_a_name():
    found = drawn(
        *BALANCED,
        "participant M as Monitor",
        "participant S as Slack",
        "Note over L: Mark web1 as DOWN",
        "M->>S: Alert: web1 is DOWN",
        "M->>M: web1: UP -> DOWN",
    )
    labels = {rule.label: rule for rule in found.contract.events}
    assert labels["Mark {server} as {after}"].kind == "server_state"
    assert labels["Alert: {server} is {state}"].args == {"message": "...{server} is {state}..."}
    assert labels["{subject}: {before} ... {after}"].kind == "change_seen"


def test_what_is_promised_without_its_parameter_is_no_property():
    found = drawn(*BALANCED, "L->>W: Route (skip web1)", "Note over L: Mark web1 as DOWN").contract
    assert "no-request-routed-to-down" in found.properties
    assert "down-after-failures" not in found.properties


def test_failback_is_as_the_texts_say():
    peers = ("participant K1 as keepalived 1<br/>(10.0.0.1)", "participant K2 as keepalived 2<br/>(10.0.0.2)")
    silent = drawn(*peers, "Note over K2: Promote self to MASTER")
    said = drawn(*peers, "Note over K2: Promote self to MASTER", "Note over K1: stays as hot standby")
    assert (silent.contract.text("vrrp.preempt"), said.contract.text("vrrp.preempt")) == ("yes", "no")
    assert "no-failback" in said.contract.properties and "no-failback" not in silent.contract.properties
    assert any("nopreempt" in question.ask for _, question in silent.draft.questions)


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("x.md", b"\x89PNG\r\n\x1a\n\0", "not UTF-8 text"),
        ("x.md", "# ü\n".encode("utf-16"), "not UTF-8 text"),
        ("x.md", b"a\0b", "not UTF-8 text"),
        ("run.py", b"print(1)\n", "neither Markdown nor Mermaid"),
    ],
)
def test_what_is_no_document_is_refused(name, data, says):
    with pytest.raises(InputError, match=says):
        read_paper(name, data)


def test_other_diagrams_are_named():
    found = read_paper("x.md", b"```mermaid\nflowchart TD\nA-->B\n```\n")
    assert (found.drawn, found.others) == ((), ("flowchart",))


def test_windows_line_ends_and_a_byte_order_mark_change_nothing():
    text = (
        "HAProxy takes a server out after 3 failed checks.\n```mermaid\nsequenceDiagram\n"
        + "\n".join(BALANCED)
        + "\n```\n"
    )
    plain, other = draft_text(text), read_paper("doc.md", b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert [s.place.line for s in other.said] == [s.place.line for s in plain.paper.said]
