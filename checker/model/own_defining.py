"""Reads what a contract defines under `defines`: events and fluents; what is wrong goes to the problems of the file."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from checker.base.places import Place
from checker.base.yaml_places import Entries
from checker.base.yaml_section import Section, closest
from checker.logic.syntax import KEYWORDS, NAME
from checker.model.own import BLANK, EFFECTS, OF_SOURCE, Effect, Own, OwnEvent, OwnFluent, plain
from checker.model.vocabulary import VOCABULARY, EventKind

_EVENT_KEYS = ("says", "with", "event", "when", "about", "told_by", "whole")
_FLUENT_KEYS = ("says", "about", *EFFECTS)


def read_own(root: Section) -> Own:
    """Return the events and fluents that a contract defines; its properties are read when these are known."""
    section = root.section("defines", ("events", "fluents"))
    kinds: dict[str, EventKind] = {}
    events = {name: event for name, event in _events(section, kinds) if event is not None}
    known = {name: event.sorts for name, event in events.items()}
    return Own(kinds, events, dict(_fluents(section, known)))


def _events(outer: Section, kinds: dict[str, EventKind]) -> Iterator[tuple[str, OwnEvent | None]]:
    for name, section in outer.sections("events", _EVENT_KEYS).items():
        _check_name(name, section, VOCABULARY.keys() if "with" in section.by_key else ())
        section.require("says", "about", "told_by")
        yield name, _event(name, section, kinds)


def _event(name: str, section: Section, kinds: dict[str, EventKind]) -> OwnEvent | None:
    kind = _kind(name, section, kinds)
    if kind is None:
        return None
    args = (*_meanings(kind, kinds), *OF_SOURCE)
    when = section.section("when", args)
    conditions = {key: tuple(s.text for s in when.scalars(key)) for key in when.by_key if key in args}
    _check_truth_values(when, _meanings(kind, kinds))
    about = dict(_about(section, args))
    told_by = tuple(scalar.text for scalar in section.scalars("told_by"))
    _check_blanks(section, about)
    return OwnEvent(name, kind, about, conditions, told_by, section.text("says"), section.place, section.text("whole"))


def _kind(name: str, section: Section, kinds: dict[str, EventKind]) -> str | None:
    """Return the kind of event that is meant: a new one, with arguments, or a known one."""
    ways = [key for key in ("with", "event") if key in section.by_key]
    if len(ways) != 1:
        hint = "`with:` and the arguments of a new kind of event, or `event:` and one that is known"
        section.problems.add(f"'{name}' needs one of with and event", section.place, hint)
        return None
    if ways == ["event"]:
        kind = section.one_of("event", (*VOCABULARY, *kinds))
        if kind in VOCABULARY and VOCABULARY[kind].bulk:
            message = f"'{kind}' comes in bulk: formulas of your own cannot speak of it"
            section.problems.add(message, section.place_of("event"))
            return None
        return kind or None
    given = section.section("with")
    for key, entry in given.by_key.items():
        if key in OF_SOURCE or not key.isidentifier():
            hint = f"known of every event: {', '.join(OF_SOURCE)}" if key in OF_SOURCE else "letters, digits and _"
            section.problems.add(f"'{key}' cannot be the name of an argument", entry.place, hint)
    kinds[name] = EventKind({key: given.text(key) for key in given.by_key}, plain(section.text("says")))
    return name


def _meanings(kind: str, kinds: Mapping[str, EventKind]) -> Mapping[str, str]:
    """Return the arguments of a kind of event, each with what it means."""
    return (kinds[kind] if kind in kinds else VOCABULARY[kind]).args


def _check_truth_values(when: Section, meanings: Mapping[str, str]) -> None:
    """What is true or false is never anything else, so that no event would count."""
    for key in when.by_key:
        for scalar in when.scalars(key) if meanings.get(key, "").startswith("bool") else ():
            if scalar.text not in ("true", "false"):
                when.problems.add(f"'{key}' is true or false, never '{scalar.text}'", scalar.place)


def _about(section: Section, args: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield the sorts that an event is about, each with the argument that it is: that of the same name in a list."""
    node = section.node("about")
    if isinstance(node, Entries):
        named = section.section("about")
        pairs = [(sort, named.text(sort), named.place_of(sort)) for sort in named.by_key]
    else:
        pairs = [(s.text, s.text, s.place) for s in section.scalars("about")]
    for sort, arg, place in pairs:
        _check_sort(section, sort, place)
        if arg not in args:
            hint = f"its arguments: {', '.join(args)}"
            section.problems.add(f"the event has no argument '{arg}'{closest(arg, args)}", place, hint)
        yield sort, arg


