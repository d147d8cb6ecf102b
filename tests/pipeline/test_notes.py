"""Sources whose stamps tell of other hours than those of most others are named, with what would bring them together."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from checker.base.time import Interval
from checker.conform.evidence import Heard
from checker.model.event import Source
from checker.pipeline.notes import notes_on

MINUTE = 60_000_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def notes(*heard: tuple[str, str, int, int]) -> list[tuple[str, str]]:
    """The notes on sources: program, host, from and to."""
    all_ = [
        Heard(Source(host, program, ""), Interval(lo, hi), f"{program}-{host}.log") for program, host, lo, hi in heard
    ]
    trace = SimpleNamespace(heard=lambda: all_, damaged={}, inputs=[SimpleNamespace(reader=object())])
    return [(note.message, note.hint) for note in notes_on(trace, ()) if note.code == "sources-apart"]


SYSTEM = (
    ("nginx", "NGINX", DAY, DAY + 5 * MINUTE),
    ("access-log", "NGINX", DAY, DAY + MINUTE),
    ("capture", "", DAY, DAY + 5 * MINUTE),
)


def services(shift: int) -> tuple[tuple[str, str, int, int], ...]:
    lo, hi = DAY + shift + 3_000_000_000, DAY + shift + 4 * MINUTE
    return ("heartbeat", "HS1", lo, hi), ("heartbeat", "HS2", lo, hi)


@pytest.mark.parametrize("quarters", [-22, -4, 1, 4, 21])
def test_several_that_are_a_zone_away_are_named_with_what_moves_them(quarters: int):
    ((message, hint),) = notes(*SYSTEM, *services(quarters * 15 * MINUTE))
    assert message.startswith("HS1, HS2: never heard at the same time as the 3 sources")
    assert f"about {abs(quarters) * 15} minutes {'after' if quarters > 0 else 'before'} them" in message
    assert f"--clock HS1={-quarters * 15:+d}m --clock HS2={-quarters * 15:+d}m" in hint


@pytest.mark.parametrize("shift", [0, 2 * MINUTE, 7 * MINUTE, 100 * MINUTE, 2 * DAY])
def test_together_or_at_another_time_is_no_matter_of_zones(shift: int):
    assert notes(*SYSTEM, *services(shift)) == []


def test_one_log_of_a_host_with_others_is_named_by_its_program():
    ((message, hint),) = notes(*services(0), *SYSTEM[1:], ("nginx", "NGINX", DAY + HOUR, DAY + HOUR + 5 * MINUTE))
    assert message.startswith("nginx@NGINX: never heard at the same time")
    assert "--clock NGINX" not in hint


def test_one_host_alone_is_told_once():
    ((message, hint),) = notes(*SYSTEM, services(HOUR)[0])
    assert (message.split()[0], hint) == ("HS1", "if it is the time zone: --clock HS1=-60m")
