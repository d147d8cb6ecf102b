"""What a kind of event is, for people."""

from __future__ import annotations

from collections.abc import Iterator

from checker.model.event_kind import EventKind
from checker.report.text.layout import Sheet
from checker.report.text.paint import Tone


def draw_event_kind(name: str, kind: EventKind, sheet: Sheet) -> Iterator[str]:
    """Yield what it means and its arguments, as a contract and a format may name them."""
    yield from sheet.hang("", f"{name}: {kind.meaning}", tone=Tone.STRONG)
    yield ""
    yield from sheet.hang("", "a kind of event; its arguments" if kind.args else "a kind of event", tone=Tone.STRONG)
    width = max(map(len, kind.args), default=0)
    for argument, about in kind.args.items():
        yield from sheet.hang(f"  {argument:<{width}}  ", about, head_tone=Tone.STRONG)
