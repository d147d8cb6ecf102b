"""The full list for both systems of the seeds; each entry was argued to be true (see the file's remarks)."""

from pathlib import Path

from checker.base.finding import Severity
from checker.prove.diagrams import findings
from tests.prove.diagrams.drawings import embedded

GOLDEN = Path(__file__).parent / "seeds.txt"


def _line(found):
    places = " ".join(f"{place.place.line}" for place in found.related)
    return f"{found.where.file}:{found.where.line} {found.severity} {found.code}" + (
        f" with {places}" if places else ""
    )


def test_the_list_is_the_golden_one():
    said = [line for line in GOLDEN.read_text(encoding="utf-8").splitlines() if line and not line.startswith(" ")]
    assert [_line(each) for contract in embedded() for each in findings(contract)] == said


def test_there_are_more_than_a_dozen_beside_the_remarks():
    found = [f for contract in embedded() for f in findings(contract) if f.severity != Severity.INFO]
    assert len(found) > 12 and len({f.code for f in found}) > 12
    assert len({f.fingerprint for f in found}) == len(found)


def test_each_says_what_to_do():
    assert all(f.hint and f.message and f.text for contract in embedded() for f in findings(contract))
