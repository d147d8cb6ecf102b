"""Requests beside the diagram that they are to follow: spans of examples/requests, whole, faulty, cut off, shuffled."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.generate_spans import FAULTS, START_NS, Span, exported, line, request, requests, write_spans
from checker.base.errors import InputError
from checker.base.finding import Verdict
from checker.conform.requests import collecting
from checker.model.outcome import Outcome
from checker.model.outcome_requests import RequestsOutcome
from tests.pipeline.running import run
from tests.pipeline.test_own_system import GOOD
from tests.pipeline.test_own_system import SPANS as OWN_SPANS
from tests.pipeline.test_own_system import request as own_request

ROOT = Path(__file__).parents[2]
SPEC = ROOT / "examples" / "requests" / "requests.yaml"
# the API never asked
SKIPPED = [("web", 2, 0, 100), ("db", 2, 30, 70)]


def checked(*paths: Path, **options) -> Outcome:
    return run(*paths, spec=str(SPEC), **options)


def account(outcome: Outcome) -> RequestsOutcome:
    (prop,) = (p for p in outcome.properties if p.id == "as-drawn")
    assert prop.requests is not None
    return prop.requests


def groups(outcome: Outcome) -> dict[tuple[str, bool], int]:
    """How many requests are in the groups of each code, and whether it is open."""
    found: dict[tuple[str, bool], int] = {}
    for group in account(outcome).groups:
        key = (group.code, bool(group.why))
        found[key] = max(found.get(key, 0), group.count)
    return found


def told(outcome: Outcome) -> object:
    """All that is said of requests but on which line their spans stand."""
    whole = account(outcome)
    return replace(
        whole,
        groups=tuple(
            replace(g, fingerprint="", examples=tuple(replace(e, places=()) for e in g.examples)) for g in whole.groups
        ),
    )


def slowed(spans: Sequence[Span], number: int) -> list[Span]:
    """The spans of a request as if requests came a quarter of a second apart."""
    later = number * 249_000_000
    return [span._replace(start=span.start + later, end=span.end + later) for span in spans]


def flow(count: int, faults: Mapping[int, str]) -> list[list[Span]]:
    return [slowed(request(n, faults.get(n, "")), n) for n in range(count)]


def written(folder: Path, flows: Iterable[Sequence[Span]]) -> Path:
    path = folder / "spans.json"
    path.write_text("".join(exported(flows)))
    return path


def test_a_recorded_flow_conforms(tmp_path):
    outcome = checked(write_spans(tmp_path / "spans.json", 200))
    whole = account(outcome)
    assert (whole.requests, whole.conforming, whole.groups) == (200, 200, ())
    assert (outcome.verdict, outcome.exit_status) == (Verdict.HOLDS, 0)
    (drawn,) = (s for s in outcome.scenarios if s.diagram == "System Sequence Diagrams" and s.kind == "diagram")
    assert (drawn.instances, drawn.complete, drawn.observed) == (200, 200, 20)
    # the virtual address is no process; everything else was seen in every request
    assert {s.lifeline for s in drawn.steps if not s.seen} == {"VIP"}
    assert {s.seen for s in drawn.steps if s.lifeline != "VIP"} == {200}
    (given_,) = outcome.inputs
    assert (given_.format, given_.events, given_.unread_total) == ("request-spans", 4000, 0)


CODES = {
    "skipped hop": {"request-hop-skipped"},
    "early answer": {"request-out-of-order"},
    "second pooler": {"request-second-party"},
    "second query": {"request-step-repeated"},
    "span lost": {"request-step-missing"},
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_found(tmp_path, fault):
    outcome = checked(written(tmp_path, flow(60, {30: fault, 33: fault})))
    whole = account(outcome)
    assert (whole.conforming, whole.violated, whole.inconclusive) == (58, 2, 0)
    assert groups(outcome) == {(code, False): 2 for code in CODES[fault]}
    faulty = {request(n)[0].trace for n in (30, 33)}
    assert {e.request for g in whole.groups for e in g.examples} == faulty
    assert outcome.exit_status == 1


def test_at_a_thousand_requests_a_second_each_fault_is_found(tmp_path):
    outcome = checked(write_spans(tmp_path / "spans.json", 5_000, {2_300 + 40 * n: FAULTS[n % 5] for n in range(10)}))
    whole = account(outcome)
    assert (whole.conforming, whole.violated, whole.inconclusive) == (4_990, 10, 0)
    assert groups(outcome) == {(code, False): 2 for codes in CODES.values() for code in codes}


def test_an_example_stands_where_its_spans_do(tmp_path):
    path = written(tmp_path, flow(60, {30: "second pooler"}))
    (group,) = account(checked(path)).groups
    trace = request(30)[0].trace
    lines = path.read_text().splitlines()
    places = group.examples[0].places
    assert len(places) == 2
    assert all(trace in lines[place.line - 1] and '"pgbouncer"' in lines[place.line - 1] for place in places)


def test_what_is_cut_off_at_either_end_is_open_and_counted(tmp_path):
    flows = flow(60, {})
    # of the first and of the last request only half was exported, of one in the middle as well
    for number in (0, 30, 59):
        flows[number] = [span for span in flows[number] if span.service in ("browser", "next", "hono")]
    outcome = checked(written(tmp_path, flows))
    whole = account(outcome)
    assert (whole.conforming, whole.violated, whole.inconclusive) == (57, 1, 2)
    assert groups(outcome) == {("request-hop-skipped", False): 1, ("request-hop-skipped", True): 2}
    (open_,) = (g for g in whole.groups if g.why)
    assert open_.why.startswith("it begins or ends too near to where haproxy begins or ends")
    hints = {finding.hint for finding in outcome.findings if finding.verdict is Verdict.INCONCLUSIVE}
    assert any("or a shorter edge (2s)" in hint for hint in hints)


def test_a_line_that_cannot_be_read_leaves_open_what_it_may_hold(tmp_path):
    flows = flow(60, {30: "skipped hop", 45: "skipped hop"})
    lines = list(exported(flows))
    at = next(n for n, text in enumerate(lines) if flows[30][0].trace in text)
    lines.insert(at, '{"resourceSpans": [{"broken\n')
    path = tmp_path / "spans.json"
    path.write_text("".join(lines))
    outcome = checked(path)
    assert [number for number, _ in outcome.inputs[0].unread] == [at + 1]
    whole = account(outcome)
    assert (whole.violated, whole.inconclusive) == (1, 1)
    assert {g.why for g in whole.groups} == {"", "something that could not be read may belong to it"}


def test_a_declared_gap_leaves_open_what_it_may_hide(tmp_path):
    path = written(tmp_path, flow(60, {30: "skipped hop"}))
    gap = "haproxy-host=2026-11-22T19:24:52Z/2026-11-22T19:24:55Z"
    assert groups(checked(path, gaps=(gap,))) == {("request-hop-skipped", True): 1}


def test_a_program_that_was_not_heard_is_not_missed(tmp_path):
    flows = [[span for span in spans if span.service != "haproxy"] for spans in flow(60, {})]
    outcome = checked(written(tmp_path, flows))
    (prop,) = (p for p in outcome.properties if p.id == "as-drawn")
    assert prop.verdict is Verdict.HOLDS
    assert prop.scope.missing == ("the log of haproxy",)


def test_the_same_spans_twice_are_the_same_spans(tmp_path):
    faults = {20: "second pooler", 30: "second query", 40: "early answer"}
    once = written(tmp_path, flow(60, faults))
    twice = tmp_path / "twice.json"
    twice.write_text(once.read_text() * 2)
    assert told(checked(once)) == told(checked(twice))
    copy = tmp_path / "copies"
    copy.mkdir()
    for name in ("a.json", "b.json"):
        (copy / name).write_text(once.read_text())
    assert told(checked(once)) == told(checked(copy))


FAULTY = flow(40, {15 + n: fault for n, fault in enumerate(FAULTS)})
SPANS = [span for spans in FAULTY for span in spans]


@pytest.fixture(scope="module")
def in_order(tmp_path_factory) -> object:
    return told(checked(written(tmp_path_factory.mktemp("in-order"), FAULTY)))


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9), batch=st.integers(1, 60), rows=st.sampled_from([7, 100, 60_000]))
def test_the_order_of_spans_changes_nothing(tmp_path, in_order, seed, batch, rows):
    """In whatever order spans are exported, however many a line, and whether they fit into memory or not."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(collecting, "MOST_ROWS", rows)
        spans, random = list(SPANS), Random(seed)
        random.shuffle(spans)
        path = tmp_path / "shuffled.json"
        path.write_text(
            "".join(
                line(span.service, span.instance, [s for s in part if s[3:5] == span[3:5]])
                for n in range(0, len(spans), batch)
                for part in [spans[n : n + batch]]
                for span in {s[3:5]: s for s in part}.values()
            )
        )
        assert told(checked(path)) == in_order


