"""All diagrams that differ between two versions, each with both versions in one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import PurePath

from checker.base.places import Place
from checker.diagram.tree import Block, Diagram, Message, Note
from checker.diff.change import Change, Rank
from checker.diff.classifying.versions import Compared, Lone
from checker.diff.matching.matched import Matched
from checker.diff.merging.framing import framed
from checker.diff.merging.lives import Lives, merged_lives
from checker.diff.merging.planting import planted
from checker.diff.merging.runs import run_of
from checker.diff.merging.telling import Home, Places, Spoken, in_words, spoken
from checker.diff.merging.tokens import Token, tokens_of
from checker.diff.merging.weaving import Entry, Versions, versions_of, woven
from checker.diff.version import Page
from checker.model.merged import Became, BecameKind, MergedDiagram, MergedRun


def merged_diagrams(compared: Compared, changes: Iterable[Change]) -> Iterator[MergedDiagram]:
    """Yield the diagrams that differ, then those that are gone, then those that are new.

    `changes` are all that are told, those of the model and of captures, too.
    """
    every = tuple(changes)
    news, olds = _names(compared.news), _names(compared.olds)
    for matched in compared.matched:
        one = merged(matched, every, news[matched.new.drawn.place])
        if one.parts or one.lifelines or one.changes:
            yield one
    for lone in compared.removed:
        yield _lone(lone, "removed", f"{olds[lone.page.drawn.place]}.gone")
    for lone in compared.added:
        yield _lone(lone, "added", news[lone.page.drawn.place])


def _names(pages: Iterable[Page]) -> Mapping[Place, str]:
    """Return a name for each diagram: after its document, with its number there."""
    found: dict[Place, str] = {}
    seen: Counter[str] = Counter()
    for page in pages:
        stem = PurePath(page.drawn.place.file).stem
        seen[stem] += 1
        found[page.drawn.place] = f"{stem}-{seen[stem]}"
    return found


def merged(matched: Matched, changes: Iterable[Change], name: str) -> MergedDiagram:
    """Return two versions of a diagram as one, with the changes that speak of it."""
    versions = versions_of(matched)
    entries = framed(woven(versions), versions)
    old, new = matched.old.drawn.diagram, matched.new.drawn.diagram
    lives = merged_lives(old.participants, new.participants, matched.lifelines)
    said = spoken(changes, (matched.old, matched.new), _places(entries, matched, lives))
    parts = {n: became for n, entry in enumerate(entries) if (became := _became(n, entry, versions, said))}
    return MergedDiagram(
        name=name,
        title=_title(matched.old, matched.new),
        diagram=Diagram(planted(entries, lives.ids), lives.participants),
        parts=parts,
        lifelines=dict(_lifelines(lives, said)),
        changes=said.told(None),
        counts=_counts(said.every()),
        runs=tuple(_runs(said, matched)),
    )


def _lone(lone: Lone, kind: BecameKind, name: str) -> MergedDiagram:
    """Return a diagram that only one version has."""
    diagram = lone.page.drawn.diagram
    entries = tokens_of(diagram)
    return MergedDiagram(
        name=name,
        title=lone.page.drawn.title or diagram.title,
        diagram=Diagram(diagram.statements, diagram.participants),
        parts={n: Became(kind, places=(_place(e),)) for n, e in enumerate(entries) if e.is_step or _heads(e)},
        lifelines={each.id: Became(kind) for each in diagram.participants},
        changes=tuple(map(in_words, lone.changes)),
        counts=_counts(lone.changes),
    )


def _title(old: Page, new: Page) -> str:
    before, after = (page.drawn.title or page.drawn.diagram.title for page in (old, new))
    return f"{after} (was: {before})" if before and before != after else after


def _counts(changes: Iterable[Change]) -> Mapping[str, int]:
    counts = Counter(change.rank for change in changes)
    return {rank.value: counts[rank] for rank in Rank}


def _heads(token: Token) -> bool:
    """Say whether an element begins a fragment or a part of one."""
    return token.is_frame and token.mark != "close"


def _became(number: int, entry: Entry, versions: Versions, said: Spoken) -> Became | None:
    """Return what an element became; None where it is the same, or nothing to see."""
    if not (entry.token.is_step or _heads(entry.token)):
        return None
    told = said.told(number)
    old, new = entry.old, entry.new
    if old is None:
        return Became("added", "", told, (_place(entry.token),))
    if new is None:
        return Became("removed", "", told, (_place(entry.token),))
    places = (_place(old), _place(new))
    was = _was(old, new)
    moved = old.item in versions.pairs and old.item not in versions.kept
    if was is not None or told or moved:
        return Became("changed", was or "", told, places)
    return None


def _was(old: Token, new: Token) -> str | None:
    """Return the text of an element before, '' where only something beside the text differs, None where nothing does.

    Names of lifelines are not looked at.
    """
    match old.node, new.node:
        case (Message() as one, Message() as other):
            if one.text != other.text:
                return one.text
            return "" if one.shape != other.shape else None
        case (Note() as one, Note() as other):
            return one.text if one.text != other.text else None if one.side == other.side else ""
        case (Block() as one, Block() as other):
            before, after = (each.section.label if each.section else "" for each in (old, new))
            if one.kind.removesuffix("_over") != other.kind.removesuffix("_over") and old.mark == new.mark == "open":
                return f"{one.kind} {before}".strip()
            return before if before != after and "rect" not in (one.kind, other.kind) else None
    return None


def _place(token: Token) -> Place:
    return token.section.span.place if token.section else token.node.span.place


def _places(entries: Sequence[Entry], matched: Matched, lives: Lives) -> tuple[Places, Places]:
    """Return where the parts and the lifelines of the merged diagram stand in the old version and in the new one."""
    sides = (Places(), Places())
    for number, entry in enumerate(entries):
        for side, token in zip(sides, (entry.old, entry.new), strict=True):
            if token is not None and (token.is_step or _heads(token)):
                _stands(side, token, number)
    pages = matched.old.drawn.diagram, matched.new.drawn.diagram
    ids: tuple[Mapping[str, str], Mapping[str, str]] = (lives.ids, {})
    for side, diagram, of in zip(sides, pages, ids, strict=True):
        for each in diagram.participants:
            side.lifelines[each.span.place] = of.get(each.id, each.id)
            if each.declared:
                side.lines[each.span.file, each.span.line].append((each.span.column, of.get(each.id, each.id)))
    return sides


def _stands(side: Places, token: Token, home: Home) -> None:
    here = _place(token)
    side.lines[here.file, here.line].append((here.column, home))


def _lifelines(lives: Lives, said: Spoken) -> Iterator[tuple[str, Became]]:
    for each in lives.participants:
        became, told = lives.became.get(each.id), said.told(each.id)
        if became is not None:
            yield each.id, Became(became.kind, became.old, told, became.places)
        elif told:
            yield each.id, Became("changed", "", told, (each.span.place,))


def _runs(said: Spoken, matched: Matched) -> Iterator[MergedRun]:
    for change in chain.from_iterable(said.of.values()):
        page = matched.old if change.run_of == "old" else matched.new
        run = run_of(change, page.drawn.diagram)
        if run is not None:
            yield run
