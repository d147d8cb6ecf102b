"""Drafting takes so much work a message, however many there are and whoever sends them."""

from __future__ import annotations

import cProfile
import pstats

import pytest

from checker.pipeline.drafting.drafting import drafted
from checker.pipeline.drafting.paper import read_paper
from checker.properties import load

NEEDS = {id: each.parameters for id, each in load().items()}
TEXTS = (
    "Health check",
    "Query",
    "After 3 failures mark DOWN",
    "Route",
    "Heartbeat",
    "timeout",
    "mark UP",
    "Alert: down",
)


def document(messages: int, lifelines: int) -> bytes:
    drawn = [f"participant P{n} as Server {n}" for n in range(lifelines)]
    ends = [(n % lifelines, (n * 7 + 3) % lifelines) for n in range(messages)]
    drawn += [f"P{a}->>P{b}: {TEXTS[n % len(TEXTS)]} {n}" for n, (a, b) in enumerate(ends)]
    return "\n".join(["```mermaid", "sequenceDiagram", *drawn, "```", ""]).encode()


def calls(data: bytes) -> int:
    """How many functions are called to draft a contract: as good as time, and the same on every machine."""
    profile = cProfile.Profile()
    profile.runcall(lambda: drafted(read_paper("d.md", data), "d.md", NEEDS))
    return pstats.Stats(profile).total_calls  # type: ignore[attr-defined]


@pytest.mark.parametrize("share", [1, 10])
def test_twice_the_messages_are_twice_the_work(share: int) -> None:
    calls(document(40, 4))  # what is done once
    once, twice = (calls(document(n, max(4, n * share // 100))) for n in (300, 600))
    assert twice < 2.4 * once
