"""A drawn service without a log stands for itself: nobody else's log speaks for it, but a client on the wire may."""

from __future__ import annotations

from checker.conform.scenarios.binding import without_log
from checker.conform.scenarios.comparing import compare
from checker.model.scenario import Drawing
from checker.model.scenario_drawing import drawings
from tests.conform.streaming.stories import MS, S, Story, contract


def drawing() -> Drawing:
    return next(d for d in drawings(contract()) if "HS1" in d.lifelines)


def recovery(*logs: str) -> Story:
    """Both services find the primary DOWN and UP again, HS1 first; of HS2 the wire tells anyway."""
    told = Story()
    for host, late in (("HS1", 0), ("HS2", 250 * MS)):
        if host in logs:
            told.starts(host, -500 * MS)
        for n in range(14):
            at, passed = n * S + n * 5 * MS + late, not 3 <= n < 8
            told.get(host, "primary", at) if passed else told.refused(host, "primary", at)
            told.get(host, "secondary", at + 10 * MS)
            if host in logs:
                told.checked(host, "primary", passed, at + 3 * MS)
                if n in (5, 9):
                    told.marks(host, "primary", "DOWN" if n == 5 else "UP", at + 4 * MS)
                told.checked(host, "secondary", True, at + 13 * MS)
    return told


def test_only_drawn_names_without_a_log_are_silent():
    assert without_log(drawing(), recovery("HS1").evidence()) == {"HS2": "HS2"}
    assert without_log(drawing(), recovery("HS1", "HS2").evidence()) == {}
    assert without_log(drawing(), recovery().evidence()) == {}


def test_the_log_of_one_service_does_not_stand_for_the_other():
    told = recovery("HS1")
    outcomes = compare([drawing()], told.evidence(), told.fetch)
    assert [f.message for o in outcomes for f in o.deviations] == []
    steps = [step for step in outcomes[0].steps if step.lifeline == "HS2" and step.places]
    assert steps, "what the wire shows of the other client is seen"
    assert {place.file for step in steps for place in step.places} == {"net.pcap"}
