"""Which events a run cannot do without once it takes a part of a fragment."""

from __future__ import annotations

from checker.model.chart import Chart

# Every run that reaches such a fragment does these parts of it; of other kinds a run may do none.
_ALWAYS = {"rect": "all", "par": "all", "par_over": "all", "critical": "first"}


def sure_events(chart: Chart) -> tuple[tuple[int, ...], ...]:
    """Return for each fragment and each operand of it the bits of the events (no notes) that taking it brings.

    What may be skipped by a break counts as not sure; so does what stands in loops.
    """
    sure = [[0] * len(fragment.operands) for fragment in chart.fragments]
    # From which event on a break may skip the rest.
    cut = [[len(chart.events)] * len(fragment.operands) for fragment in chart.fragments]
    for event in chart.events:
        if event.kind != "note":
            sure[event.fragment][event.operand] |= 1 << event.index
    # A fragment has a higher number than the one around it.
    for fragment in reversed(chart.fragments):
        parts = sure[fragment.index]
        for number, limit in enumerate(cut[fragment.index]):
            parts[number] &= (1 << limit) - 1
        if fragment.parent < 0:
            break
        outer, operand = fragment.parent, fragment.operand
        always = _ALWAYS.get(fragment.kind)
        if always:
            for part in parts if always == "all" else parts[:1]:
                sure[outer][operand] |= part
        if fragment.kind == "break":
            cut[outer][operand] = min(cut[outer][operand], fragment.start)
        elif fragment.kind == "rect":
            cut[outer][operand] = min(cut[outer][operand], *cut[fragment.index])
    return tuple(tuple(parts) for parts in sure)
