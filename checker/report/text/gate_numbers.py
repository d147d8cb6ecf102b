"""The numbers that the gate computed, as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from checker.base.time import NS_PER_S
from checker.report.text.layout import Sheet
from checker.report.text.paint import Tone

_NS_PER_US = 1000


def draw_numbers(
    numbers: Mapping[str, int | tuple[int, int]], sheet: Sheet, title: str = "computed from these files"
) -> Iterator[str]:
    """Yield a row a number: its name in words, and the value or the interval with its unit."""
    if not numbers:
        return
    yield from sheet.hang("", title, tone=Tone.STRONG)
    width = max(len(number_name(name)) for name in numbers)
    for name, value in numbers.items():
        yield from sheet.hang(f"  {number_name(name):<{width}}  ", number_text(name, value))


def number_name(name: str) -> str:
    """Return `detect down refused` for `detect_down_refused_s`."""
    return name.removesuffix("_s").replace("_", " ")


def number_text(name: str, value: int | tuple[int, int]) -> str:
    """Return `4 to 6 s`, `2.8875 s`, or a number without a unit."""
    unit = " s" if name.endswith("_s") else ""
    ends = value if isinstance(value, tuple) else (value,)
    shown = dict.fromkeys(_seconds(end) if unit else str(end) for end in ends)
    return " to ".join(shown) + unit


def _seconds(ns: int) -> str:
    """Return seconds to a microsecond, without zeros that say nothing."""
    us = round(ns / _NS_PER_US)
    whole = f"{us * _NS_PER_US / NS_PER_S:.6f}"
    return whole.rstrip("0").rstrip(".")
