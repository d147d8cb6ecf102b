"""Every code that a finding can carry has its explanation, and the examples about diagrams are true."""

import re
from pathlib import Path

import pytest

import checker
from checker.base.places import Place
from checker.diagram import diagram_of, warnings
from checker.diagram.explained import EXPLANATIONS
from checker.model.phrases import read_phrases
from checker.pipeline import explanations


def test_every_code_in_the_source_is_explained():
    root = Path(checker.__file__).parent
    codes = set()
    for path in root.rglob("*.py"):
        text = path.read_text()
        codes |= set(re.findall(r'(?:_warning\(|Finding\(\s*|code=|CODE = )"([a-z]+(?:-[a-z]+)*)"', text))
    assert len(codes) >= 12
    assert codes <= set(explanations())


@pytest.mark.parametrize("code", sorted(EXPLANATIONS))
def test_a_bad_diagram_raises_its_code_and_a_good_one_does_not(code: str):
    explanation = EXPLANATIONS[code]
    assert code in {f.code for f in warnings(diagram_of(explanation.bad))}
    assert warnings(diagram_of(explanation.good)) == ()


def test_the_numbers_of_the_example():
    explanation = explanations()["numeric-phrase-not-understood"]
    assert read_phrases(explanation.bad.partition(": ")[2], Place("d.md", 1)).leftovers
    assert not read_phrases(explanation.good.partition(": ")[2], Place("d.md", 1)).leftovers
