"""round_began(observer): a heartbeat service begins a round of checks."""

from __future__ import annotations

from checker.conform.happenings.happening import Happening
from checker.conform.streaming.rounds import begun

HAPPENING = Happening(
    "round_began", ("observer",), "a heartbeat service begins a round of checks", begun, ("pause", "cycle")
)
