"""Who held the virtual address, from the address tables and from what was unplugged."""

from __future__ import annotations

from dataclasses import dataclass

OVERLAP_TOLERANCE = 0.1


@dataclass(frozen=True)
class Held:
    """One host had the address and was plugged in; `end` is None while it still had it at the end."""

    host: str
    start: float
    end: float | None


def timeline(
    tables: dict[str, list[tuple[float, float | None]]], unplugged: dict[str, list[tuple[float, float]]], finish: float
) -> list[Held]:
    """The intervals of the address tables without those in which the host was unplugged."""
    found = []
    for host, spans in tables.items():
        for start, end in spans:
            reached = start
            for cut_start, cut_end in unplugged.get(host, []):
                if cut_start >= (finish if end is None else end) or cut_end <= reached:
                    continue
                if cut_start > reached:
                    found.append(Held(host, reached, cut_start))
                reached = cut_end
            if end is None or reached < end:
                found.append(Held(host, reached, end))
    return sorted(found, key=lambda held: held.start)


def overlaps(held: list[Held], finish: float) -> list[tuple[float, float]]:
    """The intervals in which two hosts held the address."""
    found = []
    for index, first in enumerate(held):
        for second in held[index + 1 :]:
            start = max(first.start, second.start)
            end = min(_end(first, finish), _end(second, finish))
            if first.host != second.host and start < end:
                found.append((start, end))
    return sorted(found)


def gaps(held: list[Held], finish: float) -> list[tuple[float, float]]:
    """The intervals after the first acquisition in which nobody held the address."""
    found = []
    reached = held[0].start if held else finish
    for span in held:
        if span.start > reached:
            found.append((reached, span.start))
        reached = max(reached, _end(span, finish))
    if reached < finish:
        found.append((reached, finish))
    return found


def _end(held: Held, finish: float) -> float:
    return finish if held.end is None else held.end
