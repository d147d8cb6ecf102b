"""What a changed text of a matched step, label or alias means: its numbers, its states, its turns, else its wording."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from checker.base.places import Place
from checker.diff.change import Change, Rank, Spot, gravest
from checker.diff.codes import REWORDED, SAYS_OTHERWISE, VALUE
from checker.diff.reading.measures import Measure, said
from checker.diff.reading.plain import likeness, plain, words_of
from checker.diff.reading.words import obliged, renamed, turned, unbound

_UPPER_END = "a range promises its upper end"
_NO_CHANGE = "neither a number, nor a state, nor a word that turns the meaning differs"


@dataclass(frozen=True, slots=True)
class Texts:
    """Two texts of one thing, where they stand, what a person calls the thing, and the names that were changed.

    `settled` says that the contract gives both one meaning; `named` that they are names, in which a number is part of
    the name unless it is an address or a state.
    """

    what: str
    old: str
    new: str
    old_place: Place
    new_place: Place
    names: Mapping[str, str]
    settled: bool = False
    named: bool = False

    @property
    def spots(self) -> tuple[Spot, Spot]:
        """Both places with their texts."""
        return Spot(self.old_place, self.old), Spot(self.new_place, self.new)


def text_changes(texts: Texts, counted: bool = True) -> list[Change]:
    """Return the changes between two texts; without `counted` no count and no interval of them is looked at."""
    if texts.old == texts.new:
        return []
    if words_of(texts.old) == words_of(texts.new):
        return [_reworded(texts, "only blanks, capitals, stops or line breaks differ")]
    if plain(texts.old) == plain(texts.new, texts.names):
        return [_reworded(texts, "only the name of a renamed lifeline differs")]
    before, after = said(texts.old, texts.old_place), said(texts.new, texts.new_place)
    changes = [*_values(texts, _counting(texts, before.measures), _counting(texts, after.measures), counted)]
    found = _turn(texts, before.rest, after.rest)
    if found and Rank.BREAKING not in {change.rank for change in changes}:
        changes.append(found)
    if not changes or (gravest(c.rank for c in changes) is Rank.COSMETIC):
        return [_reworded(texts, changes[0].why if changes else _NO_CHANGE)]
    return changes


def _counting(texts: Texts, measures: Sequence[Measure]) -> Sequence[Measure]:
    return [each for each in measures if not texts.named or each.sense in ("config", "other is weaker")]


def _reworded(texts: Texts, why: str) -> Change:
    old, new = texts.spots
    says = f"{texts.what} reads '{_short(texts.new)}', was '{_short(texts.old)}'"
    return Change(REWORDED, Rank.COSMETIC, says, why, old, new, before=texts.old, after=texts.new)


def _turn(texts: Texts, before: str, after: str) -> Change | None:
    """Return what the words beside numbers and states do to the meaning."""
    old, new = texts.spots
    says = f"{texts.what} says '{_short(texts.new)}', was '{_short(texts.old)}'"
    words = plain(before), plain(after, texts.names)
    bound = None if texts.settled else obliged(before, after)
    turn = "" if texts.named else renamed(*words)
    if not texts.settled and not turn:
        # what binds more is no turn by that word alone, but "must not" is one
        turn = turned(*map(unbound, words)) if bound and bound[0] is Rank.STRENGTHENING else turned(*words)
    if turn and (bound is None or bound[0] is Rank.STRENGTHENING):
        bound = Rank.BREAKING, f"{turn}: what was promised is no longer what is said"
    return Change(SAYS_OTHERWISE, bound[0], says, bound[1], old, new, "", texts.old, texts.new) if bound else None


def _values(texts: Texts, before: Sequence[Measure], after: Sequence[Measure], counted: bool) -> Iterator[Change]:
    """Yield the values that changed, the n-th of a name against the n-th; and those of one text only."""
    groups: defaultdict[str, tuple[list[Measure], list[Measure]]] = defaultdict(lambda: ([], []))
    for side, measures in enumerate((before, after)):
        for each in measures:
            groups[each.name][side].append(each)
    for name, (olds, news) in groups.items():
        if not counted and name in ("count", "interval"):
            continue
        before_all, after_all = [_compared(m) for m in olds], [_compared(m, texts) for m in news]
        if sorted(before_all) == sorted(after_all):
            continue
        for one, other in zip(olds, news, strict=False):
            if _compared(one) != _compared(other, texts):
                yield _value(texts, one, other)
        for one in olds[len(news) :]:
            yield _gone(texts, one)
        for other in news[len(olds) :]:
            yield _come(texts, other)


def _compared(measure: Measure, texts: Texts | None = None) -> tuple[str, bool]:
    """Return a value, and whether it bounds from below; that of a new measure in the words of the old version."""
    value = str(measure.value)
    if texts is not None and measure.sense == "other is weaker":
        value = " ".join(texts.names.get(word, word) for word in value.split())
    return value, measure.sense == "less is weaker"


def _value(texts: Texts, old: Measure, new: Measure) -> Change:
    says = f"{texts.what}: the {old.name} is {new.shown}, was {old.shown}"
    rank, why = weighed(old, new)
    return Change(
        VALUE,
        rank,
        says,
        why,
        Spot(old.place, texts.old),
        Spot(new.place, texts.new),
        key=old.name,
        before=old.shown,
        after=new.shown,
    )


def weighed(old: Measure, new: Measure) -> tuple[Rank, str]:
    """Return what another value does to the promise, and why."""
    if {old.sense, new.sense} == {"more is weaker", "less is weaker"}:
        now, was = ("below", "above") if new.sense == "less is weaker" else ("above", "below")
        return Rank.BREAKING, f"it bounds from {now} now, and nothing bounds from {was} any more"
    match new.sense:
        case "more is weaker" | "less is weaker" if isinstance(old.value, int) and isinstance(new.value, int):
            more = new.value > old.value
            word = _longer(old.name, more)
            if more == (new.sense == "more is weaker"):
                return Rank.BREAKING, f"{word}: what broke the promise before may keep it now"
            return Rank.STRENGTHENING, f"{word}: what kept the promise before may break it now"
        case "config":
            return Rank.STRENGTHENING, "a configuration that agrees with the old value does not agree with the new one"
        case "numbering":
            return Rank.COSMETIC, "only the numbering differs, and it promises nothing"
        case "earliest":
            return Rank.COSMETIC, _UPPER_END
        case "other is weaker":
            return Rank.BREAKING, "what was promised before is no longer what is said"
    return Rank.BREAKING, "nothing says which way this number promises more, so it counts as weakened"


def _longer(name: str, more: bool) -> str:
    if name == "count":
        return "the threshold is higher" if more else "the threshold is lower"
    if name in ("time", "interval"):
        return f"the {'bound' if name == 'time' else name} is {'longer' if more else 'shorter'}"
    return f"the {name} is {'more' if more else 'less'}"


def _gone(texts: Texts, old: Measure) -> Change:
    rank, why = Rank.BREAKING, "nothing promises it any more"
    if old.name == "tolerance":
        rank, why = Rank.STRENGTHENING, "what was off by so much kept the promise before"
    if old.sense == "earliest":
        rank, why = Rank.COSMETIC, _UPPER_END
    if old.sense in ("numbering", "config"):
        rank, why = (Rank.COSMETIC, "it promised nothing") if old.sense == "numbering" else (Rank.COMPATIBLE, why)
    says = f"{texts.what} no longer says {_named(old)}"
    return Change(VALUE, rank, says, why, Spot(old.place, texts.old), texts.spots[1], key=old.name, before=old.shown)


def _come(texts: Texts, new: Measure) -> Change:
    rank, why = Rank.STRENGTHENING, "it was not promised before"
    if new.sense == "numbering":
        rank, why = Rank.COSMETIC, "it promises nothing"
    if new.sense == "earliest":
        rank, why = Rank.COSMETIC, _UPPER_END
    if new.name == "tolerance":
        rank, why = Rank.BREAKING, "what is off by so much keeps the promise now"
    says = f"{texts.what} now says {_named(new)}"
    return Change(VALUE, rank, says, why, texts.spots[0], Spot(new.place, texts.new), key=new.name, after=new.shown)


def _named(measure: Measure) -> str:
    return f"'{measure.shown}'" if measure.name in ("state", "numbering") else f"the {measure.name} {measure.shown}"


def _short(text: str) -> str:
    one = " ".join(plain_breaks(text).split())
    return f"{one[:57]}..." if len(one) > 60 else one


def plain_breaks(text: str) -> str:
    """Return a text on one line, as a person reads it."""
    from checker.model.phrases.lines import lines_of

    return " ".join(line.text.strip() for line in lines_of(text))


def alike(one: str, other: str) -> float:
    """Return how many words two texts share, of all they have."""
    return likeness(words_of(one), words_of(other))
