"""Runs against properties of real systems, as text and as Mermaid: what a person sees of each."""

from __future__ import annotations

import pytest

from checker.diagram import diagram_of
from checker.prove.drawing.ending import calm
from checker.prove.drawing.runs import mermaid, text
from checker.prove.judging.asking import goals_of
from checker.prove.machines.interpreter import accepts, holds
from checker.prove.machines.run import WAIT
from tests.prove.drawing.examples import EXAMPLES, GOLDEN, Example, replayed

NAMES = [example.name for example in EXAMPLES]


@pytest.mark.parametrize("example", EXAMPLES, ids=NAMES)
def test_the_run_that_is_drawn_is_one_of_the_system_and_breaks_the_property(example: Example):
    found = replayed(example)
    run = calm(found)
    assert accepts(found.watched.machine, run) == ""
    assert holds(goals_of(found.watched)[0], run.steps[-1].after, found.watched.machine)


@pytest.mark.parametrize("example", EXAMPLES, ids=NAMES)
def test_a_run_reads_as_it_was_looked_at(example: Example):
    found, contract = replayed(example), example.contract
    drawn = mermaid(found, contract, example.formula, example.stated)
    assert "\n".join(text(found, contract, example.formula)) + "\n" == (GOLDEN / f"{example.name}.txt").read_text()
    assert drawn == (GOLDEN / f"{example.name}.mmd").read_text()
    assert diagram_of(drawn).participants


@pytest.mark.parametrize("example", EXAMPLES[:8], ids=NAMES[:8])
def test_what_lasts_too_long_is_drawn_to_end_by_waiting(example: Example):
    assert calm(replayed(example)).steps[-1].action == WAIT


def test_no_example_is_kept_that_is_not_drawn():
    assert {path.stem for path in GOLDEN.iterdir()} == set(NAMES)
