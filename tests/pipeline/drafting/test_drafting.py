"""What is drafted for whole documents: it loads, with all that it proposes, too, and reads as the golden files do."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from checker.base.errors import InputError
from checker.model.contract_diagrams import check_against_diagrams
from checker.model.spec import contract_in, load_spec
from tests.pipeline.drafting.comparing import differences
from tests.pipeline.drafting.goldens import DOCUMENTS, NEEDS, SEEDS, SPEC, draft, draft_text, drawn, golden, uncommented

# What the drafts of the two shipped systems say otherwise than the shipped contracts, and what a person knew there.
DECIDED = {
    "pgbouncer-ha": {
        "host hap1: drafted as haproxy1": "what the logs call the machines, no text says",
        "host hap2: drafted as haproxy2": "what the logs call the machines, no text says",
    },
    "rtmp-failover": {
        "parameter heartbeat.timeout: stated rtmp-failover.md:29 for None": "5s by the project's configuration",
        "parameter heartbeat.timeout: formula heartbeat.interval / 2 for ": "5s by the project's configuration",
        "label at line 19: statement() shows=('sender', 'receiver') for "
        "statement(statement=...stream_key=...) shows=('sender', 'receiver')": "the column of the project's database",
        "label at line 55: statement() shows=('sender', 'receiver') for "
        "statement(statement=...stream_key=...) shows=('sender', 'receiver')": "the column of the project's database",
    },
}


@pytest.mark.parametrize("name", SEEDS)
def test_a_draft_differs_from_the_shipped_contract_only_where_a_person_decided(name):
    (shipped,) = (each for each in load_spec(None, NEEDS) if each.system == name)
    assert differences(draft(name).contract, shipped) == list(DECIDED[name])


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (lambda c: c.with_settings(["check.fall=4"]), "parameter check.fall: shown 4 for 3"),
        (lambda c: replace(c, lifelines=without(c.lifelines, "Slack")), "lifeline Slack: () for"),
        (lambda c: replace(c, servers=without(c.servers, "pgb2")), "server pgb2: not drafted"),
        (lambda c: replace(c, properties=without(c.properties, "no-failback")), "property no-failback: not drafted"),
        (lambda c: replace(c, promises={}), "promise service-unaffected: not drafted"),
        (lambda c: replace(c, events=c.events[1:]), "label at line 100: nothing for check(server=receiver)"),
        (lambda c: replace(c, vips={}), "vip vip: not drafted"),
        (lambda c: replace(c, hosts=without(c.hosts, "hap2")), "host hap2: not drafted"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_the_comparison_sees_what_differs(changed, told):
    (shipped,) = (each for each in load_spec(None, NEEDS) if each.system == "pgbouncer-ha")
    assert differences(shipped, shipped) == []
    assert any(line.startswith(told) for line in differences(changed(shipped), shipped))


def without(entries, name):
    return {key: value for key, value in entries.items() if key != name}


@pytest.mark.parametrize("name", SEEDS)
def test_what_a_person_decided_is_asked(name):
    asked = "\n".join(question.ask for _, question in draft(name).draft.questions)
    for wanted in {"pgbouncer-ha": ["what do logs call"], "rtmp-failover": ["heartbeat.timeout:", "no event"]}[name]:
        assert wanted in asked


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_draft_reads_as_the_golden_file(name):
    assert draft(name).text == golden(name).read_text()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_draft_loads_from_disk(name, tmp_path):
    (tmp_path / f"{name}.md").write_bytes(DOCUMENTS[name].read_bytes())
    (tmp_path / f"{name}.yaml").write_text(draft(name).text)
    (contract,) = load_spec(tmp_path / f"{name}.yaml", NEEDS)
    assert contract.system == name


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_is_proposed_loads_too(name):
    found = draft(name)
    text = uncommented(found.text)
    contract = contract_in(text.encode(), "all.yaml", {f"{name}.md": found.paper.document}, NEEDS)
    check_against_diagrams(contract)
    if name in ("redis-sentinel", "kubernetes-lease"):
        assert {"one-leader", "taken-over-in-time"} <= contract.own.properties.keys()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_fact_names_a_line_that_exists(name):
    found = draft(name)
    lines = found.paper.document.lines
    for part in found.draft.parts:
        for entry in part.entries:
            for place in (entry.place, *entry.more) if entry.place else ():
                assert lines[place.line - 1].strip(), (part.key, entry)


def test_nothing_in_the_rules_knows_the_shipped_documents():
    """Who is drawn, and what servers and paths are called, is read; only products and common words are known."""
    code = "".join(file.read_text() for file in (SPEC.parent / "checker/pipeline/drafting").glob("*.*"))
    for name in ("pgb1", "PGB", "KeepAlive1", "HS1", "HAStats", "streamKey", "192.168.1", "findByStreamKey", "Hono"):
        assert name not in code, name


def test_a_document_without_a_failover_says_so_and_loads():
    found = draft("request-flow")
    assert not found.draft.failover
    assert "# No text of the document says that anything fails" in found.text
    assert draft("patroni").draft.failover


def test_the_same_document_gives_the_same_text():
    assert draft("pgbouncer-ha").text == draft("pgbouncer-ha").text


def test_a_label_with_two_meanings_is_asked_about():
    found = drawn(
        "participant C as Client",
        "participant LB as HAProxy",
        "participant W as Web (web1:80)",
        "C->>LB: GET /",
        "LB->>W: GET /",
        "W-->>LB: 200 OK",
        "LB->>W: health check",
        "W-->>LB: 200 OK",
    )
    asked = [str(question.place) for _, question in found.draft.questions if "for something else" in question.ask]
    assert asked == ["doc.md:8"]


@pytest.mark.parametrize(
    ("answer", "sign"),
    [
        ("503 Service Unavailable", {"ok": "false"}),
        ("Result<br/>HTTP 500", {"ok": "false"}),
        ("ERROR 57P01", {"ok": "false"}),
        ("500 rows", {"ok": "true"}),
        ("Page", {"ok": "true"}),
    ],
)
def test_an_answer_that_says_that_it_failed_is_no_success(answer, sign):
    found = drawn(
        "participant C as Client",
        "participant LB as HAProxy",
        "participant W as Web (web1:80)",
        "C->>LB: GET /",
        "LB->>W: GET /",
        f"W-->>LB: {answer}",
        f"LB-->>C: {answer}",
    )
    told = [line for line in uncommented(found.text).splitlines() if "ok:" in line]
    assert all(f"ok: {sign['ok']}" in line for line in told)
    # what a server answers is no failure of the request yet: its balancer may ask another one
    assert len(told) == (2 if sign["ok"] == "true" else 1)


def test_lifelines_that_mean_something_else_in_one_diagram():
    one = "## One\n```mermaid\nsequenceDiagram\nparticipant A as HAProxy\nparticipant S as Web\nA->>S: check\n```\n"
    two = "## Two\n```mermaid\nsequenceDiagram\nparticipant A as Slack\nparticipant B as Client\nB->>A: hi\n```\n"
    found = draft_text(one + two)
    assert found.contract.lifeline("A", "One").role == "load-balancer"
    assert found.contract.lifeline("A", "Two").role == "alert-sink"
    unnamed = draft_text((one + two).replace("## Two\n", "").replace("## One\n", ""))
    assert any("something else in another diagram" in question.ask for _, question in unnamed.draft.questions)


def test_names_that_yaml_could_misread_come_back():
    found = draft_text(
        '```mermaid\nsequenceDiagram\nparticipant null as HAProxy\nparticipant no as "Web": x\n'
        "null->>no: Health Check 'a' {b}\nno--xnull: refused # never\n```\n",
        "sh op's.md",
    )
    assert found.contract.lifelines.keys() == {"null", "no"}
    assert found.contract.documents[0].name == "sh op's.md"


def test_a_broken_diagram_is_told_with_its_line():
    with pytest.raises(InputError) as caught:
        draft_text("# x\n```mermaid\nsequenceDiagram\n  A->>B hi\n```\n")
    assert re.match(r"doc\.md:4:", str(caught.value))


def test_diagrams_that_share_no_lifeline_may_be_of_two_systems():
    fence = "# {}\n```mermaid\nsequenceDiagram\n{}\n```\n"
    steps = ("LB->>Web: check", "A->>B: advert", "Web--xLB: refused")
    text = "".join(fence.format(n, step) for n, step in enumerate(steps))
    asked = [q for _, q in draft_text(text).draft.questions if "another system" in q.ask]
    assert [(q.place.line, "(A, B)" in q.ask) for q in asked] == [(8, True)]
