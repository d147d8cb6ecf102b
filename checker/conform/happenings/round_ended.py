"""round_ended(observer): a heartbeat service has checked every replica."""

from __future__ import annotations

from checker.conform.happenings.happening import Happening
from checker.conform.streaming.rounds import ended

HAPPENING = Happening("round_ended", ("observer",), "a heartbeat service has checked every replica", ended)
