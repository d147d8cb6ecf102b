"""service_started(observer): a process of a heartbeat service starts; its schedule begins anew."""

from __future__ import annotations

from collections.abc import Sequence

from checker.conform.evidence import Evidence
from checker.conform.happenings.happening import Happening, Occurrence
from checker.conform.streaming.views import service_lives
from checker.model.parts import HEARTBEAT


def _find(evidence: Evidence) -> Sequence[Occurrence]:
    lives = service_lives(evidence)
    started = (e for e in evidence.of("process_started") if e.source.program == HEARTBEAT)
    return [Occurrence((lives.name(e.source, e.time.lo),), e.time, e) for e in started]


HAPPENING = Happening("service_started", ("observer",), "a heartbeat service starts", _find)
