"""Systems that the program knows nothing of, by their diagrams, contracts and formats alone, without any Python."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

import pytest

from checker.base.errors import InputError
from checker.base.finding import Verdict
from checker.base.progress import SilentProgress
from checker.model.outcome import Outcome
from checker.model.spec import load_spec
from checker.pipeline import gate, observe, prove
from checker.pipeline.request import GateRequest, ObserveRequest, ProveRequest
from checker.report.mermaid import draw
from tests.pipeline.running import run

HERE = Path(__file__).parent
LEASE, SPANS = HERE / "own_system", HERE / "own_spans"
MS = 1_000_000
BEGIN = 1_795_375_486_000_000_000


def verdicts(outcome: Outcome) -> dict[str, str]:
    return {p.id: p.verdict.value for p in outcome.properties}


def lease(*paths: str, **options) -> Outcome:
    return run(*(LEASE / path for path in paths), spec=str(LEASE / "lease.yaml"), **options)


def test_the_good_logs_of_the_lease_daemon():
    outcome = lease("good")
    assert verdicts(outcome) == {
        "one-leader": "holds",
        "answered-in-time": "holds",
        "asked-first": "holds",
        "silent-after-loss": "not_exercised",
        "renews-on-schedule": "holds",
    }
    assert [(i.format, i.unread_total) for i in outcome.inputs] == [("leased", 0)] * 2
    assert outcome.exit_status == 0
    (diagram,) = outcome.scenarios
    assert sum(step.seen > 0 for step in diagram.steps) == 6


def test_the_bad_logs_of_the_lease_daemon():
    outcome = lease("bad")
    found = {p.id: [f for f in p.findings if f.verdict is Verdict.VIOLATED] for p in outcome.properties}
    assert {id: len(each) for id, each in found.items()} == {
        "one-leader": 1,
        "answered-in-time": 1,
        "asked-first": 1,
        "silent-after-loss": 1,
        "renews-on-schedule": 1,
    }
    (two,) = found["one-leader"]
    assert "leads(a, orders), and also b, from 12:00:22.001" in two.message
    assert {Path(place.place.file).parent.name for place in two.related} | {Path(two.where.file).parent.name} == {
        "a",
        "b",
    }
    (silent,) = found["silent-after-loss"]
    assert silent.message.startswith("renewed(a, orders) at 12:00:24.500, after lost(a, orders)")
    assert [r.text.rpartition("] ")[2] for r in silent.related] == ["lost orders"]
    assert found["answered-in-time"][0].message.startswith(
        "no granted(b, billing) within lease.answer of asked(b, billing)"
    )
    assert outcome.exit_status == 1


def test_one_log_alone_leaves_open_what_the_other_host_did():
    (one_leader,) = (p for p in lease("good/b").properties if p.id == "one-leader")
    assert (one_leader.verdict, one_leader.settles) == (Verdict.INCONCLUSIVE, "the log of leased@a")
    assert one_leader.scope.observers == ("leased@b",)
    whole, part = verdicts(lease("bad")), verdicts(lease("bad/b"))
    assert all(whole[id] == verdict for id, verdict in part.items() if verdict == "violated")


def test_a_parameter_of_its_own_is_set():
    assert verdicts(lease("bad", settings=("lease.handover=3s",)))["one-leader"] == "holds"
    assert verdicts(lease("good", settings=("lease.answer=100ms",)))["answered-in-time"] == "violated"


def test_one_property_is_selected():
    assert list(verdicts(lease("bad", select=("asked-first",)))) == ["asked-first"]


def test_the_model_says_that_it_has_no_word_for_it():
    outcome = prove(ProveRequest(spec=str(LEASE / "lease.yaml")), SilentProgress())
    assert {p.verdict for p in outcome.properties} == {Verdict.INCONCLUSIVE}
    assert {p.why for p in outcome.properties if p.id == "one-leader"} == {"the model has no word for leads"}


def test_the_gate_has_nothing_of_it_and_says_so(tmp_path):
    (tmp_path / "haproxy.cfg").write_text("defaults\n  mode tcp\nfrontend f\n  bind :1\n")
    gated = gate(GateRequest((str(tmp_path),), spec=str(LEASE / "lease.yaml")), SilentProgress())
    assert "nothing in these files belongs to lease" in gated.outcome.notes[-1].message


def test_its_events_are_drawn_on_the_lifelines_of_their_hosts():
    asked = ObserveRequest((str(LEASE / "bad"),), spec=str(LEASE / "lease.yaml"))
    seen = observe(asked, SilentProgress()).observation
    assert seen is not None
    drawn = draw(seen)
    steps = [line.strip() for line in drawn.splitlines() if not line.strip().startswith("%%")]
    assert "note over B: +21.90 s granted orders" in steps
    assert "note over A: +23.90 s lost orders" in steps
    assert any("renewed (18 times)" in step for step in steps)


def request(trace: str, spans: Sequence[tuple[str, str, int, int]], late: int = 0) -> str:
    """One export of a trace: service, kind, start and end in ms, each span called by the one before it."""
    groups = [
        {
            "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": service}}]},
            "scopeSpans": [
                {
                    "spans": [
                        {
                            "traceId": trace,
                            "spanId": f"{service}{kind}{start}",
                            "parentSpanId": parent,
                            "name": service,
                            "kind": kind,
                            "startTimeUnixNano": str(BEGIN + (late + start) * MS),
                            "endTimeUnixNano": str(BEGIN + (late + end) * MS),
                        }
                    ]
                }
            ],
        }
        for parent, (service, kind, start, end) in zip(
            ["", *(f"{s}{k}{b}" for s, k, b, _ in spans)], spans, strict=False
        )
    ]
    return json.dumps({"resourceSpans": groups})


GOOD = [("web", 2, 0, 100), ("api", 2, 10, 90), ("api", 3, 20, 80), ("db", 2, 30, 70)]
FAULTS: Mapping[str, tuple[str, list[tuple[str, int, int, int]]]] = {
    "a skipped hop": ("by-the-api", [("web", 2, 0, 100), ("db", 2, 30, 70)]),
    "a second query": ("asked-once", [*GOOD, ("db", 2, 50, 60)]),
    "a response before its result": ("result-first", [("web", 2, 0, 100), ("api", 2, 10, 60), ("db", 2, 30, 70)]),
    "a call after its caller has ended": ("nested", [("web", 2, 0, 20), ("api", 2, 30, 90), ("db", 2, 31, 70)]),
    "a slow query": ("answered-in-time", [("web", 2, 0, 900), ("api", 2, 10, 890), ("db", 2, 30, 870)]),
}


def spans(folder: Path, *lines: str) -> Outcome:
    file = folder / "export.json"
    file.write_text("".join(line + "\n" for line in lines))
    return run(file, spec=str(SPANS / "shop.yaml"))


def later(n: int) -> str:
    """A trace long after, so that all deadlines lie within what was heard."""
    return request(f"last{n}", GOOD, late=60_000)


def test_a_request_flow_in_spans(tmp_path):
    outcome = spans(tmp_path, *(request(f"t{n}", GOOD, late=1000 * n) for n in range(20)), later(0))
    assert {p.verdict.value for p in outcome.properties if p.id not in ("answered-in-time", "nested")} == {"holds"}
    in_time = next(p for p in outcome.properties if p.id == "answered-in-time")
    # the deadline of the last one lies beyond the last span
    assert (in_time.exercised, in_time.violations, in_time.inconclusive) == (21, 0, 0)
    (given,) = outcome.inputs
    assert (given.format, given.lines, given.unread_total) == ("spans", 21, 0)
    (diagram,) = outcome.scenarios
    seen = {(step.text, step.end): step.seen for step in diagram.steps}
    assert seen["Query (timeout 500ms)", "receive"] and seen["Result", "send"]
    assert sum(1 for count in seen.values() if count) == 4


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_of_a_flow_is_found(tmp_path, fault):
    id, flow = FAULTS[fault]
    outcome = spans(tmp_path, request("t0", GOOD), request("t1", flow, late=2000), later(0))
    violated = {p.id: p for p in outcome.properties if p.verdict is Verdict.VIOLATED}
    assert list(violated) == [id]
    assert "t1" in violated[id].findings[0].message


def test_an_indented_export_is_read_as_well(tmp_path):
    indented = json.dumps(json.loads(request("t0", GOOD)), indent=1)
    outcome = spans(tmp_path, *indented.splitlines(), later(0))
    assert outcome.inputs[0].unread_total == 0
    assert next(p.exercised for p in outcome.properties if p.id == "asked-once") == 2


def test_what_is_no_request_is_listed(tmp_path):
    outcome = spans(tmp_path, request("t0", GOOD), "{broken", "[1]", '{"resourceSpans": 3}', later(0))
    assert [line for line, _ in outcome.inputs[0].unread] == [2, 3]


def broken(tmp_path: Path, old: str, new: str) -> str:
    """What is said of the contract of the lease daemon with one of its texts changed."""
    folder = tmp_path / "spec"
    shutil.copytree(LEASE, folder)
    text = (folder / "lease.yaml").read_text()
    assert old in text
    (folder / "lease.yaml").write_text(text.replace(old, new, 1))
    with pytest.raises(InputError) as raised:
        run(folder / "good", spec=str(folder / "lease.yaml"))
    return str(raised.value).replace(f"{folder}/", "")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "to: asked(n, l)",
            "to: askd(n, l)",
            "lease.yaml:58:9: no event or fluent 'askd' is defined; did you mean 'asked'?",
        ),
        ("to: asked(n, l)", "to: asked(n)", "lease.yaml:58:9: 'asked' has 1 arguments, expected 2"),
        ("after: lost(n, l)", "after: lost(l, n)", "lease.yaml:73:17: 'l' is a lease elsewhere, and a node here"),
        (
            "within: lease.answer",
            "within: lease.anser",
            "no parameter 'lease.anser' is stated; did you mean 'lease.answer'?",
        ),
        ("within: lease.answer", "within: soon?", "'within' under answered-in-time must be a duration such as 5s"),
        ("    within: lease.answer\n", "", "missing key 'within' under answered-in-time"),
        (
            "absence: renewed(n, l)",
            "absense: renewed(n, l)",
            "unknown key 'absense' under silent-after-loss; did you mean 'absence'?",
        ),
        ("of: leads(n, l)", "of: granted(n, l)", "this is asked of a fluent, such as leads(n, l)"),
        ("at-most-one: n", "at-most-one: x", "'at-most-one' under one-leader must be a variable of the fluent (n, l)"),
        ("sets: granted", "sets: grantd", "no event 'grantd' is defined; did you mean 'granted'?"),
        (
            "about: {node: host, lease: lease}",
            "about: {node: host, lease: lase}",
            "the event has no argument 'lase'; did you mean 'lease'?",
        ),
        ("renewed(n, l)))", "renewed(n)))", "'renewed' has 1 arguments, expected 2"),
        ("not once[0, lease.renewal] renewed", "not renewed", "the event 'renewed' is asked for while a state holds"),
        ("measure: duration, line: 11", "measure: length, line: 11", "unknown measure 'length'"),
        ("until: granted(n, l)", "before: granted(n, l)", "after and before do not go together"),
        ("response: granted(n, l)", "existence: granted(n, l)", "'to' has no meaning beside 'existence'"),
        ("asked-first:", "single-vip-holder:", "there is a property 'single-vip-holder' already"),
        ("sets: granted", "says2: granted", "unknown key 'says2'"),
        (
            "started:  {says: a node starts, with",
            "assigned:  {says: a node starts, with",
            "there is an event 'assigned' already",
        ),
    ],
)
def test_errors_point_into_the_contract(tmp_path, old, new, said):
    assert said in broken(tmp_path, old, new)


def test_an_event_of_a_format_that_no_contract_defines(tmp_path):
    folder = tmp_path / "spec"
    shutil.copytree(LEASE, folder)
    format_file = folder / "formats" / "leased.yaml"
    format_file.write_text(format_file.read_text().replace("event: renewed", "event: renewd"))
    with pytest.raises(InputError, match=r"leased.yaml:\d+:\d+: unknown event 'renewd'.*did you mean 'renewed'"):
        run(folder / "good", spec=str(folder / "lease.yaml"))


def damaged(text: str, random: Random) -> str:
    """A contract with a word, a sign or a line of its definitions changed, left out or repeated."""
    begin = text.index("defines:")
    words = [*re.findall(r"\w+|[^\w\s]", text[begin:]), "[]", "{}", "_", '"x"', "5s", "~", "{a: b}"]
    for _ in range(random.choice((1, 1, 2))):
        lines = text.split("\n")
        line = random.randrange(text.count("\n", 0, begin), len(lines))
        lo, hi = random.choice([m.span() for m in re.finditer(r"[\w.-]+|[^\w\s]", text) if m.start() > begin])
        match random.randrange(4):
            case 0:
                text = text[:lo] + text[hi:]
            case 1:
                text = text[:lo] + random.choice(words) + text[hi:]
            case 2:
                text = "\n".join(lines[:line] + lines[line + 1 :])
            case _:
                text = "\n".join([*lines[:line], random.choice(lines), *lines[line:]])
    return text


def test_a_damaged_contract_loads_or_says_where_it_is_wrong(tmp_path):
    text = (LEASE / "lease.yaml").read_text()
    shutil.copy(LEASE / "lease.md", tmp_path)
    random, told = Random(7), 0
    for _ in range(80):
        (tmp_path / "lease.yaml").write_text(damaged(text, random))
        try:
            load_spec(tmp_path / "lease.yaml", {"single-vip-holder": ()})
        except InputError as error:
            told += 1
            assert re.match(r"\S+lease\.yaml:\d+:\d+: ", str(error)), error
    assert 40 < told < 80


def test_a_lifeline_is_a_program_that_some_format_reads(tmp_path):
    shutil.copytree(LEASE, tmp_path / "lease")
    contract = tmp_path / "lease" / "lease.yaml"
    text = contract.read_text()
    contract.write_text(text.replace("S: {role: database}", "S: {role: database, program: zzz}"))
    with pytest.raises(InputError, match="no format reads lines of 'zzz', which S is"):
        run(LEASE / "good", spec=str(contract))
    for known in ("leased", "postgresql"):
        contract.write_text(text.replace("S: {role: database}", f"S: {{role: database, program: {known}}}"))
        run(LEASE / "good", spec=str(contract))


def test_who_no_format_reads_tells_of_nothing(tmp_path):
    shutil.copytree(LEASE, tmp_path / "lease")
    contract = tmp_path / "lease" / "lease.yaml"
    contract.write_text(
        contract.read_text().replace(
            "about: {node: host, lease: lease}, told_by: leased",
            "about: {node: host, lease: lease}, told_by: lease-d@a",
        )
    )
    with pytest.raises(InputError) as told:
        run(LEASE / "good", spec=str(contract))
    assert "no format reads 'asked' as told by 'lease-d'; did you mean 'leased'?" in str(told.value)
    assert "lease.yaml:" in str(told.value)
    assert "no format reads lines" not in str(told.value)
    # formats may be written after the contract
    for form in (tmp_path / "lease" / "formats").iterdir():
        form.unlink()
    run(LEASE / "good", spec=str(contract))
