"""Every example of every rule: found at exactly its lines, or silent; and what `explain` prints of them."""

from pathlib import Path

import pytest

from checker.base.finding import Severity
from checker.gate import registry, rules
from tests.gate.judged import judged

RULES = registry.load()
INVALID = [(code, at) for code, rule in RULES.items() for at in range(len(rule.invalid))]
VALID = [(code, at) for code, rule in RULES.items() for at in range(len(rule.valid))]


@pytest.mark.parametrize(("code", "at"), INVALID)
def test_invalid_example_is_found_at_its_lines(code, at):
    rule, example = RULES[code], RULES[code].invalid[at]
    found = judged(rule, example)
    assert sorted({str(problem.where) for problem in found.problems}) == sorted(set(example.at))
    assert not found.doubts, [doubt.error.why for doubt in found.doubts]


@pytest.mark.parametrize(("code", "at"), VALID)
def test_valid_example_is_examined_and_silent(code, at):
    rule, example = RULES[code], RULES[code].valid[at]
    found = judged(rule, example)
    assert not [f"{problem.where}: {problem.message}" for problem in found.problems]
    assert not [doubt.error.why for doubt in found.doubts]
    assert found.exercised, "a rule that examines nothing is silent, too"


@pytest.mark.parametrize("code", RULES)
def test_rule_is_complete(code):
    rule = RULES[code]
    assert rule.invalid and rule.valid
    assert all(example.at for example in rule.invalid) and not any(example.at for example in rule.valid)
    assert rule.says == rule.says.strip() and rule.says[0].islower() and not rule.says.endswith(".")
    explained = registry.explanation(rule)
    assert all((explained.title, explained.what, explained.why, explained.bad, explained.good, explained.fix))
    assert explained.bad != explained.good


def test_every_module_is_a_rule():
    modules = {path.stem for path in Path(rules.__path__[0]).glob("*.py")} - {"__init__"}
    assert {code.replace("-", "_") for code in RULES} == modules


def test_examples_name_known_severities():
    assert {rule.severity for rule in RULES.values()} <= set(Severity)
