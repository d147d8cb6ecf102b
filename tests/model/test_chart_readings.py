"""How fragments are read, and what triggers them."""

from pathlib import Path

import pytest

from checker.base.places import Place
from checker.diagram import diagram_of, parse, read_document
from checker.model.chart_drawing import chart_of
from checker.model.chart_readings import readings
from checker.model.chart_rules import rules_in
from checker.model.spec import load_spec
from checker.properties import load

SPEC = Path(__file__).parents[2] / "spec"
DIAGRAMS = {
    s.title: parse(s) for s in read_document("pgbouncer-ha.md", (SPEC / "pgbouncer-ha.md").read_bytes()).sequences
}
KNOWN = dict.fromkeys(load(), ())


def read(text, **more):
    return readings(chart_of(diagram_of("sequenceDiagram\n" + text)), **more)


def shown(found):
    return [(r.fragment.place.line, r.reading, [[e.place.line for e in t.events] for t in r.triggers]) for r in found]


EXPECTED = {
    "System Sequence Diagrams": [(4, "existential", [])],
    "2. PgBouncer Failover Scenario": [
        (69, "existential", []),
        (97, "triggered", [[101, 104, 107]]),
        (136, "triggered", [[140, 143]]),
    ],
    "3. HAProxy High Availability Failover": [
        (160, "existential", []),
        (189, "triggered", [[193, 196, 199]]),
        (233, "existential", []),
    ],
    "4. Health Monitoring & Alerting Flow": [
        (257, "existential", []),
        (266, "existential", []),
        (288, "existential", []),
    ],
}


@pytest.mark.parametrize("title", EXPECTED)
def test_the_documents(title):
    contract = next(c for c in load_spec(None, KNOWN) if c.system == "pgbouncer-ha")
    chart = chart_of(DIAGRAMS[title])
    assert shown(readings(chart)) == EXPECTED[title]
    assert shown(readings(chart, contract)) == EXPECTED[title]


def test_reasons_are_told():
    found = readings(chart_of(DIAGRAMS["2. PgBouncer Failover Scenario"]), said={("pgbouncer-ha.md", 136): "forbidden"})
    assert [r.reason for r in found] == [
        "no text of it states a rule, so it is an example",
        "'After 3 failures (6s)' on line 109 is a rule",
        "the contract says that it is forbidden",
    ]
    assert [r.reading for r in found] == ["existential", "triggered", "forbidden"]


def test_a_threshold_in_a_self_message_is_a_rule_and_a_count_below_it_is_none():
    check = "HS->>P: GET /health\nP--xHS: timeout\n"
    text = f"{check}HS->>HS: failures++ (1/2)\n{check}HS->>HS: Mark P DOWN (2/2 threshold)\nP-->>HS: late"
    (diagram,) = read(text)
    assert diagram.reading == "triggered"
    ((trigger),) = diagram.triggers
    assert (trigger.rule.count, trigger.rule.outcome, str(trigger.stated)) == (
        2,
        "failure",
        "HS.Mark P DOWN (2/2 threshold)",
    )
    assert [e.place.line for e in trigger.events] == [3, 6]


def test_successes_are_receipts_and_only_those_of_the_lifeline_count():
    (diagram,) = read("A->>HS: ok\nA->>B: ok\nA--xHS: no\nA->>HS: ok\nnote over HS: After 2 successes\nA->>HS: ok")
    assert [e.place.line for t in diagram.triggers for e in t.events] == [2, 5]
    (diagram,) = read("A->>HS: ok\nA--xHS: no\nB->>B: own\nnote over HS,B: After 2 requests")
    assert [e.place.line for t in diagram.triggers for e in t.events] == [2, 3]


def test_what_a_rule_names_may_stand_around_its_fragment_but_not_in_another_part():
    diagram, alt = read("A--xB: no\nalt x\nA--xB: no\nelse y\nA--xB: no\nnote over B: After 2 failures\nend")
    assert (diagram.reading, alt.reading) == ("existential", "triggered")
    assert [e.place.line for e in alt.triggers[0].events] == [2, 6]


def test_the_label_of_a_fragment_may_be_the_rule():
    diagram, opt = read("A--xB: no\nC--xB: no\nopt After 2 failures\nB->>D: alert\nA--xB: no\nend")
    assert (diagram.reading, opt.reading) == ("existential", "triggered")
    assert opt.triggers[0].stated is None
    assert [e.place.line for e in opt.triggers[0].events] == [2, 3]


def test_fewer_may_be_drawn_than_the_rule_says():
    (diagram,) = read("A--xB: no\nnote over B: After 3 failures")
    assert (diagram.triggers[0].rule.count, len(diagram.triggers[0].events)) == (3, 1)


def test_a_contract_says_which_checks_passed():
    contract = load_spec(None, KNOWN)[0]
    chart = chart_of(contract.diagrams[1].diagram)
    for reading in readings(chart, contract):
        for trigger in reading.triggers:
            texts = {e.text for e in trigger.events}
            assert texts == ({"Connection refused"} if trigger.rule.outcome == "failure" else {"Success"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("After 3 failures (6s)<br/>Mark pgb2 as DOWN", [(3, "failure", "After 3 failures (6s)")]),
        ("Mark DOWN after 3 missed heartbeats", [(3, "failure", "after 3 missed heartbeats")]),
        ("After 2 successes", [(2, "success", "After 2 successes")]),
        ("After 5 requests", [(5, "", "5 requests")]),
        ("After VRRP timeout (2-3 seconds)<br/>Promote", [(None, "silence", "After VRRP timeout (2-3 seconds)")]),
        ("After no heartbeat for 3 seconds", [(None, "silence", "After no heartbeat for 3 seconds")]),
        ("Mark P DOWN (3/3 threshold)", [(3, "failure", "Mark P DOWN (3/3 threshold)")]),
        ("Mark P UP (2/2)", [(2, "success", "Mark P UP (2/2)")]),
        ("threshold 3/3 reached", [(3, "", "3/3")]),
        ("failures 3/3", []),
        ("Mark P DOWN (2/3)", []),
        ("3 failures so far", []),
        ("Retry after 5s", []),
        ("Brief interruption (2-3 seconds)", []),
        ("Every 10 seconds", []),
        ("Query 3 (after failover)", []),
        ("", []),
    ],
)
def test_rules(text, expected):
    assert [(r.count, r.outcome, r.text) for r in rules_in(text, Place("d.md", 1))] == expected
