"""Lifelines that are called otherwise, came or went, stand elsewhere, or are something else by the contract."""

from __future__ import annotations

from collections.abc import Iterator

from checker.diagram.tree import Activation, Autonumber, Block, Box, Menu, Message, Note, Participant, Title
from checker.diff.change import Change, Rank, Spot
from checker.diff.classifying.texts import Texts, text_changes
from checker.diff.codes import LIFELINE, LOOKS
from checker.diff.matching.matched import Matched
from checker.diff.version import Page


def lifeline_changes(matched: Matched) -> Iterator[Change]:
    """Yield what became of the lifelines."""
    olds = {p.id: p for p in matched.old.drawn.diagram.participants}
    news = {p.id: p for p in matched.new.drawn.diagram.participants}
    for new, old in matched.lifelines.old_of.items():
        if old in olds:
            yield from _matched(matched, olds[old], news[new])
    for name in matched.lifelines.removed:
        why = "what it did is told step by step"
        old_page = matched.new.drawn.place
        yield Change(LIFELINE, Rank.COMPATIBLE, f"the lifeline {name} is gone", why, _at(olds[name]), Spot(old_page))
    for name in matched.lifelines.added:
        why = "what it does is told step by step"
        new_page = matched.old.drawn.place
        yield Change(LIFELINE, Rank.COMPATIBLE, f"the lifeline {name} is new", why, Spot(new_page), _at(news[name]))
    yield from _places(matched)


def _matched(matched: Matched, old: Participant, new: Participant) -> Iterator[Change]:
    spots = _at(old), _at(new)
    if old.id != new.id:
        says = f"the lifeline {old.id} is called {new.id}"
        why = "it does what it did: the same messages, to and from the same others"
        yield Change(LIFELINE, Rank.COSMETIC, says, why, *spots, before=old.id, after=new.id)
    if old.label != new.label and (old.declared or new.declared) and not (old.label == old.id and new.label == new.id):
        what = f"the label of the lifeline {new.id}"
        spans, names = (old.span.place, new.span.place), matched.lifelines.names
        texts = Texts(what, old.label, new.label, *spans, names, named=True)
        yield from text_changes(texts)
    if old.type != new.type:
        says = f"the lifeline {new.id} is drawn as {new.type}, was {old.type}"
        yield Change(LOOKS, Rank.COSMETIC, says, "a symbol means nothing for what happens", *spots)
    yield from _role(matched, old, new)


def _role(matched: Matched, old: Participant, new: Participant) -> Iterator[Change]:
    """Yield what a lifeline is by the contract: another role, or another host, server, address or program."""
    if not (matched.old.contract and matched.new.contract):
        return
    before, after = matched.old.role(old.id), matched.new.role(new.id)
    if before == after:
        before, after = matched.old.component(old.id), matched.new.component(new.id)
    if before == after:
        return
    says = f"the lifeline {new.id} is {after or 'nothing known'} by the contract, was {before or 'nothing known'}"
    if before:
        rank, why = Rank.BREAKING, "what was asked of it as such is not asked any more"
    else:
        rank, why = Rank.STRENGTHENING, "what is asked of such a component is asked of it now"
    yield Change(LIFELINE, rank, says, why, _at(old), _at(new), before=before, after=after)


def _places(matched: Matched) -> Iterator[Change]:
    olds = [p.id for p in matched.old.drawn.diagram.participants]
    order = [matched.lifelines.old_of.get(p.id) for p in matched.new.drawn.diagram.participants]
    known = [name for name in order if name in olds]
    if known != [name for name in olds if name in known]:
        why = "where a lifeline stands on the page means nothing"
        spots = Spot(matched.old.drawn.place), Spot(matched.new.drawn.place)
        yield Change(LOOKS, Rank.COSMETIC, "the lifelines stand in another order", why, *spots)


def look_changes(matched: Matched) -> Iterator[Change]:
    """Yield what only the eye sees: titles, colours, boxes, activation bars, styles of arrows, sides of notes."""
    old, new = matched.old, matched.new
    for name, why in _LOOKS.items():
        before, after = _looks(old, name), _looks(new, name)
        if before != after:
            spots = Spot(old.drawn.place), Spot(new.drawn.place)
            yield Change(LOOKS, Rank.COSMETIC, f"{name} of {new.name} differ", why, *spots)
    if old.drawn.title != new.drawn.title:
        says = f"the title is '{new.drawn.title}', was '{old.drawn.title}'"
        spots = Spot(old.drawn.place), Spot(new.drawn.place)
        yield Change(LOOKS, Rank.COSMETIC, says, "a title promises nothing", *spots)
    yield from _styles(matched)


_LOOKS = {
    "colours": "a colour means nothing",
    "boxes": "a box around lifelines means nothing",
    "activation bars": "a bar on a lifeline means nothing for what happens",
    "numbers and links": "numbering and links mean nothing for what happens",
}


def _looks(page: Page, name: str) -> list[object]:
    nodes = page.drawn.diagram.walk()
    match name:
        case "colours":
            return [n.label for n in nodes if isinstance(n, Block) and n.kind == "rect"]
        case "boxes":
            return [(n.colour, n.title) for n in nodes if isinstance(n, Box)]
        case "activation bars":
            return [_bar(n) for n in nodes if _bar(n)]
    return [n for n in nodes if isinstance(n, Autonumber | Menu) or (isinstance(n, Title) and n.kind != "title")]


def _bar(node: object) -> object:
    """Return what a statement does to activation bars, whoever is called what."""
    if isinstance(node, Activation):
        return ("bar", node.active)
    if isinstance(node, Message) and (node.activate or node.deactivate):
        return ("arrow", node.activate, node.deactivate)
    return None


def _styles(matched: Matched) -> Iterator[Change]:
    for a, b in matched.steps.pairs:
        old, new = matched.old_items[a], matched.new_items[b]
        spots = Spot(old.place, old.text), Spot(new.place, new.text)
        if isinstance(old.node, Message) and isinstance(new.node, Message):
            if old.shape == new.shape and old.node.shape != new.node.shape:
                says = f"the arrow of '{new.text}' is {new.node.arrow}, was {old.node.arrow}"
                why = "both arrive alike; the line and the head of an arrow are style"
                yield Change(LOOKS, Rank.COSMETIC, says, why, *spots, before=old.node.arrow, after=new.node.arrow)
        elif isinstance(old.node, Note) and isinstance(new.node, Note) and old.node.side != new.node.side:
            says = f"the note '{new.text}' stands {new.node.side} its lifeline, was {old.node.side}"
            yield Change(LOOKS, Rank.COSMETIC, says, "on which side a note stands means nothing", *spots)


def _at(participant: Participant) -> Spot:
    return Spot(participant.span.place, participant.label)
