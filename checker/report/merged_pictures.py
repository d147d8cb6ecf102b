"""Pictures of what changed between two versions: each merged diagram, and each run that only one version allows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from checker.base.places import Place
from checker.diagram.tree import visits
from checker.model.merged import Became, MergedDiagram, MergedRun, ToldChange
from checker.picture.layout import laid_out
from checker.picture.marks import Kind, Mark, Marks, Remark
from checker.picture.shapes import Picture
from checker.report.merged_folding import folded

# What is said below a part, the other changes being tips: `BREAKING` in capitals, which stands out without a colour.
_REMARKS: Mapping[str, tuple[Kind, str]] = {
    "breaking": ("breaking", "BREAKING"),
    "strengthening": ("strengthening", "strengthening"),
}
# So many remarks stand below one part.
_MOST = 4
# And so many sentences in the description.
_MOST_SENTENCES = 100


def pictures_of(merged: Iterable[MergedDiagram]) -> Iterator[tuple[str, Picture]]:
    """Yield the pictures of merged diagrams and of their runs, each with a name for its file."""
    for each in merged:
        yield each.name, merged_picture(each)
        for number, run in enumerate(each.runs, 1):
            yield f"{each.name}.run-{number}", run_picture(run)


def merged_picture(merged: MergedDiagram) -> Picture:
    """Return both versions of a diagram in one picture, with a mark on all that differs; the rest is folded."""
    parts = {number: _mark(became) for number, became in merged.parts.items()}
    parts |= {number: Mark("hidden") for number in folded(merged)}
    tips = {number: _where(became.places) for number, became in merged.parts.items()}
    lifelines = {name: replace(_mark(became), remarks=()) for name, became in merged.lifelines.items()}
    about = " ".join(_first(list(sentences(merged))))
    # Of a lifeline it is said below the title: there is no room beside its head.
    whole = [
        *merged.changes,
        *(c for became in merged.lifelines.values() for c in became.changes if c.rank in _REMARKS),
    ]
    remarks = tuple(_remark(change) for change in whole[:_MOST])
    marks = Marks(parts, lifelines, tips, remarks=remarks, about=about)
    return laid_out(merged.diagram, marks, heading(merged))


def _first(told: Sequence[str]) -> Sequence[str]:
    """Return the first sentences, and how many more there are."""
    more = len(told) - _MOST_SENTENCES
    return told if more <= 0 else [*told[:_MOST_SENTENCES], f"And {more:,} more changes."]


def heading(merged: MergedDiagram) -> str:
    """Return the title of a merged diagram, with the number of changes of each class."""
    counts = ", ".join(f"{count:,} {rank}" for rank, count in merged.counts.items() if count)
    return ": ".join(filter(None, (merged.title or merged.name, counts or "no change")))


def sentences(merged: MergedDiagram) -> Iterator[str]:
    """Yield what changed, in sentences: the gravest first, each once, of the diagram as a whole and of its parts."""
    every = [*merged.changes]
    every += [change for became in (*merged.lifelines.values(), *merged.parts.values()) for change in became.changes]
    ranks = list(merged.counts)
    yield from dict.fromkeys(f"{in_one(each)}." for each in sorted(every, key=lambda each: ranks.index(each.rank)))


def in_one(change: ToldChange) -> str:
    """Return a change as one sentence."""
    return f"{change.rank}: {change.says}; {change.why}"


def run_picture(run: MergedRun) -> Picture:
    """Return a run that only one version allows; the step by which the other does not is marked."""
    numbers = [n for n, visit in enumerate(visits(run.diagram.statements)) if visit.mark == "leaf"]
    allows = "the new version allows and the old one did not" if run.version == "new" else "only the old version allows"
    marks = {}
    if run.decides is not None:
        kind: Kind = "breaking" if run.change.rank == "breaking" else "strengthening"
        word = _REMARKS[kind][1]
        marks[numbers[run.decides]] = Mark(kind, remarks=(Remark(kind, f"{word}: {run.change.says}"),))
    return laid_out(run.diagram, Marks(marks, about=f"{in_one(run.change)}."), f"A run that {allows}")


def _mark(became: Became) -> Mark:
    """Return the mark of a part: what it became, and what that means."""
    about = "; ".join(dict.fromkeys(in_one(change) for change in became.changes))
    return Mark(became.kind, became.old, about, tuple(_remarks(became)))


def _remarks(became: Became) -> Iterator[Remark]:
    """Yield what is said below a part: what is grave, and what cannot be seen."""
    unseen = became.kind == "changed" and not became.old
    grave = [change for change in became.changes if change.rank in _REMARKS or unseen]
    yield from map(_remark, grave[:_MOST])
    if len(grave) > _MOST:
        yield replace(_remark(grave[_MOST]), says=f"... and {len(grave) - _MOST} changes more")


def _remark(change: ToldChange) -> Remark:
    kind, word = _REMARKS.get(change.rank, ("changed", change.rank))
    return Remark(kind, f"{word}: {change.says}; {change.why}")


def _where(places: Sequence[Place]) -> str:
    if len(places) == 2:
        return f"{places[1]}; was {places[0]}"
    return ", ".join(map(str, places))
