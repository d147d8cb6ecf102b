"""How a finding speaks of a property that a contract states itself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from checker.base.yaml_section import Section
from checker.logic.formula import Atom, Variable
from checker.logic.triggered import Triggered
from checker.model.own import BLANK, Own, indefinite, sort_of, told
from checker.model.own_atoms import ATOM, arguments


@dataclass(frozen=True, slots=True)
class Wording:
    """Makes the template of a message from the words of the contract; `{n}` stands for the value of a variable."""

    section: Section
    form: str
    own: Own

    def violated(self, parts: Triggered) -> str:
        """Return what is said of a violation."""
        says = f"not so: {_literal(self.section.text('says'))}"
        return f"{self._happened(parts)} ({says})"

    def _happened(self, parts: Triggered) -> str:
        trigger = self._of(parts.trigger)
        match self.form:
            case "response" | "existence" if parts.delay != 0:
                asked = self._said("to" if self.form == "response" else "after", parts)
                return f"no {self._said(self.form, parts)} within {self._text('within')} of {asked}, by {{at}}"
            case "at-most-one":
                return f"{trigger}, and also {{another}}, from {{at}}, for {{lasted}}"
            case "at-least":
                few = f"fewer than {self._text('at-least')} of {self._said('of', parts)}"
                return f"{trigger} at {{at}}: {few}{self._within()}"
            case "at-most-for":
                return f"{trigger} for {{lasted}}, from {{at}}; {{bound}} is stated"
            case "formula":
                return f"{trigger} at {{at}}"
        came = {
            "absence": "" if self._is(parts.trigger, "absence") else f"{self._said('absence', parts)} came",
            "existence": f"no {self._said('existence', parts)} came",
            "precedence": f"no {self._said('precedence', parts)} came before {self._said('to', parts)}",
            "at-most": f"{self._said('of', parts)} came more than {_times(self._text('at-most'))}",
        }[self.form]
        return f"{trigger} at {{at}}{': ' * bool(came)}{came}{self._within()}{self._scope(parts)}"

    def _within(self) -> str:
        return f" within {self._text('within')}" if "within" in self.section.by_key else ""

    def _scope(self, parts: Triggered) -> str:
        said = [f"{key} {self._said(key, parts)}" for key in ("after", "until", "before") if key in self.section.by_key]
        if "between" in self.section.by_key:
            said.append(f"between {self._said('between', parts, ' and ')}")
        return "".join(f", {each}" for each in said)

    def _is(self, trigger: Atom, key: str) -> bool:
        return trigger.name in [scalar.text.partition("(")[0].strip() for scalar in self.section.scalars(key)]

    def _said(self, key: str, parts: Triggered, joined: str = " or ") -> str:
        """Return an event as the contract writes it, with the values of its variables put in."""
        return joined.join(self._filled(each.text, parts.sorts) for each in self.section.scalars(key))

    def _filled(self, text: str, bound: Collection[str]) -> str:
        match = ATOM.fullmatch(text)
        if match is None:
            return _literal(text)
        name, given = match[1], [each for each, _ in arguments(match[2])]
        says, about = self._meant(name)
        if not BLANK.search(says):
            return _literal(text) if match[2] is None else f"{name}({', '.join(_value(each, bound) for each in given)})"
        values = (
            indefinite(sort_of(sort)) if each == "_" else _value(each, bound).strip('"')
            for each, sort in zip(given, about, strict=True)
        )
        return f"'{told(name, says, dict(zip(about, values, strict=True)), _literal)}'"

    def _of(self, atom: Atom) -> str:
        """Return what triggers a property, with a place for the value of each variable."""
        says, about = self._meant(atom.name)
        words = (f"{{{arg.name}}}" if isinstance(arg, Variable) else _literal(arg) for arg in atom.args)
        return told(atom.name, says, dict(zip(about, words, strict=True)), _literal)

    def _meant(self, name: str) -> tuple[str, Collection[str]]:
        """Return what the contract says of an event or fluent, and what it is about."""
        event = self.own.events.get(name)
        return (event.says, event.about) if event else (self.own.fluents[name].says, self.own.fluents[name].sorts)

    def _text(self, key: str) -> str:
        return _literal(" or ".join(each.text for each in self.section.scalars(key)))


def _times(number: str) -> str:
    return {"1": "once", "2": "twice"}.get(number, f"{number} times")


def _value(text: str, bound: Collection[str]) -> str:
    """Return an argument as the contract writes it: a variable is a place for its value."""
    return f"{{{text}}}" if text in bound else _literal(text)


def _literal(text: str) -> str:
    """Return a text as a template says it."""
    return text.replace("{", "{{").replace("}", "}}")