def test_clocks_of_hosts_may_differ_by_as_much_as_is_said(tmp_path):
    def ahead(spans: Sequence[Span], by: int) -> list[Span]:
        return [s._replace(start=s.start + by, end=s.end + by) if s.service == "postgres" else s for s in spans]

    # the database's clock is a hair ahead: its answer is stamped after PgBouncer has it
    near = checked(written(tmp_path, [ahead(spans, 1_500_000) for spans in flow(30, {})]))
    assert account(near).conforming == 30
    assert account(near).apart == 30
    assert "of 30 of them the clocks tell another order" in near.properties[0].why
    far = checked(written(tmp_path, [ahead(spans, 9_000_000) for spans in flow(30, {})]))
    assert groups(far) == {("request-out-of-order", False): 30}
    right = checked(written(tmp_path, [ahead(s, 9_000_000) for s in flow(30, {})]), clocks=("postgres-host=-9ms",))
    assert account(right).conforming == 30


def test_requests_of_other_kinds_are_passed_over_where_a_trigger_is_named(tmp_path):
    spec = tmp_path / "spec"
    (spec / "formats").mkdir(parents=True)
    text = (
        SPEC.read_text().replace("../../spec/", "").replace("by: trace", "by: trace\n    trigger: PostgreSQL Protocol")
    )
    (spec / "requests.yaml").write_text(text)
    (spec / "pgbouncer-ha.md").write_text((ROOT / "spec" / "pgbouncer-ha.md").read_text())
    (spec / "formats" / "request-spans.yaml").write_text((SPEC.parent / "formats" / "request-spans.yaml").read_text())
    flows = flow(60, {})
    flows[30] = [s for s in flows[30] if (s.service, s.kind) in (("browser", 3), ("next", 2))]
    path = written(tmp_path, flows)
    whole = account(run(path, spec=str(spec / "requests.yaml")))
    assert (whole.requests, whole.conforming, whole.passed_over) == (59, 59, 1)
    assert groups(checked(path)) == {("request-hop-skipped", False): 1}


