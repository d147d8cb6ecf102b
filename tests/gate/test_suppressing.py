"""Comments that accept a finding: beside the line or above it, with a reason."""

import pytest

from checker.base.finding import Finding, Severity
from checker.base.places import Place
from checker.configs.deployment import Deployment, Recognised
from checker.configs.source import Source
from checker.gate.suppressing import UNUSED, WITHOUT_REASON, about, allowances, suppressed_inline

CODES = frozenset({"fall-threshold", "missing-check"})


def _allowed(text):
    return allowances(Deployment((Recognised(Source("a.cfg", text), "haproxy"),), ()))


def _finding(line, code="fall-threshold", file="a.cfg"):
    return Finding(code, Severity.ERROR, "message", Place(file, line, 3))


def _suppressed(text, *findings):
    return suppressed_inline(findings, _allowed(text))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("fall 5 # verify: allow fall-threshold: they pause", 1),
        ("fall 5 #verify:allow fall-threshold:they pause", 1),
        ("# verify: allow fall-threshold: they pause\nfall 5", 2),
        ("; verify: allow fall-threshold: they pause\r\nfall = 5\r\n", 2),
        ("! verify: allow fall-threshold: they pause\nfall 5", 2),
        ("# verify: allow fall-threshold: they pause\n\n# a comment\nfall 5", 4),
        ("# verify: allow missing-check, fall-threshold: they pause\nfall 5", 2),
        ("# verify: allow fall-threshold: they pause\n# verify: allow missing-check: no\nfall 5", 3),
    ],
)
def test_a_comment_accepts_a_finding_of_its_line(text, line):
    (one,) = _suppressed(text, _finding(line))
    assert (one.kind, one.why) == ("inline", "they pause")
    assert not _suppressed(text, _finding(line + 1), _finding(line, "other"), _finding(line, file="b.cfg"))


@pytest.mark.parametrize(
    "text",
    [
        "fall 5 # verify: allow fall-threshold",
        "fall 5 # verify: allow fall-threshold:  ",
        "fall 5 # verify: allow fall-thresholds: other code",
        'option "a#verify: allow fall-threshold: glued to a word"',
        "fall 5 # please verify: allow fall-threshold: no comment of ours",
        "fall 5 verify: allow fall-threshold: no comment",
    ],
)
def test_what_accepts_nothing(text):
    assert not _suppressed(text, _finding(1))


def test_without_a_reason_it_does_not_count_and_is_told():
    allowed = _allowed("\nfall 5 # verify: allow fall-threshold")
    (told,) = about(allowed, (), CODES)
    assert (told.code, told.severity, told.where) == (WITHOUT_REASON, Severity.WARNING, Place("a.cfg", 2, 8))


def test_one_that_accepts_nothing_any_more_is_told():
    text = "# verify: allow fall-threshold, missing-check: they pause\nfall 5"
    allowed = _allowed(text)
    (told,) = about(allowed, suppressed_inline([_finding(2)], allowed), CODES)
    assert (told.code, told.severity) == (UNUSED, Severity.INFO)
    assert "missing-check" in told.message


def test_codes_that_were_not_examined_are_left_alone():
    assert not list(about(_allowed("fall 5 # verify: allow missing-check: who"), (), frozenset({"fall-threshold"})))


def test_files_that_are_no_configuration_are_not_searched():
    notes = Recognised(Source("notes.md", "# verify: allow fall-threshold: a heading"), "")
    assert not allowances(Deployment((notes,), ()))
