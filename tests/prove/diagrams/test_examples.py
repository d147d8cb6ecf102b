"""Every example of every rule on diagrams: found at exactly its lines, or silent; and what `explain` prints of them."""

from pathlib import Path

import pytest

from checker.base.finding import Severity
from checker.prove.diagrams import registry, rules
from checker.prove.diagrams.page import site_of
from tests.prove.diagrams.drawings import contract_of

RULES = registry.load()
INVALID = [(code, at) for code, rule in RULES.items() for at in range(len(rule.invalid))]
VALID = [(code, at) for code, rule in RULES.items() for at in range(len(rule.valid))]


def _judged(rule, example, folder):
    return list(rule.judge(site_of(contract_of(folder, example.diagram, example.contract))))


@pytest.mark.parametrize(("code", "at"), INVALID)
def test_invalid_example_is_found_at_its_lines(code, at, tmp_path):
    rule, example = RULES[code], RULES[code].invalid[at]
    found = _judged(rule, example, tmp_path)
    assert sorted(problem.where.line for problem in found) == sorted(example.at), found
    lines = example.diagram.splitlines()
    for problem in found:
        assert problem.message and problem.hint
        assert problem.text and problem.text.strip() in lines[problem.where.line - 1]
        assert all(other.label for other in problem.related)


@pytest.mark.parametrize(("code", "at"), VALID)
def test_valid_example_is_silent(code, at, tmp_path):
    assert not _judged(RULES[code], RULES[code].valid[at], tmp_path)


@pytest.mark.parametrize("code", RULES)
def test_rule_is_complete(code):
    rule = RULES[code]
    assert rule.invalid and rule.valid and rule.severity in set(Severity)
    assert all(example.at for example in rule.invalid) and not any(example.at for example in rule.valid)
    explained = rule.explanation
    assert all((explained.title, explained.what, explained.why, explained.bad, explained.good, explained.fix))
    assert explained.bad != explained.good


def test_every_module_is_a_rule():
    modules = {path.stem for path in Path(rules.__path__[0]).glob("*.py")} - {"__init__"}
    assert {code.replace("-", "_") for code in RULES} == modules
