"""From the evidence to a timeline: lanes, densities and happenings within each span."""

from __future__ import annotations

from collections.abc import Iterator

from checker.conform.evidence import Evidence
from checker.conform.timelines.bins import Counts
from checker.conform.timelines.densities import densities
from checker.conform.timelines.failures import Failures
from checker.conform.timelines.happenings import happenings
from checker.conform.timelines.lanes import lanes
from checker.conform.timelines.spans import Spans
from checker.model.timeline import Timeline


def timelines(evidence: Evidence, spans: Spans, counts: Counts, failures: Failures | None) -> Iterator[Timeline]:
    """Yield what is to be drawn of one system, span by span; notes on all of them stand at the first."""
    failed = failures.drafts() if failures else []
    of_all = (*spans.notes, *(failures.notes() if failures else ()))
    for number, span in enumerate(spans.drawn):
        drawn, left_out = lanes(evidence, span)
        counted, not_counted = densities(counts, number, evidence)
        happened, thinned = happenings(evidence, span, failed)
        notes = (*(() if number else of_all), *left_out, *not_counted, *thinned)
        yield Timeline(evidence.contract.system, span, tuple(drawn), tuple(counted), tuple(happened), notes)
