"""A baseline accepts the findings that were there, wherever their lines go; nothing else."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.base.errors import InputError
from checker.base.finding import Finding, Severity
from checker.base.places import Place
from checker.gate.baseline import about, read, suppressed_by, written
from checker.gate.suppressing import UNUSED, WITHOUT_REASON

CODES = frozenset({"fall-threshold"})


def _finding(line=3, text="    fall 5", code="fall-threshold", file="a.cfg", key="fall"):
    return Finding(code, Severity.ERROR, "message", Place(file, line), text, key=key)


def _entries(*findings, why="they pause"):
    return read(written(findings).replace('"why": ""', f'"why": "{why}"').encode(), "base.json")


def test_a_finding_is_known_again_when_its_line_moves():
    (one,) = suppressed_by([_finding(line=30, text="\tfall  5")], _entries(_finding()))
    assert (one.kind, one.why) == ("baseline", "they pause")
    assert one.place.file == "base.json"


def test_paths_are_compared_as_places_not_as_texts():
    assert suppressed_by([_finding(file="./conf//a.cfg")], _entries(_finding(file="conf/a.cfg")))


@pytest.mark.parametrize(
    "other",
    [_finding(text="fall 6"), _finding(code="other"), _finding(file="b.cfg"), _finding(key="rise")],
)
def test_another_finding_is_not_accepted(other):
    assert not suppressed_by([other], _entries(_finding()))


def test_each_entry_accepts_one_finding():
    assert len(suppressed_by([_finding(1), _finding(2)], _entries(_finding()))) == 1
    assert len(suppressed_by([_finding(1), _finding(2)], _entries(_finding(), _finding()))) == 2


def test_an_entry_says_why():
    text = written([_finding()]).replace('"why": ""', '"why": "they pause"')
    (one,) = suppressed_by([_finding()], read(text.encode(), "base.json"))
    assert one.why == "they pause"


def test_entries_without_reason_are_told_together():
    entries = _entries(_finding(), _finding(text="fall 6"), why="")
    told = list(about(entries, suppressed_by([_finding(), _finding(text="fall 6")], entries), CODES))
    assert [(f.code, f.severity) for f in told] == [(WITHOUT_REASON, Severity.WARNING)]


def test_an_entry_without_reason_accepts_nothing():
    entries = _entries(_finding(), why=" ")
    assert not suppressed_by([_finding()], entries)
    assert [f.message for f in about(entries, (), CODES)] == [
        "its entry does not say why the finding is accepted, and accepts nothing"
    ]


def test_an_entry_with_a_reason_counts_beside_one_without():
    entries = (*_entries(_finding(), why=""), *_entries(_finding()))
    assert [each.why for each in suppressed_by([_finding(1), _finding(2)], entries)] == ["they pause"]


def test_an_entry_that_accepts_nothing_any_more_is_told():
    entries = read(written([_finding()]).replace('"why": ""', '"why": "x"').encode(), "base.json")
    assert [f.code for f in about(entries, (), CODES)] == [UNUSED]
    assert not list(about(entries, (), frozenset({"other"})))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file must be a mapping"),
        ("{", "not YAML"),
        ("[]", "must be a mapping"),
        ("{}", "missing key 'version'"),
        ('{"version": 2, "accepted": []}', "another version"),
        ('{"version": 1, "accepted": [{}]}', "missing key 'code'"),
        ('{"version": 1, "accepted": [{"code": "a", "file": "b", "wy": "c"}]}', "unknown key 'wy'"),
        ('{"version": 1, "accepted": {}}', "must be a list"),
    ],
)
def test_what_is_no_baseline_is_refused_with_its_place(text, message):
    with pytest.raises(InputError) as caught:
        read(text.encode(), "base.json")
    assert message in str(caught.value)
    assert "base.json:" in str(caught.value)


def test_what_is_written_is_stable():
    both = [_finding(), _finding(file="A.cfg")]
    assert written(both) == written(reversed(both))
    assert [e["file"] for e in json.loads(written(both))["accepted"]] == ["A.cfg", "a.cfg"]


_TEXTS = st.text(st.characters(exclude_characters="\r\n"), max_size=20)


@given(st.lists(st.tuples(_TEXTS, _TEXTS, st.binary(max_size=8)), max_size=4))
def test_whatever_is_written_is_read_and_accepts_the_same(parts):
    findings = [
        _finding(text=text + data.decode("utf-8", "surrogateescape"), file=file or "f", key="k")
        for text, file, data in parts
    ]
    assert len(suppressed_by(findings, _entries(*findings))) == len(findings)
