"""Properties of a contract's own, as traces decide them: as a naive reading does, and never reversed by more logs."""

from __future__ import annotations

from itertools import product

import pytest

from checker.base.errors import InputError
from checker.base.finding import Verdict
from checker.logic.formula import Always, Atom, Forall, Formula
from checker.logic.grounding import ground
from checker.logic.syntax import parse
from tests.conform.own.makers import PLAIN, UNIT, contract, event, evidence, judged
from tests.logic.naive import Naive

STEP = 2
SCOPES = {
    "always": "",
    "after": ", after: q",
    "before": ", before: r",
    "after until": ", after: q, until: r",
    "between": ", between: [q, r]",
}
PATTERNS = {
    "absence": "absence: p",
    "precedence": "precedence: s, to: p",
    "precedence in time": "precedence: s, to: p, within: 300ns",
    "at most one": "at-most: 1, of: p",
    "response": "response: s, to: p, within: 300ns",
    "existence": "existence: p",
    "existence in time": "existence: p, within: 300ns",
}
CASES = [
    (pattern, scope)
    for pattern, scope in product(PATTERNS, SCOPES)
    if not (pattern == "existence" and scope in ("always", "after"))
    and not (pattern in ("response",) and scope in ("before", "between"))
    and not (pattern == "existence in time" and scope in ("always", "before", "between"))
]


def body_of(formula: str) -> Formula:
    tree = parse(formula)
    while isinstance(tree, Forall):
        tree = tree.body
    assert isinstance(tree, Always)
    return ground(tree.body, {})


def expected(formula: Formula, kinds: tuple[str, ...], until: int) -> set[int]:
    """The instants up to one at which the formula is false; nothing was before the first event."""
    at = {n * STEP: kind for n, kind in enumerate(kinds)}
    trace = {Atom(n): [2 * (at.get(t) == n) for t in range(until + 1)] for n in "pqrs"}
    naive = Naive(trace, 0, dict.fromkeys(trace, 0))
    return {t for t in range(until + 1) if naive.at(formula, t) == 0}


