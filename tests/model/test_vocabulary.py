"""The words that readers, fluents and properties share."""

from __future__ import annotations

from checker.model.vocabulary import VOCABULARY

# how long something lasted, whatever a clock said
DURATIONS = {
    "interval_ns",
    "largest_gap_ns",
    "lasted_ns",
    "duration_ns",
    "slowest_answer_ns",
    "spoke_before_ns",
    "unanswered_ns",
    "unused_ns",
}


def test_every_argument_in_nanoseconds_is_an_instant_that_moves_with_the_clock_or_a_duration_that_does_not():
    for kind, about in VOCABULARY.items():
        in_ns = {name for name in about.args if name.endswith("_ns")}
        assert set(about.instants) == in_ns - DURATIONS, kind
