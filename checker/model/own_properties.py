"""Reads the properties that a contract states itself: in a pattern, or as a formula."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from checker.base.errors import InputError
from checker.base.yaml_places import Items, Scalar
from checker.base.yaml_section import Section, closest
from checker.logic.formula import (
    Always,
    Atom,
    Exists,
    Forall,
    Formula,
    Once,
    Variable,
    atoms_of,
    children,
    disjunction,
    parameters_of,
)
from checker.logic.patterns import MOST_OF, PATTERNS, Pattern, Scope, at_least, at_most_for, at_most_one
from checker.logic.syntax import parse, show
from checker.logic.triggered import Triggered, taken_apart
from checker.model.own import FORMS, OWN_KEYS, SCOPE_KEYS, Own, OwnProperty
from checker.model.own_atoms import Words, at, check_parameters, lifted, with_whole_atoms
from checker.model.own_numbers import Numbers, named_in
from checker.model.own_telling import states
from checker.model.own_wording import Wording
from checker.model.parameters import Parameter

# What each form needs beside its own key, and what it may have.
_FORMS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "formula": ((), ()),
    "absence": ((), SCOPE_KEYS),
    "existence": ((), ("within", *SCOPE_KEYS)),
    "precedence": (("to",), ("within", *SCOPE_KEYS)),
    "response": (("to", "within"), SCOPE_KEYS),
    "at-most": (("of",), ("within", *SCOPE_KEYS)),
    "at-least": (("of", "to"), ("within",)),
    "at-most-one": (("of",), ("tolerance",)),
    "at-most-for": (("of",), ()),
}


def read_own_properties(root: Section, own: Own, known: Collection[str], numbers: Iterable[Parameter]) -> Own:
    """Return what a contract defines, with the properties that it states itself; `known` ids are taken."""
    stated = Numbers.of(numbers)
    properties: dict[str, OwnProperty] = {}
    for name, entry in root.section("properties").by_key.items():
        if states(entry.value):
            if name in known:
                root.problems.add(f"there is a property '{name}' already", entry.place, "give yours another name")
            found = read_own_property(Section.of(entry.value, name, root.problems), own, stated)
            properties |= {name: found} if found else {}
    return replace(own, properties=properties)


def read_own_property(section: Section, own: Own, numbers: Numbers) -> OwnProperty | None:
    """Return the property that a section states; None, and problems, where something is wrong with it."""
    section = with_whole_atoms(section)
    section.require("says")
    forms = [form for form in FORMS if form in section.by_key]
    if len(forms) != 1:
        message = f"'{section.name}' needs one of {', '.join(FORMS)}"
        section.problems.add(f"{message}; it has {' and '.join(forms)}" if forms else message, section.place)
        return None
    (form,) = forms
    needed, allowed = _FORMS[form]
    section.require(*needed)
    for key in section.by_key:
        if key in OWN_KEYS and key not in ("says", form, *needed, *allowed):
            section.problems.add(f"'{key}' has no meaning beside '{form}'", section.by_key[key].place)
    reading = _Reading(section, form, own, numbers, Words(section, own.sorts()))
    if form == "at-least":
        return _counting(reading, numbers.counts)
    whole = reading.formula() if form == "formula" else reading.pattern()
    return None if whole is None else reading.stated(whole)


def _counting(reading: _Reading, counts: Mapping[str, int]) -> OwnProperty | None:
    """Return a property that counts; where a parameter says how many, it is kept for each number."""
    section = reading.section
    count = section.text("at-least")
    if count in counts:
        again = (replace(reading, words=Words(section, reading.own.sorts())) for _ in range(MOST_OF))
        wholes = [each.pattern(n) for n, each in enumerate(again, 1)]
        texts = tuple(show(whole) for whole in wholes if whole is not None)
        value = counts[count]
        if not 1 <= value <= MOST_OF:
            section.problems.add(
                f"from 1 to {MOST_OF} can be counted, and {count} is {value}", section.place_of("at-least")
            )
            return None
        found = reading.stated(whole) if (whole := wholes[value - 1]) is not None else None
        return found and replace(found, parameters=(*found.parameters, count), counted=count, by_count=texts)
    if not count.isdecimal():
        wanted = f"a number, or a parameter that is a count ({', '.join(sorted(counts)) or 'none is stated'})"
        section.wrong("at-least", wanted)
        return None
    whole = reading.pattern(int(count[:9]))
    return None if whole is None else reading.stated(whole)


@dataclass(frozen=True, slots=True)
class _Reading:
    """The reading of one property."""

    section: Section
    form: str
    own: Own
    numbers: Numbers
    words: Words

    def stated(self, whole: Formula) -> OwnProperty | None:
        """Return the property of a whole formula; None where it asks for what cannot be judged."""
        try:
            parts = taken_apart(whole)
        except ValueError as error:
            self._wrong(str(error), "forall n: node. always (granted(n) implies once[0, 5s] asked(n))")
            return None
        if not self._is_judged(parts):
            return None
        named = named_in(whole)
        for name in sorted(named - self.numbers.names):
            self._wrong(f"no parameter '{name}' is stated{closest(name, self.numbers.names)}")
        names = tuple(dict.fromkeys(atom.name for atom in atoms_of(whole)))
        variables = [term.name for term in parts.trigger.args if isinstance(term, Variable)]
        wording = Wording(self.section, self.form, self.own)
        return OwnProperty(
            self.section.name,
            self.section.text("says"),
            show(whole),
            parts.trigger.name,
            variables[0] if variables else "",
            names,
            tuple(sorted(parameters_of(whole) | named)),
            wording.violated(parts),
            self.section.place,
            self.form == "at-most-one",
            tuple(each.text.partition("(")[0].strip() for key in ("after", "between") for each in self._opening(key)),
        )

    def _opening(self, key: str) -> Sequence[Scalar]:
        """Return what opens the scope: of `between` the first."""
        found = self.section.scalars(key)
        return found[:1] if key == "between" else found

    def formula(self) -> Formula | None:
        """Return what the key `formula` says."""
        scalar = self.section.node("formula")
        if not isinstance(scalar, Scalar) or scalar.empty:
            self.section.wrong("formula", "a formula")
            return None
        try:
            found = parse(scalar.text, place=at(scalar, 0), vocabulary=self.own.sorts())
        except InputError as error:
            self.section.problems.add_error(error)
            return None
        check_parameters(self.section, iter(sorted(parameters_of(found))), self.numbers, scalar.place)
        return None if self._is_wrong else found

    @property
    def _is_wrong(self) -> bool:
        """Whether anything is wrong with the contract so far: then its words may be no names, and make no formula."""
        return bool(self.section.problems)

    def pattern(self, count: int = 0) -> Formula | None:
        """Return the formula that the pattern stands for, for all of its variables; `count` is for `at-least`."""
        if self.form == "at-least":
            body = self._count_pattern(count)
        else:
            body = self._state_pattern() if self.form in ("at-most-one", "at-most-for") else self._event_pattern()
        if body is None:
            return None
        whole, more = lifted(body)
        try:
            parts = taken_apart(Always(whole))
        except ValueError:
            self._wrong("a list of events makes no case", "state a property for each of them, or define one event")
            return None
        # those of the trigger come first, as it is they that an instance is told by
        sorts = {**self.words.variables, **dict(more)}
        bound = [term.name for term in parts.trigger.args if isinstance(term, Variable)]
        formula: Formula = Always(whole)
        for name in reversed(dict.fromkeys((*bound, *sorts))):
            formula = Forall(name, sorts[name], formula)
        return formula

    def _event_pattern(self) -> Formula | None:
        most = self.section.integer("at-most", 0, 1) if self.form == "at-most" else 0
        subject = self._atom("of" if self.form == "at-most" else self.form)
        other = self._atom("to")
        scope = self._scope()
        within = self.words.bound("within", self.numbers)
        if self._is_wrong or subject is None or scope is None:
            return None
        try:
            return PATTERNS[self.form](Pattern(subject, scope, other or Pattern(subject).other, within, most))
        except ValueError as error:
            self._wrong(str(error))
            return None

    def _count_pattern(self, count: int) -> Formula | None:
        counted, trigger = self._atom("of"), self._atom("to")
        within = self.words.bound("within", self.numbers)
        if self._is_wrong or counted is None or trigger is None:
            return None
        if not isinstance(counted, Exists):
            self._wrong("nothing is counted", "write _ where members are counted: of: has_down(_, n)")
            return None
        if within is None and isinstance(counted.body, Atom) and counted.body.name in self.own.events:
            self._wrong(f"'{counted.body.name}' is an event: say 'within'")
            return None
        try:
            return at_least(count, trigger, counted, within)
        except ValueError as error:
            self._wrong(str(error))
            return None

    def _state_pattern(self) -> Formula | None:
        state = self._atom("of")
        bound = self.words.bound("tolerance" if self.form == "at-most-one" else "at-most-for", self.numbers)
        if self._is_wrong or state is None:
            return None
        if not isinstance(state, Atom) or state.name not in self.own.fluents:
            self.section.problems.add("this is asked of a fluent, such as leads(n, l)", self.section.place_of("of"))
            return None
        if self.form == "at-most-for":
            return None if bound is None else at_most_for(state, bound)
        one = self.section.text("at-most-one")
        if Variable(one) not in state.args:
            variables = ", ".join(self.words.variables)
            self.section.wrong("at-most-one", f"a variable of the fluent ({variables})")
            return None
        return at_most_one(state, one, self.words.variables[one], bound)

    def _atom(self, key: str) -> Formula | None:
        """Return the event or fluent of a key, or that one of several is so; None where there is none."""
        atoms = [self.words.atom(each) for each in self.section.scalars(key)]
        known = [atom for atom in atoms if atom is not None]
        return disjunction(*known) if known and len(known) == len(atoms) else None

    def _scope(self) -> Scope | None:
        """Return the scope of a pattern; None where what it says does not go together."""
        given = [key for key in SCOPE_KEYS if key in self.section.by_key]
        if given not in ([], ["after"], ["after", "until"], ["before"], ["between"]):
            hint = "nothing, `after`, `after` and `until`, `before`, or `between: [from, to]`"
            self.section.problems.add(f"{' and '.join(given)} do not go together", self.section.place, hint)
            return None
        if given == ["between"]:
            return self._between()
        after, until = self._atom("after"), self._atom("until" if "until" in given else "before")
        expected = len(given)
        return Scope(after, until) if (after is not None) + (until is not None) == expected else None

    def _between(self) -> Scope | None:
        node = self.section.node("between")
        if not isinstance(node, Items) or len(node.nodes) != 2:
            self.section.wrong("between", "two events, such as [started(n), stopped(n)]")
            return None
        ends = [self.words.atom(each) for each in self.section.scalars("between")]
        after, until = (ends[0], ends[1]) if len(ends) == 2 else (None, None)
        return None if after is None or until is None else Scope(after, until, closed=True)

    def _is_judged(self, parts: Triggered) -> bool:
        """Complain about what no trace could be asked for; say whether there was nothing."""
        if parts.trigger.name in self.own.events:
            return True
        if parts.delay != 0:
            self._wrong(f"'{parts.trigger.name}' is a state: what is due later must be due after an event")
            return False
        for claim in (parts.guard, parts.requirement):
            for name in _bare_events(claim, self.own.events):
                message = f"the event '{name}' is asked for while a state holds: write once[0, ...] {name}(...)"
                self._wrong(message)
                return False
        return True

    def _wrong(self, message: str, hint: str = "") -> None:
        self.section.problems.add(f"{self.section.name}: {message}", self.section.place_of(self.form), hint)


def _bare_events(formula: Formula, events: Mapping[str, object]) -> Sequence[str]:
    """Return the events in a formula that do not stand alone under `once`."""
    match formula:
        case Once(Atom(name), _) if name in events:
            return ()
        case Atom(name):
            return (name,) if name in events else ()
        case _:
            return tuple(name for child in children(formula) for name in _bare_events(child, events))
