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


def test_what_a_contract_defines_is_explained_with_the_lines_that_state_it():
    root = Path(__file__).parents[2]
    spec = root / "examples" / "redis-sentinel"
    known = explanations(str(spec))
    contract = (spec / "redis-sentinel.yaml").read_text().splitlines()
    stated = known["failover-in-time"]
    assert stated.title == "each sentinel that has the primary down switches to another one in time, or has it up again"
    for part in ("once[0, failover.within] (left(s, n) or not_sdown(s, n))", "failover.within is 8s"):
        assert part in stated.what
    assert "redis-sentinel.md:53: Note over L: +switch-master, within 8 seconds of +sdown" in stated.why
    assert "sdown(sentinel, node): a sentinel has a node down" in stated.fix
    left = known["left"]
    assert "what formats yield as switched" in left.what
    assert "node (old)" in left.what
    assert left.why.split("\n\n") == [
        "has_down is not so after it",
        "former is so after it",
        "failover-in-time speaks of it.",
    ]
    (place,) = re.findall(r"redis-sentinel.yaml:(\d+)", left.fix)
    assert contract[int(place) - 1].strip().startswith("left:")
    primary = known["primary"]
    assert "It is not so before or after started(node): a node starts." in primary.what
    assert primary.why == "one-primary speaks of it."
    assert explanations().keys() < known.keys()
