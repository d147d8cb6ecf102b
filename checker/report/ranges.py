"""Many places in few words: hap1/haproxy.iso.log:51-69, 71."""

from __future__ import annotations

from collections.abc import Iterable

from checker.base.places import Place


def show_numbers(numbers: Iterable[int]) -> str:
    """Return numbers as sorted ranges: 51-69, 71."""
    runs: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


def show_places(places: Iterable[Place]) -> str:
    """Return every place, the lines of each file (or packets of each capture) joined to ranges."""
    files: dict[tuple[str, str], list[int]] = {}
    for place in sorted(places):
        files.setdefault((place.file, "#" if place.unit == "packet" else ":"), []).append(place.line)
    return "; ".join(f"{file}{mark}{show_numbers(lines)}" for (file, mark), lines in files.items())
