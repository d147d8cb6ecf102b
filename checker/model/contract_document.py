"""Documents with diagrams, and values that a contract takes from their lines instead of saying them again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from checker.base.places import Place
from checker.base.yaml_places import Node, Problems, Scalar
from checker.base.yaml_section import Section, kind_of
from checker.model.document import Document
from checker.model.parameters import Measure, Value
from checker.model.phrases import Fact

STATED_KEYS = ("value", "line", "nth", "document", "ours")
_NEAREST = 3


@dataclass(frozen=True, slots=True)
class Stated:
    """A value, with the line that states it or the reason why it is ours."""

    value: Value
    stated: Place | None = None
    text: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Documents:
    """The documents of a contract, by the names that the contract uses for them."""

    by_name: Mapping[str, Document]
    problems: Problems

    def cited(self, section: Section, number: str | int, place: Place) -> tuple[Document, int] | None:
        """Return the document and the line that a section cites; None (and a problem) when there is no such line."""
        names = tuple(self.by_name)
        if "document" not in section.by_key and len(names) > 1:
            self.problems.add("which document? add 'document'", place, f"one of: {', '.join(names)}")
            return None
        name = section.one_of("document", names, names[0] if names else "")
        document = self.by_name.get(name)
        if document is None:
            return None
        text = str(number)
        last = len(document.lines)
        if not (text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= last):
            wanted = f"a line of {document.name} (1 to {last})"
            self.problems.add(f"'line' must be {wanted}, found '{text}'", place)
            return None
        return document, int(text)

    def stated(self, node: Node, name: str, measure: Measure, keys: Sequence[str] = STATED_KEYS) -> Stated | None:
        """Return the value of `name`: written out, read from the cited line, or both when they agree."""
        if isinstance(node, Scalar):
            value = self._written(node, name, measure)
            return None if value is None else Stated(value)
        section = Section.of(node, name, self.problems, keys)
        return self.stated_in(section, measure)

    def stated_in(self, section: Section, measure: Measure) -> Stated | None:
        """Return the value that a section with `value`, `line` or both gives."""
        node, name = section.node("value"), section.name
        value = None
        if isinstance(node, Scalar):
            value = self._written(node, name, measure)
        elif node is not None:
            section.wrong("value", measure.noun)
        if "line" in section.by_key:
            return self._from_line(section, measure, value)
        if node is None:
            hint = f"write `line:` with the line of the diagram that states it, or `value:` such as {measure.example}"
            self.problems.add(f"{name} says neither 'line' nor 'value'", section.place, hint)
        return None if value is None else Stated(value, why=section.text("ours"))

    def _written(self, node: Scalar, name: str, measure: Measure) -> Value | None:
        try:
            value = measure.parse(node.text)
        except ValueError:
            wanted = f"{measure.noun} such as {measure.example}"
            self.problems.add(f"{name} must be {wanted}, found {kind_of(node)}", node.place)
            return None
        if doubt := measure.doubt(value):
            self.problems.add(f"{name} {doubt}", node.place, f"write {measure.noun} such as {measure.example}")
            return None
        return value

    def _from_line(self, section: Section, measure: Measure, value: Value | None) -> Stated | None:
        """Return what the cited line says; it must say it once (or `nth` chooses), and as `value` says."""
        place = section.place_of("line")
        cited = self.cited(section, section.text("line"), place)
        if cited is None:
            return None
        document, number = cited
        if measure.by_person:
            return self._as_read(section, measure, value, document, number)
        said = said_by(document, number, measure)
        if not said:
            self._says_nothing(section, document, number, measure)
            return None
        chosen = self._choose(section, document, number, measure, said)
        if chosen is None:
            return None
        found, fact = chosen
        if doubt := measure.doubt(found):
            self.problems.add(f"{section.name} {doubt} at {fact.place}", place, "cite another line, or write `value:`")
            return None
        if value is not None and value != found:
            message = f"{section.name} is {measure.show(value)} here, but {fact.place} says {measure.show(found)}"
            hint = "correct one of them, or leave 'line' out and say 'ours: <why>'"
            self.problems.add(f"{message}: '{document.line(number)}'", section.place_of("value"), hint)
        return Stated(found, fact.place, fact.text, section.text("ours"))

    def _as_read(
        self, section: Section, measure: Measure, value: Value | None, document: Document, number: int
    ) -> Stated | None:
        """Return what a person read from a line that no rule reads."""
        if value is None:
            if "value" not in section.by_key:
                hint = f"write `value:` beside it, such as {measure.example}: what the line means for {section.name}"
                self.problems.add(f"no rule reads {measure.noun} from a text", section.place, hint)
            return None
        return Stated(value, document.place(number), document.line(number), section.text("ours"))

    def _choose(
        self, section: Section, document: Document, number: int, measure: Measure, said: Sequence[tuple[Value, Fact]]
    ) -> tuple[Value, Fact] | None:
        """Return the value that is meant where a line says several."""
        nth = section.integer("nth", 0, 1)
        if nth > len(said):
            self.problems.add(
                f"{document.name}:{number} states {len(said)} values for {section.name}, not {nth}",
                section.place_of("nth"),
            )
            return None
        if not nth and len({value for value, _ in said}) > 1:
            choices = ", ".join(f"{i}: {measure.show(v)}" for i, (v, _) in enumerate(said, 1))
            message = f"{document.name}:{number} states several values for {section.name} ({choices})"
            self.problems.add(message, section.place_of("line"), "add 'nth: 1' or another number to choose one")
            return None
        return said[nth - 1 if nth else 0]

    def _says_nothing(self, section: Section, document: Document, number: int, measure: Measure) -> None:
        near = [
            f"  {place}: '{fact.text}' says {measure.show(value)}"
            for place, value, fact in list(_nearest(document, number, measure))[:_NEAREST]
        ]
        hint = "the nearest lines that do:\n" + "\n".join(near) if near else "no line of the document does"
        message = (
            f"{document.name}:{number} does not state {measure.noun} for {section.name}: '{document.line(number)}'"
        )
        self.problems.add(message, section.place_of("line"), hint)


def said_by(document: Document, number: int, measure: Measure) -> list[tuple[Value, Fact]]:
    """Return each value of a measure that a line states, with the phrase."""
    facts = document.facts(number)
    ways = (measure.stated_by, *([measure.otherwise] if measure.otherwise else []))
    found = ([(value, fact) for fact in facts for value in way(fact)] for way in ways)
    return next(filter(None, found), [])


def _nearest(document: Document, number: int, measure: Measure) -> Iterator[tuple[Place, Value, Fact]]:
    """Yield the lines that state such a value, the nearest first."""
    for other in sorted(range(1, len(document.lines) + 1), key=lambda n: (abs(n - number), n)):
        for value, fact in said_by(document, other, measure)[:1]:
            yield document.place(other), value, fact
