"""A property's formula taken apart into trigger, guard and requirement."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checker.conform.question import question
from checker.logic.formula import Constant
from checker.logic.truth import Truth
from checker.properties import load

ROUTED, HOLDER = load()["no-request-routed-to-down"], load()["single-vip-holder"]


def test_an_event_triggers_one_and_a_fluent_the_other():
    assert question(ROUTED).on_event
    assert not question(HOLDER).on_event


def test_the_parts_of_a_property():
    asked = question(ROUTED)
    assert (asked.trigger.name, asked.trigger_sorts()) == ("assigned", ["observer", "server"])
    assert asked.binding(["haproxy@hap1[31]", "b/s"]) == {"o": "haproxy@hap1[31]", "s": "b/s"}
    assert asked.guard != Constant(Truth.TRUE)
    assert question(HOLDER).guard == Constant(Truth.TRUE)


@pytest.mark.parametrize(
    "formula",
    [
        "forall o: observer. down(o, o)",
        "forall o: observer, s: server. always down(o, s)",
        "forall o: observer, s: server. always (not down(o, s) implies down(o, s))",
    ],
)
def test_another_form_is_refused_with_the_name_of_the_property(formula):
    with pytest.raises(ValueError, match="no-request-routed-to-down"):
        question(replace(ROUTED, formula=formula))


def test_too_few_values_for_the_trigger_are_refused():
    with pytest.raises(ValueError):
        question(ROUTED).binding(["haproxy@hap1"])
