"""The words of a pattern in a contract: `granted(n, l)`, bounds, and the formula that they make together."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from checker.base.errors import InputError
from checker.base.places import Place
from checker.base.yaml_places import Items, Node, Scalar
from checker.base.yaml_section import Section, closest
from checker.logic.formula import And, Atom, Bound, Exists, Formula, Implies, Once, Term, Variable
from checker.logic.syntax import KEYWORDS, NAME, parse
from checker.model.own_numbers import Numbers

ATOM = re.compile(rf"\s*({NAME.pattern})\s*(?:\(([^()]*)\))?\s*")
_ARGUMENT = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[^,"]*?)\s*(?:,|\Z)')
_ANY = "_"
# Words that messages of findings use themselves.
_TAKEN = frozenset({"at", "lasted", "bound", "told", "hosts", "observer", "another"})


@dataclass(slots=True)
class Words:
    """Reads the words of one property; `sorts` are those of each event and fluent that it may speak of.

    Each variable is of the sort of its place; `_` stands for any value, and is a variable of its own each time.
    """

    section: Section
    sorts: Mapping[str, Sequence[str]]
    variables: dict[str, str] = field(default_factory=dict)
    _anonymous: int = 0

    def atom(self, scalar: Scalar) -> Formula | None:
        """Return an event or a fluent as the contract writes it; None, and a problem, where it is none."""
        if not scalar.text.strip():
            return None  # that nothing is written is told of every key
        match = ATOM.fullmatch(scalar.text)
        if match is None or match[1] in KEYWORDS:
            hint = "such as granted(n, l)"
            self.section.problems.add(f"'{scalar.text}' is no event or fluent", scalar.place, hint)
            return None
        name, wanted = match[1], self.sorts.get(match[1])
        if wanted is None:
            hint = f"defined: {', '.join(sorted(self.sorts))}" if self.sorts else "define it under `defines:`"
            message = f"no event or fluent '{name}' is defined{closest(name, self.sorts)}"
            self.section.problems.add(message, at(scalar, match.start(1)), hint)
            return None
        given = list(arguments(match[2]))
        if len(given) != len(wanted):
            hint = f"write {name}({', '.join(wanted)})" if wanted else f"write {name}"
            message = f"'{name}' has {len(given)} arguments, expected {len(wanted)}"
            self.section.problems.add(message, at(scalar, match.start(1)), hint)
            return None
        offset = match.start(2)
        terms = [self._term(text, sort, at(scalar, offset + n)) for (text, n), sort in zip(given, wanted, strict=True)]
        formula: Formula = Atom(name, tuple(term for term, _ in terms))
        for _, exists in reversed(terms):
            formula = Exists(exists[0], exists[1], formula) if exists else formula
        return formula

    def _term(self, text: str, sort: str, place: Place) -> tuple[Term, tuple[str, str] | None]:
        """Return a term, and the quantifier that it needs where it stands for any value."""
        if text == _ANY:
            self._anonymous += 1
            name = f"any-{sort}" + (f"-{self._anonymous}" if self._anonymous > 1 else "")
            return Variable(name), (name, sort)
        if text.startswith('"'):
            try:
                return str(json.loads(text)), None
            except ValueError:
                self.section.problems.add(f"{text} is not a quoted constant", place)
                return text, None
        self.variable(text, sort, place)
        return Variable(text), None

    def variable(self, name: str, sort: str, place: Place) -> None:
        """Note that a variable is of a sort; a problem where it is no name, or of another sort elsewhere."""
        if not name.isidentifier() or name in KEYWORDS or name in _TAKEN:
            hint = "a variable such as n, a constant in double quotes, or _ for any"
            self.section.problems.add(f"'{name}' cannot stand for a {sort}", place, hint)
            return
        other = self.variables.setdefault(name, sort)
        if other != sort:
            self.section.problems.add(f"'{name}' is a {other} elsewhere, and a {sort} here", place)

    def bound(self, key: str, numbers: Numbers) -> Bound | None:
        """Return the bound of a key: a duration, a parameter, or a sum of them; None where there is none."""
        text = self.section.text(key)
        if not text:
            return None
        return bound_of(self.section, key, text, numbers)


def with_whole_atoms(section: Section) -> Section:
    """Return a section in which each list has whole atoms: of `[stopped(n), lost(n, l)]` YAML parts the second."""
    whole = {
        key: replace(entry, value=replace(entry.value, nodes=tuple(_joined(entry.value.nodes))))
        if isinstance(entry.value, Items)
        else entry
        for key, entry in section.by_key.items()
    }
    return replace(section, by_key=whole)


def _joined(nodes: Sequence[Node]) -> list[Node]:
    """Put together again what a comma within brackets parted."""
    whole: list[Node] = []
    for node in nodes:
        last = whole[-1] if whole else None
        if isinstance(node, Scalar) and isinstance(last, Scalar) and last.text.count("(") > last.text.count(")"):
            whole[-1] = replace(last, text=f"{last.text}, {node.text}")
        else:
            whole.append(node)
    return whole


def bound_of(section: Section, key: str, text: str, numbers: Numbers) -> Bound | None:
    """Return a bound as a formula writes it; None, and a problem, where it is none."""
    try:
        read = parse(f"once[0, {text}] true")
    except InputError:
        section.wrong(key, "a duration such as 5s, or a parameter that is one")
        return None
    upper = read.window.upper if isinstance(read, Once) else None
    if upper is None:
        section.wrong(key, "a duration such as 5s, or a parameter that is one")
        return None
    if upper == 0 and key != "tolerance":
        section.wrong(key, "a duration longer than nothing, such as 5s")
        return None
    check_parameters(section, names_in(upper), numbers, section.place_of(key))
    return upper


def check_parameters(section: Section, names: Iterator[str], numbers: Numbers, place: Place) -> None:
    """Complain about each name that is no duration among the parameters of the contract."""
    for name in names:
        if name not in numbers.durations:
            known = sorted(numbers.durations)
            hint = f"parameters that are durations: {', '.join(known)}" if known else ""
            message = f"no parameter '{name}' is stated{closest(name, known)}"
            if name in numbers.names:
                kind = "a count" if name in numbers.counts else "no duration"
                message = f"'{name}' is {kind}, and a duration is wanted here"
            section.problems.add(message, place, hint)


def names_in(bound: Bound) -> Iterator[str]:
    """Yield the parameters of a bound."""
    parts = (bound,) if isinstance(bound, int | str) else (*bound.plus, *bound.minus)
    yield from (part for part in parts if isinstance(part, str))


def lifted(formula: Formula) -> tuple[Formula, tuple[tuple[str, str], ...]]:
    """Return an implication whose trigger is bare: whatever it is of any, it is so of each (with those variables)."""
    assert isinstance(formula, Implies), "each pattern is an implication"
    antecedent, found = _bare(formula.left)
    return Implies(antecedent, formula.right), found


def _bare(antecedent: Formula) -> tuple[Formula, tuple[tuple[str, str], ...]]:
    match antecedent:
        case And((first, *others)):
            bare, found = _bare(first)
            return And((bare, *others)), found
        case Once(operand, window):
            bare, found = _bare(operand)
            return Once(bare, window), found
        case Exists(variable, sort, body):
            bare, found = _bare(body)
            return bare, ((variable, sort), *found)
        case _:
            return antecedent, ()


def at(scalar: Scalar, offset: int) -> Place:
    """Return the place of a character of a text that stands on one line."""
    place = scalar.place
    column = place.column + offset + int(scalar.quoted)
    return place if "\n" in scalar.text else Place(place.file, place.line, column)


def arguments(text: str | None) -> Iterator[tuple[str, int]]:
    """Yield the arguments between brackets, each with where it begins."""
    position = 0
    while text is not None and position <= len(text) and text.strip():
        match = _ARGUMENT.match(text, position)
        if match is None:
            yield text[position:].strip(), position
            return
        yield match[1], match.start(1)
        if match.end() >= len(text) and not match[0].endswith(","):
            return
        position = match.end()
