"""Every kind of event has words, whichever of its arguments its source tells."""

from __future__ import annotations

import pytest

from checker.base.places import Place
from checker.base.time import Interval
from checker.conform.hosts import identify
from checker.conform.words import label
from checker.model.event import Event, Source, Value
from checker.model.vocabulary import VOCABULARY
from tests.conform.streaming.stories import contract


@pytest.mark.parametrize("kind", sorted(VOCABULARY))
@pytest.mark.parametrize("value", ["", "x", 3, -1, True])
def test_any_event_can_be_told(kind: str, value: Value):
    args = dict.fromkeys(VOCABULARY[kind].args, value)
    event = Event(kind, Interval(0, 1), Source("HS1", "heartbeat", "1"), args, (Place("HS1.log", 1),))
    assert label(event, identify([event], contract()))


def test_a_count_without_a_health_is_told():
    """What a service prints of its count has the threshold, and no health beside it."""
    args = {"server": "primary", "count": 1, "of": 3}
    event = Event("failure_counted", Interval(0, 1), Source("HS1", "heartbeat", "1"), args, (Place("HS1.log", 1),))
    assert label(event, identify([event], contract())) == "failure counted"
