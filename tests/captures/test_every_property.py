"""Every property on every capture: its verdict is the truth's, or open where the sources only bound what happened."""

from __future__ import annotations

from functools import cache

import pytest

from checker.model.outcome import Outcome
from tests.captures.truths import NAMES, folder, truth
from tests.pipeline.running import HOLDER, ROUTED, of, run

# The monitor of the samples polls every two seconds, whatever the diagram says.
SETTINGS = ("monitor.interval=2s",)
# Why `inconclusive` is right although the truth is known; test_verdicts.py has those of the first two properties.
UNDECIDABLE: dict[tuple[str, str], str] = {
    ("vip-always-held", "pgbouncer-ha/crash_nopreempt"): "3.043 s in truth; the packets only say (2.899, 3.075]",
    ("vip-always-held", "lab/unplugged"): "3.085 s in truth; the packets only say (2.987, 3.086]",
    ("vip-always-held", "lab/unplugged_overlap"): "3.100 s in truth; the packets only say (2.976, 3.122]",
}
# What a truth calls a fault is none to a promise about the server: its check port was killed, itself it answered on.
NO_FAULT = {("down-detected-in-time", "lab/force_persist")}
CASES = [(name, prop) for name in NAMES for prop in truth(name).verdicts if prop not in (ROUTED, HOLDER)]


@cache
def outcome(name: str, *settings: str) -> Outcome:
    return run(folder(name), settings=(*SETTINGS, *settings))


@pytest.mark.parametrize(("name", "prop"), CASES)
def test_the_verdict_is_the_truth_or_says_that_the_sources_cannot_tell(name: str, prop: str):
    found = of(outcome(name), prop)
    wanted = "inconclusive" if (prop, name) in UNDECIDABLE else truth(name).verdicts[prop]
    wanted = "not_exercised" if (prop, name) in NO_FAULT else wanted
    assert found.verdict.value == wanted, found.why


def test_the_takeover_bound_of_the_diagram_is_straddled_and_a_longer_one_is_kept():
    crash = "pgbouncer-ha/crash_nopreempt"
    assert "between 2.899s and 3.075s" in of(outcome(crash), "vip-always-held").why
    assert of(outcome(crash, "vip.takeover=3.91s"), "vip-always-held").verdict.value == "holds"


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_violated_that_truth_does_not_speak_of(name: str):
    """Properties about which a truth says nothing are looked at by hand, and here."""
    silent = {p.id: p.verdict.value for p in outcome(name).properties if p.id not in truth(name).verdicts}
    assert {prop for prop, verdict in silent.items() if verdict == "violated"} <= SPOKEN_FOR.get(name, set())


# The host whose keepalived was stopped, or killed, started it again and took the address away from the other one.
SPOKEN_FOR: dict[str, set[str]] = {"lab/preempt": {"no-failback"}, "lab/keepalived_sigkill": {"no-failback"}}