def test_only_what_is_selected(tmp_path):
    path = written(tmp_path, flow(5, {}))
    assert [p.id for p in checked(path, select=("as-drawn",)).properties] == ["as-drawn"]
    with pytest.raises(InputError, match="did you mean 'as-drawn'"):
        checked(path, select=("as-drwn",))


def test_without_spans_nothing_is_exercised(tmp_path):
    path = tmp_path / "spans.json"
    path.write_text(line("next", "next-1", [span for span in request(0) if span.id == ""]))
    outcome = checked(path)
    assert (outcome.properties[0].verdict, outcome.exit_status) == (Verdict.NOT_EXERCISED, 3)


def test_spans_of_no_request_are_unread(tmp_path):
    path = written(tmp_path, [[span._replace(trace="") for span in slowed(request(0), 0)], *flow(3, {})])
    (read,) = checked(path).inputs
    assert read.unread_total == 20
    assert "of no request: 'trace' is empty" in read.unread[0][1]


def test_the_generator_is_seeded():
    assert list(exported(requests(30))) == list(exported(requests(30)))
    assert min(span.start for spans in requests(30) for span in spans) >= START_NS


def test_events_of_which_properties_speak_show_requests_as_well(tmp_path):
    spec = tmp_path / "spec"
    shutil.copytree(OWN_SPANS, spec)
    flows = "requests:\n  drawn: {diagram: A query of the shop, by: trace, ours: a test, edge: 1s}\n"
    (spec / "shop.yaml").write_text((spec / "shop.yaml").read_text() + flows)
    export = tmp_path / "export.json"
    traces = [(f"t{n}", SKIPPED if n == 10 else GOOD) for n in range(20)]
    export.write_text("".join(f"{own_request(t, spans, late=200 * n)}\n" for n, (t, spans) in enumerate(traces)))
    plain = run(export, spec=str(OWN_SPANS / "shop.yaml"))
    outcome = run(export, spec=str(spec / "shop.yaml"))
    *others, drawn = outcome.properties
    assert [(p.id, p.verdict, p.exercised, p.violations) for p in others] == [
        (p.id, p.verdict, p.exercised, p.violations) for p in plain.properties
    ]
    assert drawn.requests is not None
    assert (drawn.requests.conforming, drawn.requests.violated) == (19, 1)
    assert [(g.code, [e.request for e in g.examples]) for g in drawn.requests.groups] == [
        ("request-hop-skipped", ["t10"])
    ]
