"""What a change of diagrams means, as a comment on a pull request: the verdict, each change, each diagram drawn.

A comment of a code host holds 65,536 characters: what does not fit is left out, and it is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from checker.base.finding import Finding
from checker.base.places import Place
from checker.model.merged import MergedDiagram
from checker.model.outcome import Outcome
from checker.report.markdown import as_code, as_text, folded, mermaid, table
from checker.report.merged_mermaid import drawn, drawn_run
from checker.report.merged_pictures import heading, in_one
from checker.report.text.diff import classes, is_run
from checker.report.words import counted

MOST = 65_000
# What changes may take together, and the diagram of one; beyond that a code host draws none.
_MOST_CHANGES, _MOST_DRAWN = 40_000, 20_000
_MEANS: Mapping[str, tuple[str, str]] = {
    "breaking": ("❌", "a promise is weakened, or something is allowed that was not"),
    "strengthening": ("⚠️", "more is promised; what kept the old promise may not keep this one"),
    "compatible": ("ℹ️", "the meaning changed, and no promise did"),
    "cosmetic": ("➖", "the meaning is the same"),
}
_SAME = ("✅", "both versions say and draw the same")


def pull_request(outcome: Outcome) -> str:
    """Return the comment."""
    worst = next((rank for rank in _MEANS if any(f.rank == rank for f in outcome.findings)), "")
    sign, means = _MEANS.get(worst, _SAME)
    head = f"### {sign} verify diff: {classes(outcome.findings)}\n\n{f'**{worst}**: ' if worst else ''}{means}."
    blocks = [head, *_changes(outcome.findings)]
    room = MOST - sum(len(block) + 2 for block in blocks)
    blocks += _fitting([*_diagrams(outcome.merged), *_runs(outcome)], room)
    return "\n\n".join(blocks) + "\n"


def _changes(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield a table of the changes of each class, that of the cosmetic ones folded away; as many rows as fit."""
    room = _MOST_CHANGES
    left = 0
    for rank, (sign, _) in _MEANS.items():
        rows = [_row(each) for each in findings if each.rank == rank]
        shown = []
        for row in rows:
            room -= sum(map(len, row)) + 16
            if room < 0:
                break
            shown.append(row)
        left += len(rows) - len(shown)
        title = f"{sign} {counted(len(rows), f'{rank} change')}"
        if shown:
            told = table(("change", "old → new", "where", "before"), shown)
            yield folded(title, told) if rank == "cosmetic" else f"#### {title}\n\n{told}"
    if left:
        yield f"... and {counted(left, 'change')} more, which this comment has no room for: `verify diff` prints all."


def _row(finding: Finding) -> tuple[str, ...]:
    message = finding.message.removeprefix(f"{finding.rank}: ")
    before = [each.place for each in finding.related if not is_run(each.label)]
    return (
        f"{as_text(message)}<br>{as_code(finding.code)}",
        _values(finding),
        _place(finding.where),
        "<br>".join(_place(place) for place in before[:2]),
    )


def _values(finding: Finding) -> str:
    if not finding.wanted and not finding.found:
        return ""
    old, new = (as_text(value) if value else "–" for value in (finding.wanted, finding.found))
    return f"{old} → {new}"


def _place(place: Place | None) -> str:
    return as_code(str(place)) if place else ""


def _diagrams(merged: Sequence[MergedDiagram]) -> Iterator[str]:
    """Yield each diagram that differs, the gravest first, in both versions at once, with the runs of one version."""
    for each in sorted(merged, key=_gravity):
        text = drawn(each)
        worst = next((rank for rank in _MEANS if each.counts.get(rank)), "cosmetic")
        title = f"{_MEANS[worst][0]} {as_text(heading(each))}"
        if len(text) <= _MOST_DRAWN:
            yield folded(title, mermaid(text))
        else:
            yield f"{title}: too large to be drawn here; `verify diff OLD NEW --pictures DIR` draws it."
        for run in each.runs:
            yield folded(f"a run of the {run.version} version: {as_text(in_one(run.change))}", mermaid(drawn_run(run)))


def _gravity(merged: MergedDiagram) -> int:
    return next((n for n, rank in enumerate(_MEANS) if merged.counts.get(rank)), len(_MEANS))


def _runs(outcome: Outcome) -> Iterator[str]:
    """Yield the runs that are not drawn, as lists of steps."""
    shown = {run.change.says for each in outcome.merged for run in each.runs}
    for finding in outcome.findings:
        steps = [f"1. {as_text(each.label)} ({_place(each.place)})" for each in finding.related if is_run(each.label)]
        if steps and not any(says in finding.message for says in shown):
            yield folded(f"a run: {as_text(finding.message)}", "\n".join(steps))


def _fitting(blocks: Sequence[str], room: int) -> Iterator[str]:
    """Yield the first blocks for which there is room, and how many others there are."""
    room -= 200
    for number, block in enumerate(blocks):
        room -= len(block) + 2
        if room < 0:
            left = counted(len(blocks) - number, "diagram or run", "diagrams and runs")
            yield f"{left} more: this comment has no room for them. `verify diff OLD NEW --pictures DIR` draws them."
            return
        yield block
