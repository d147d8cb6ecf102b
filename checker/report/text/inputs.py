"""What was read: a table of the inputs, and the lines that nobody understood, counted and named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from checker.model.outcome import InputOutcome
from checker.report.ranges import show_numbers
from checker.report.text.layout import Sheet, clean
from checker.report.text.paint import Tone
from checker.report.words import counted

MOST_ROWS = 16
MOST_REASONS = 3
MOST_UNKNOWN = 5
MOST_LINES_NAMED = 12

Cells = tuple[str, str, str, str, str]


def draw_inputs(inputs: Sequence[InputOutcome], sheet: Sheet) -> Iterator[str]:
    """Yield the table: a row an input, under it what of it was not read."""
    if not inputs:
        yield "read nothing"
        return
    yield from sheet.hang("", "read " + _totals(inputs), rest="    ")
    known = [each for each in inputs if each.format or each.unread_total]
    unknown = [each for each in inputs if not each.format and not each.unread_total]
    shown = _chosen(known)
    yield from _table(shown, sheet)
    yield from _left_out(known, shown, sheet)
    yield from _unknown(unknown, sheet)


def _table(shown: Sequence[InputOutcome], sheet: Sheet) -> Iterator[str]:
    if not shown:
        return
    rows = [_cells(each) for each in shown]
    tails = _tails(rows)
    room = sheet.width - len(tails[0]) - 4
    column = max((len(row[0]) for row in rows if len(row[0]) <= room), default=0)
    for each, row, tail in zip(shown, rows, tails, strict=True):
        yield from _row(row[0], tail, column, sheet)
        yield from _unread(each, sheet)


def _totals(inputs: Sequence[InputOutcome]) -> str:
    """Return `3 inputs: 206 lines, 3,812 packets, 489 events`, and how much was not read."""
    sizes: Counter[str] = Counter()
    for each in inputs:
        sizes[each.unit] += each.lines
    read = [counted(size, unit) for unit, size in sorted(sizes.items())]
    events = counted(sum(each.events for each in inputs), "event")
    unread = sum(each.unread_total for each in inputs)
    told = f"{counted(len(inputs), 'input')}: {', '.join([*read, events])}"
    return f"{told}; {unread:,} not read" if unread else told


def _chosen(inputs: Sequence[InputOutcome]) -> Sequence[InputOutcome]:
    """Return the inputs to list, in their order: all, or when they are many those with unread lines first."""
    if len(inputs) <= MOST_ROWS:
        return inputs
    ranked = sorted(range(len(inputs)), key=lambda at: (not inputs[at].unread_total, at))
    return [inputs[at] for at in sorted(ranked[:MOST_ROWS])]


def _left_out(inputs: Sequence[InputOutcome], shown: Sequence[InputOutcome], sheet: Sheet) -> Iterator[str]:
    rest = len(inputs) - len(shown)
    if not rest:
        return
    formats = Counter(each.format or "unknown" for each in inputs)
    formats.subtract(each.format or "unknown" for each in shown)
    kinds = ", ".join(f"{name} {count}" for name, count in sorted(formats.items()) if count)
    unread = sum(each.unread_total for each in inputs) - sum(each.unread_total for each in shown)
    text = f"... and {rest:,} more ({kinds}" + (f"; {unread:,} not read" if unread else "") + ")"
    yield from sheet.hang("  ", text)


def _unknown(inputs: Sequence[InputOutcome], sheet: Sheet) -> Iterator[str]:
    """Yield one line for all that no format recognised: a directory of logs holds much that is no log."""
    if inputs:
        some = ", ".join(each.path for each in inputs[:MOST_UNKNOWN])
        more = f" and {len(inputs) - MOST_UNKNOWN:,} more" if len(inputs) > MOST_UNKNOWN else ""
        yield from sheet.hang("  ", f"{counted(len(inputs), 'input')} of no known format: {some}{more}", rest="      ")


def _cells(read: InputOutcome) -> Cells:
    return (
        clean(read.path),
        clean(read.format or "unknown"),
        clean(read.source or "-"),
        counted(read.lines, read.unit),
        counted(read.events, "event"),
    )


def _tails(rows: Sequence[Cells]) -> list[str]:
    """Return what stands behind the path of each row, in columns."""
    _, form, source, lines, events = ([len(row[at]) for row in rows] for at in range(5))
    return [
        f"{row[1]:<{max(form)}}  {row[2]:<{max(source)}}  {row[3]:>{max(lines)}}  {row[4]:>{max(events)}}"
        for row in rows
    ]


def _row(path: str, tail: str, column: int, sheet: Sheet) -> Iterator[str]:
    if len(path) <= column:
        yield f"  {path:<{column}}  {tail}"
        return
    # A long path gets its own line: cut, it could not be opened.
    yield f"  {path}"
    yield from sheet.hang("      ", tail)


def _unread(read: InputOutcome, sheet: Sheet) -> Iterator[str]:
    if not read.unread_total:
        return
    reasons: dict[str, list[int]] = {}
    for line, why in read.unread:
        reasons.setdefault(why, []).append(line)
    head = f"{counted(read.unread_total, read.unit)} not read"
    yield from sheet.hang("      ", head, tone=Tone.DOUBT)
    for why, lines in list(reasons.items())[:MOST_REASONS]:
        named = show_numbers(lines[:MOST_LINES_NAMED])
        more = f" and {len(lines) - MOST_LINES_NAMED:,} more" if len(lines) > MOST_LINES_NAMED else ""
        word = read.unit if len(lines) == 1 else read.unit + "s"
        yield from sheet.hang("        ", f"{word} {named}{more}: {why}")
    if len(reasons) > MOST_REASONS:
        yield from sheet.hang("        ", f"... and {counted(len(reasons) - MOST_REASONS, 'other reason')}")