def _check_sort(section: Section, sort: str, place: Place) -> None:
    if not all(part.isidentifier() for part in sort.split(".", 1)) or sort in KEYWORDS:
        section.problems.add(f"'{sort}' cannot be the name of what an event is about", place, "letters, digits and _")


def _check_blanks(section: Section, about: Collection[str]) -> None:
    """A sentence leaves open only what it is about."""
    for blank in BLANK.findall(section.text("says")):
        if blank not in about:
            message = f"it is about no '{blank}'{closest(blank, about)}"
            section.problems.add(message, section.place_of("says"), f"about: {', '.join(about)}")


def _check_name(name: str, section: Section, taken: Collection[str]) -> None:
    if not NAME.fullmatch(name) or name in KEYWORDS:
        hint = "letters, digits and _, and none of the words of formulas"
        section.problems.add(f"'{name}' cannot stand in a formula", section.place, hint)
    if name in taken:
        hint = f"say `event: {name}` to speak of it, under a name of your own"
        section.problems.add(f"there is an event '{name}' already", section.place, hint)


def _fluents(outer: Section, events: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, OwnFluent]]:
    for name, section in outer.sections("fluents", _FLUENT_KEYS).items():
        _check_name(name, section, events)
        section.require("says", "about")
        sorts = tuple(scalar.text for scalar in section.scalars("about"))
        _check_blanks(section, sorts)
        effects = {effect: tuple(_known(section, effect, events)) for effect in EFFECTS if effect in section.by_key}
        if not effects:
            hint = f"what changes it: {', '.join(EFFECTS)}"
            section.problems.add(f"nothing says when '{name}' is so", section.place, hint)
        for effect in effects:
            _check_effect(section, effect, sorts, events)
        _check_one_effect_each(section, effects)
        yield name, OwnFluent(name, sorts, effects, section.text("says"), section.place)


def _check_one_effect_each(section: Section, effects: Collection[Effect]) -> None:
    """An event says one thing of a state."""
    said: dict[str, Effect] = {}
    for effect in effects:
        for scalar in section.scalars(effect):
            other = said.setdefault(scalar.text, effect)
            if other != effect:
                message = f"'{scalar.text}' stands under {other} and under {effect}: it can say one thing of a state"
                section.problems.add(message, scalar.place)


def _known(section: Section, effect: Effect, events: Collection[str]) -> Iterator[str]:
    for scalar in section.scalars(effect):
        if scalar.text in events:
            yield scalar.text
        else:
            hint = f"defined: {', '.join(sorted(events))}" if events else "define events first"
            message = f"no event '{scalar.text}' is defined{closest(scalar.text, events)}"
            section.problems.add(message, scalar.place, hint)


def _check_effect(
    section: Section, effect: Effect, sorts: Collection[str], events: Mapping[str, tuple[str, ...]]
) -> None:
    """What makes a state true must say of what; what ends it may say less, and then ends it for all others."""
    for scalar in section.scalars(effect) if effect in ("begins", "shows", "sets") else ():
        about = events.get(scalar.text, tuple(sorts))
        if lacks := [sort for sort in sorts if sort not in about]:
            section.problems.add(f"'{scalar.text}' does not say the {' and '.join(lacks)} of it", scalar.place)
