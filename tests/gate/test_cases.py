"""Whole configurations with what must be said of them: kinds, lines, values, numbers; good ones are left in peace."""

import json
from pathlib import Path

import pytest

from checker.base.finding import Severity
from checker.base.progress import SilentProgress
from checker.pipeline import GateRequest, gate

CASES = Path(__file__).parent / "cases"
EXPECTED = json.loads((CASES / "expected.json").read_text())
BY_ID = {case["id"]: case for case in EXPECTED["cases"]}
OPTIONAL = set(EXPECTED["optional_kinds"]["kinds"])
EXCEPT = set(EXPECTED["optional_kinds"]["except_cases"])


def gated(case):
    return gate(GateRequest((str(CASES / case),)), SilentProgress())


def _told(outcome, case):
    """The errors and warnings of an outcome by file, line and code."""
    optional = OPTIONAL - (OPTIONAL if case in EXCEPT else set())
    return {
        (Path(f.where.file).name, f.where.line, f.code): f
        for f in outcome.findings
        if f.severity is not Severity.INFO and f.code not in optional
    }


def _wanted(case):
    return {(f["file"], f["line"], f["kind"]): f for f in BY_ID[case]["findings"]}


def _written(value):
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("case", BY_ID)
def test_exactly_what_is_wrong_is_found(case):
    outcome = gated(case).outcome
    told, wanted = _told(outcome, case), _wanted(case)
    assert told.keys() == wanted.keys()
    for at, finding in told.items():
        expected = wanted[at]
        assert finding.severity.value == expected["severity"]
        assert (finding.key, finding.found, finding.wanted) == (
            expected["key"],
            _written(expected["actual"]),
            _written(expected["required"]),
        )


@pytest.mark.parametrize("case", BY_ID)
def test_the_exit_status_is_that_of_the_verdict(case):
    outcome = gated(case).outcome
    assert outcome.exit_status == (1 if BY_ID[case]["verdict"] == "bad" else 0)
    assert not any(each.inconclusive for each in outcome.properties)


@pytest.mark.parametrize("case", [case for case, each in BY_ID.items() if "numbers" in each])
def test_numbers_are_those_of_the_formulas(case):
    numbers = gated(case).outcome.numbers
    for name, expected in BY_ID[case]["numbers"].items():
        computed = numbers[name]
        pair = isinstance(expected, list)
        assert pair == isinstance(computed, tuple)
        for wanted, value in zip(expected if pair else [expected], computed if pair else [computed], strict=True):
            assert abs(value / 1e9 - wanted) <= 0.001, name


@pytest.mark.parametrize("case", [case for case, each in BY_ID.items() if each["verdict"] == "bad"])
def test_patches_mend_every_error(case, tmp_path):
    mended = tmp_path / case
    mended.mkdir()
    patched = {Path(patch.path).name: patch.after for patch in gated(case).patches}
    for file in (CASES / case).iterdir():
        (mended / file.name).write_text(patched.get(file.name, file.read_text()))
    again = gate(GateRequest((str(mended),)), SilentProgress()).outcome
    assert not [f.message for f in again.findings if f.severity is Severity.ERROR]
    assert again.exit_status == 0


@pytest.mark.parametrize("case", BY_ID)
def test_every_finding_quotes_its_line(case):
    for finding in gated(case).outcome.findings:
        if finding.where:
            lines = Path(finding.where.file).read_text().split("\n")
            assert finding.text == lines[finding.where.line - 1]
            assert 0 < finding.where.column <= len(finding.text) + 1


def test_two_runs_say_the_same():
    first, second = (gated("h01-fall-10").outcome for _ in range(2))
    assert first.findings == second.findings
    assert first.properties == second.properties
