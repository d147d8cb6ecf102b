"""What is said of requests: the grouped report, and what is wrong with a contract that speaks of them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from checker.base.errors import InputError
from checker.report.formats.as_json import render as as_json
from checker.report.formats.as_text import render as as_text
from checker.report.options import RenderOptions
from tests.pipeline.running import run
from tests.pipeline.test_requests import FAULTY, ROOT, SPEC, checked, flow, written

GOLDEN = Path(__file__).parent / "requests"


def reported(folder: Path) -> dict[str, str]:
    """The reports on requests with every fault, with the path of the file left out."""
    outcome = replace(checked(written(folder, FAULTY), select=("as-drawn",)), seconds=0.0, notes=())
    texts = {"report.txt": as_text(outcome, RenderOptions()), "report.json": as_json(outcome, RenderOptions())}
    # a fingerprint is of the places, too
    hidden = {str(folder / "spans.json"): "spans.json", f"{ROOT}/": ""}
    hidden |= {f.fingerprint: f"{n:016x}" for n, f in enumerate(outcome.findings)}
    for old, new in hidden.items():
        texts = {name: text.replace(old, new) for name, text in texts.items()}
    return texts


@pytest.mark.parametrize("name", ["report.txt", "report.json"])
def test_the_report(tmp_path_factory, name):
    told = reported(tmp_path_factory.mktemp("r"))[name]
    # where lines are folded depends on how long the path is that was left out
    assert told.split() == (GOLDEN / name).read_text().split()


def test_the_report_keeps_to_the_schema():
    schema = json.loads((ROOT / "docs" / "schema" / "verify-1.schema.json").read_text())
    report = json.loads((GOLDEN / "report.json").read_text())
    assert [e.message for e in Draft202012Validator(schema).iter_errors(report)] == []
    (prop,) = report["properties"]
    assert {g["finding"] for g in prop["requests"]["groups"]} == set(prop["findings"])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("diagram: System Sequence Diagrams", "diagram: System Sequence", "no diagram is called 'System Sequence'"),
        ("by: trace", "by: trce", "no event has an argument 'trce'; did you mean 'trace'?"),
        ("    line: [15, 60]\n", "", "as-drawn says neither 'line' nor 'ours'"),
        ("clocks: 2ms", "clocks: soon", "'clocks' under as-drawn"),
        ("clocks: 2ms", "edgs: 2ms", "unknown key 'edgs' under as-drawn"),
        ("clocks: 2ms", "trigger: Ask", "no step of 'System Sequence Diagrams' that events show has a label"),
        ("  as-drawn:\n", "  no-failback:\n", "there is a property 'no-failback' already"),
    ],
)
def test_errors_point_into_the_contract(tmp_path, old, new, said):
    text = SPEC.read_text().replace("../../spec/", "")
    assert old in text
    spec = tmp_path / "requests.yaml"
    spec.write_text(text.replace(old, new, 1))
    (tmp_path / "pgbouncer-ha.md").write_text((ROOT / "spec" / "pgbouncer-ha.md").read_text())
    with pytest.raises(InputError) as raised:
        run(written(tmp_path, flow(2, {})), spec=str(spec))
    assert said in str(raised.value)
    assert "requests.yaml:" in str(raised.value)
