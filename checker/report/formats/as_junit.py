"""For CI servers: JUnit XML, a suite a system and a test case a rule or property.

It keeps to the schemas of Jenkins and of Ant at once, which is less than either allows: places stand in the messages,
as neither has an attribute for them, and the stamp that Ant demands is always the same, as no test was run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from checker.base.finding import Finding, Severity, Verdict
from checker.model.outcome import Outcome, PropertyOutcome
from checker.report.options import RenderOptions
from checker.report.proofs import assumed, rests_on, sentences
from checker.report.text.gate_numbers import number_text
from checker.report.told import one_line, undecided_of

STAMP = "1970-01-01T00:00:00"
# What XML 1.0 cannot hold, not even as an entity.
_IMPOSSIBLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Case(NamedTuple):
    """A test case: what it is called, and its `failure`, `error` or `skipped`, or nothing where it passed."""

    name: str
    kind: str = ""
    message: str = ""
    type: str = ""
    text: str = ""


class Suite(NamedTuple):
    """The test cases of a system, and the findings that fail none of them."""

    name: str
    cases: tuple[Case, ...]
    remarks: tuple[str, ...]

    def count(self, kind: str) -> int:
        """Return how many test cases ended so."""
        return sum(case.kind == kind for case in self.cases)


def render(outcome: Outcome, options: RenderOptions) -> str:
    """Return the document."""
    lines = ['<?xml version="1.0" encoding="utf-8"?>', "<testsuites>"]
    for number, suite in enumerate(_suites(outcome)):
        lines += _suite(suite, number, outcome)
    return "\n".join([*lines, "</testsuites>"]) + "\n"


def _suites(outcome: Outcome) -> Iterator[Suite]:
    # An exit status of 1 without an error is that of --strict: then warnings fail, too.
    errors = any(finding.severity is Severity.ERROR for finding in outcome.findings)
    gravest = Severity.WARNING if outcome.exit_status == 1 and not errors else Severity.ERROR
    for system in dict.fromkeys(each.system for each in outcome.properties):
        rules = [each for each in outcome.properties if each.system == system]
        passed = [f for each in rules for f in each.findings if not _fails(each, gravest)]
        cases = tuple(_case(each, gravest) for each in rules)
        remarks = (*map(_told, passed), *_proofs(rules, cases), *_sentences(rules))
        yield Suite(_name(outcome, system), cases, remarks)
    rest = (*(f for each in outcome.scenarios for f in each.deviations), *outcome.notes)
    if rest or not outcome.properties:
        yield Suite(_name(outcome, "inputs"), tuple(_notes(rest)), tuple(map(_told, _mild(rest))))


def _name(outcome: Outcome, system: str) -> str:
    return f"verify {outcome.command} {' '.join(system.split())}".strip()


def _fails(rule: PropertyOutcome, gravest: Severity) -> bool:
    """Say whether a rule makes the run fail; a rule that only warns does not, nor does what its owners accept."""
    if rule.proof is not None and rule.proof.accepted:
        return False
    findings = rule.findings
    counts = not findings or any(finding.severity is gravest for finding in findings)
    return rule.verdict is Verdict.VIOLATED and counts


def _case(rule: PropertyOutcome, gravest: Severity) -> Case:
    proof = [rests_on(rule.proof)] if rule.proof and assumed(rule.proof) else []
    match rule.verdict:
        case Verdict.VIOLATED if _fails(rule, gravest):
            texts = [_told(each) for each in rule.findings] or [rule.why]
            return _ended(rule.id, "failure", rule.id, [*texts, *proof])
        case Verdict.INCONCLUSIVE:
            texts = [*(each.text for each in undecided_of(rule)), *map(_told, rule.findings)]
            return _ended(rule.id, "error", "inconclusive", [*texts, *proof])
        case Verdict.NOT_EXERCISED:
            return Case(rule.id, "skipped", rule.why or "not exercised")
    return Case(rule.id)


def _proofs(rules: Sequence[PropertyOutcome], cases: Sequence[Case]) -> Iterator[str]:
    """Yield what each result rests on whose test case has no text of its own: a schema allows none where one passed."""
    for rule, case in zip(rules, cases, strict=True):
        if rule.proof is not None and not case.text:
            yield f"{rule.id}: {rests_on(rule.proof)}"


def _sentences(rules: Iterable[PropertyOutcome]) -> Iterator[str]:
    return (f"assumption {name}: {says}" for name, says in sentences(rules).items())


def _ended(name: str, kind: str, why: str, texts: Sequence[str]) -> Case:
    """Return the case with the first line as its message, and all of it as its text."""
    return Case(name, kind, texts[0].partition("\n")[0], why, "\n".join(texts))


def _notes(findings: Sequence[Finding]) -> Iterator[Case]:
    """Yield a case for each code of an error that belongs to no rule: a file that cannot be read fails the run, too."""
    errors = [each for each in findings if each.severity is Severity.ERROR]
    for code in dict.fromkeys(each.code for each in errors):
        texts = [_told(each) for each in errors if each.code == code]
        yield _ended(code, "failure", code, texts)


def _mild(findings: Iterable[Finding]) -> Iterator[Finding]:
    return (each for each in findings if each.severity is not Severity.ERROR)


def _told(finding: Finding) -> str:
    """Return the finding with its places, a line each."""
    column = f":{finding.where.column}" if finding.where and finding.where.unit == "line" else ""
    where = f"{finding.where}{column}: " if finding.where else ""
    seen = [f"  {each.place}: {each.label or each.text}" for each in finding.related]
    return "\n".join([f"{where}{finding.severity.value}: {one_line(finding)} [{finding.code}]", *seen])


def _suite(suite: Suite, number: int, outcome: Outcome) -> Iterator[str]:
    package = f"verify.{outcome.command}"
    # The run as a whole took the time; suites are added up.
    seconds = f"{outcome.seconds:.3f}" if number == 0 else "0"
    counts = {
        "tests": len(suite.cases),
        "failures": suite.count("failure"),
        "errors": suite.count("error"),
        "skipped": suite.count("skipped"),
    }
    head = {"name": suite.name, "package": package, "id": str(number), "timestamp": STAMP, "hostname": "localhost"}
    yield f"  <testsuite{_attributes(head | {k: str(v) for k, v in counts.items()} | {'time': seconds})}>"
    yield from _properties(outcome if number == 0 else None)
    for case in suite.cases:
        yield from _test_case(case, suite.name.replace(" ", "."))
    yield f"    <system-out>{_text(chr(10).join(suite.remarks))}</system-out>"
    yield "    <system-err></system-err>"
    yield "  </testsuite>"


def _properties(outcome: Outcome | None) -> Iterator[str]:
    """Yield what was computed, in the first suite."""
    numbers = outcome.numbers if outcome else {}
    yield "    <properties>"
    for name, value in numbers.items():
        yield f"      <property{_attributes({'name': name, 'value': number_text(name, value)})}/>"
    yield "    </properties>"


def _test_case(case: Case, classname: str) -> Iterator[str]:
    head = f"    <testcase{_attributes({'name': case.name, 'classname': classname, 'time': '0'})}"
    if not case.kind:
        yield f"{head}/>"
        return
    yield f"{head}>"
    values = {"message": case.message} | ({"type": case.type} if case.type else {})
    yield f"      <{case.kind}{_attributes(values)}>{_text(case.text)}</{case.kind}>"
    yield "    </testcase>"


def _attributes(values: dict[str, str]) -> str:
    return "".join(f" {name}={quoteattr(' '.join(_possible(value).split()))}" for name, value in values.items())


def _text(text: str) -> str:
    return escape(_possible(text)).replace("\r", "&#13;")


def _possible(text: str) -> str:
    """Return the text with every character that XML cannot hold written as its escape."""
    return _IMPOSSIBLE.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)