@pytest.mark.parametrize(("pattern", "scope"), CASES)
def test_a_pattern_is_judged_as_its_formula_says(tmp_path, pattern, scope):
    definitions = PLAIN.replace("told_by: d", "told_by: d, whole: the logs are")
    about = contract(tmp_path, definitions, f"  it: {{ours: why, says: so, {PATTERNS[pattern]}{SCOPES[scope]}}}\n")
    # the naive reading counts in units
    formula = body_of(about.own.properties["it"].formula.replace("300ns", "3ns").replace("299ns", "2ns"))
    used = "ps" + "q" * ("q" in SCOPES[scope]) + "r" * ("r" in SCOPES[scope][2:])
    end = 3 * STEP + 5
    both = set()
    for kinds in product(used, repeat=4 if len(used) < 4 or pattern == "at most one" else 3):
        told = evidence(about, [event(k, n * STEP) for n, k in enumerate(kinds)], {"h": (0, end)})
        found = judged(told)["it"]
        violated = {i.finding.time.hi // UNIT for i in found.instances if i.verdict is Verdict.VIOLATED and i.finding}
        assert violated == expected(formula, kinds, end), kinds
        assert not found.inconclusive, kinds
        both.add(bool(violated))
    assert both == {False, True}


@pytest.mark.parametrize(("pattern", "scope"), CASES)
def test_what_part_of_a_log_decides_the_whole_does_not_reverse(tmp_path, pattern, scope):
    about = contract(tmp_path, PLAIN, f"  it: {{ours: why, says: so, {PATTERNS[pattern]}{SCOPES[scope]}}}\n")
    used = "ps" + "q" * ("q" in SCOPES[scope]) + "r" * ("r" in SCOPES[scope][2:])
    for kinds in product(used, repeat=4 if len(used) < 4 or pattern == "at most one" else 3):
        events = [event(k, n * STEP) for n, k in enumerate(kinds)]
        whole = verdicts(about, events, (0, 8))
        for lo, hi in ((0, 5), (2, 8), (2, 5), (4, 8)):
            part = verdicts(about, [e for e in events if lo <= e.time.lo // UNIT <= hi], (lo, hi))
            for trigger, verdict in part.items():
                if verdict is not Verdict.INCONCLUSIVE:
                    # that nothing opened a scope before the log begins is taken for granted only where all is well
                    assert whole.get(trigger, Verdict.HOLDS) is verdict, (kinds, lo, hi, trigger)


def verdicts(about, events, heard):
    instances = judged(evidence(about, events, {"h": heard}))["it"].instances
    return {i.trigger.lo // UNIT: i.verdict for i in instances}


def test_a_deadline_beyond_the_log_is_open_and_says_so(tmp_path):
    about = contract(tmp_path, PLAIN, "  it: {ours: why, says: so, response: s, to: p, within: 1500ns}\n")
    found = judged(evidence(about, [event("p", 0)], {"h": (0, 14)}))["it"]
    assert found.verdict is Verdict.INCONCLUSIVE
    assert "the log of d@h ends before that" in found.why
    assert found.settles == "the log of d@h beyond its end"
    assert judged(evidence(about, [event("p", 0)], {"h": (0, 15)}))["it"].verdict is Verdict.VIOLATED


def test_lost_lines_leave_it_open(tmp_path):
    about = contract(tmp_path, PLAIN, "  it: {ours: why, says: so, response: s, to: p, within: 1500ns}\n")
    found = judged(evidence(about, [event("p", 0)], {"h": (0, 99)}, lost=[(5, 6)]))["it"]
    assert (found.verdict, found.settles) == (Verdict.INCONCLUSIVE, "the lines")
    assert judged(evidence(about, [event("p", 0)], {"h": (0, 99)}, lost=[(50, 60)]))["it"].verdict is Verdict.VIOLATED


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [((10, 14), Verdict.HOLDS), ((14, 16), Verdict.INCONCLUSIVE), ((17, 18), Verdict.VIOLATED)],
)
def test_stamps_are_intervals(tmp_path, answer, verdict):
    about = contract(tmp_path, PLAIN, "  it: {ours: why, says: so, response: s, to: p, within: 1500ns}\n")
    assert judged(evidence(about, [event("p", 0), event("s", *answer)], {"h": (0, 99)}))["it"].verdict is verdict


@pytest.mark.parametrize(("unsure", "verdict"), [(0, Verdict.VIOLATED), (4, Verdict.INCONCLUSIVE)])
def test_clocks_of_two_hosts_are_unsure_by_what_is_known_of_them(tmp_path, unsure, verdict):
    definitions = """
defines:
  events:
    p: {says: p, with: {x: any}, about: {node: host}, told_by: d}
    s: {says: s, with: {x: any}, about: {node: host}, told_by: d}
"""
    about = contract(tmp_path, definitions, "  it: {ours: why, says: so, response: s(_), to: p(n), within: 1500ns}\n")
    events = [event("p", 0, host="h"), event("s", 17, host="g")]
    told = evidence(about, events, {"h": (0, 99), "g": (0, 99)}, uncertainty={"g": unsure})
    assert judged(told)["it"].verdict is verdict


def test_a_state_and_what_is_asked_while_it_holds(tmp_path):
    formula = '"always (on implies not historically[0, 2us] (on and not once[0, 2us] p))"'
    about = contract(tmp_path, PLAIN, f"  it: {{ours: why, says: so, formula: {formula}}}\n")

    def told(*at: int) -> Verdict:
        events = [event("q", 0), *(event("p", t, t + 1) for t in at), event("r", 100)]
        return judged(evidence(about, events, {"h": (-5, 200)}))["it"].verdict

    assert told(15, 30, 60, 90) is Verdict.HOLDS
    assert told(15, 30, 90) is Verdict.VIOLATED
    assert told() is Verdict.VIOLATED


def test_a_source_that_was_not_given_is_named(tmp_path):
    definitions = PLAIN.replace(
        "r: {says: r, with: {x: any}, about: [], told_by: d}", "r: {says: r, with: {x: any}, about: [], told_by: e}"
    )
    about = contract(tmp_path, definitions, "  it: {ours: why, says: so, precedence: r, to: p, within: 500ns}\n")
    found = judged(evidence(about, [event("p", 50)], {"h": (0, 99)}))["it"]
    assert (found.verdict, found.settles) == (Verdict.INCONCLUSIVE, "the log of e")


def test_the_fewest_events_that_decide_are_told(tmp_path):
    about = contract(tmp_path, PLAIN, "  it: {ours: why, says: so, at-most: 2, of: p, after: q}\n")
    events = [event("q", 0), *(event("s", t) for t in range(1, 9)), *(event("p", t) for t in (10, 20, 30))]
    instances = judged(evidence(about, events, {"h": (0, 99)}))["it"].instances
    (violated,) = [i for i in instances if i.verdict is Verdict.VIOLATED]
    assert violated.finding is not None
    assert violated.trigger.lo == 30 * UNIT
    assert [r.text for r in violated.finding.related] == ["q 0", "p 10", "p 20"]
    assert "p came more than twice, after q" in violated.finding.message


TWO_HOSTS = """
hosts: {h: {address: 10.0.0.1}, g: {address: 10.0.0.2}}
defines:
  events:
    p: {says: p, with: {x: any}, about: {node: host}, told_by: d}
    s: {says: s, with: {x: any}, about: {node: host}, told_by: d}
    any: {says: either, event: s, about: [], told_by: d}
  fluents:
    on: {says: it is on, about: [node], begins: p, ends: s}
"""
ACROSS = {
    "at most one": "at-most-one: n, of: on(n), tolerance: 100ns",
    "answered by any": "response: s(_), to: p(n), within: 300ns",
    "answered by one of no name": "response: any, to: p(n), within: 300ns",
    "after any": "precedence: s(_), to: p(n), within: 300ns",
    "none meanwhile": "absence: p(n), after: s(_), until: p(_)",
}


@pytest.mark.parametrize("pattern", ACROSS)
def test_the_log_of_another_host_does_not_reverse_a_verdict(tmp_path, pattern):
    about = contract(tmp_path, TWO_HOSTS, f"  it: {{ours: why, says: so, {ACROSS[pattern]}}}\n")
    told_apart = set()
    for kinds in product((("h", "p"), ("h", "s"), ("g", "p"), ("g", "s")), repeat=4):
        events = [event(kind, n * STEP, host=host) for n, (host, kind) in enumerate(kinds)]
        whole = outcomes(about, events, ("h", "g"))
        for host in ("h", "g"):
            for case, verdict in outcomes(about, [e for e in events if e.source.host == host], (host,)).items():
                told_apart.add(verdict)
                if verdict is not Verdict.INCONCLUSIVE and case in whole:
                    assert whole[case] is verdict, (kinds, host, case)
    assert Verdict.INCONCLUSIVE in told_apart


def outcomes(about, events, hosts):
    found = judged(evidence(about, events, dict.fromkeys(hosts, (-2, 12))))["it"]
    return {(i.observer, i.subject, i.trigger.lo): i.verdict for i in found.instances}


def test_what_would_look_at_too_many_values_is_refused(tmp_path):
    definitions = """
defines:
  events:
    p: {says: p, with: {span: any}, about: [span], told_by: d}
"""
    about = contract(tmp_path, definitions, "  it: {ours: why, says: so, response: p(_), to: p(n), within: 300ns}\n")
    events = [event("p", n, span=str(n)) for n in range(3000)]
    with pytest.raises(InputError, match=r"d.yaml:\d+:\d+: it looks at every span for each case.* 3,000"):
        judged(evidence(about, events, {"h": (0, 9999)}))


def test_a_variable_that_the_trigger_does_not_bind_stands_for_every_value(tmp_path):
    formula = '"forall n: node, m: node. always (p(n) and m != n implies not on(m))"'
    about = contract(tmp_path, TWO_HOSTS, f"  it: {{ours: why, says: so, formula: {formula}}}\n")
    heard = ("h", "g")
    alone = [event("s", 0, host="h"), event("s", 0, host="g"), event("p", 4, host="h")]
    assert list(outcomes(about, alone, heard).values()) == [Verdict.HOLDS]
    both = [*alone, event("p", 8, host="g")]
    assert list(outcomes(about, both, heard).values()) == [Verdict.HOLDS, Verdict.VIOLATED]


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("absence: p(n), between: [s(n), s(_)]", "s(h) at 00:00:00.000: p(h) came, between s(h) and s(_) (not so: so)"),
        (
            "precedence: [s(n), any], to: p(n), within: 1ms",
            "p(h) at 00:00:00.000: no s(h) or any came before p(h) within 1ms (not so: so)",
        ),
        ('absence: p("h")', "p(h) at 00:00:00.000 (not so: so)"),
    ],
)
def test_what_a_finding_says(tmp_path, said, message):
    about = contract(tmp_path, TWO_HOSTS, f"  it: {{ours: why, says: so, {said}}}\n")
    assert about.own.properties["it"].violated.format(n="h", at="00:00:00.000", **{"any-node": "h"}) == message


def test_what_no_line_shows_to_have_opened_a_scope_counts_as_no_case(tmp_path):
    about = contract(tmp_path, PLAIN, "  it: {ours: why, says: so, absence: p, after: q}\n")
    assert judged(evidence(about, [event("p", 10)], {"h": (0, 99)}))["it"].verdict is Verdict.NOT_EXERCISED
    # where lines are lost, one of them may have opened it
    lost = judged(evidence(about, [event("p", 10)], {"h": (0, 99)}, lost=[(4, 5)]))["it"]
    assert (lost.verdict, lost.settles) == (Verdict.INCONCLUSIVE, "the lines")


def test_a_case_that_may_be_none_does_not_count_where_all_is_well(tmp_path):
    about = contract(tmp_path, PLAIN, "  it: {ours: why, says: so, response: s, to: p, within: 500ns, after: q}\n")
    told = evidence(about, [event("p", 10), event("s", 12)], {"h": (0, 99)}, lost=[(4, 5)])
    assert judged(told)["it"].verdict is Verdict.NOT_EXERCISED


def test_what_lies_further_back_counts_as_well(tmp_path):
    definitions = PLAIN.replace("told_by: d", "told_by: d, whole: the logs are")
    about = contract(tmp_path, definitions, "  it: {ours: why, says: so, at-most: 6, of: p}\n")
    found = judged(evidence(about, [event("p", 2 * n) for n in range(8)], {"h": (0, 99)}))["it"]
    assert [i.verdict for i in found.instances] == [Verdict.HOLDS] * 6 + [Verdict.VIOLATED] * 2
