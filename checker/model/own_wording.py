"""How a finding speaks of a property that a contract states itself."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from checker.base.yaml_section import Section
from checker.logic.formula import Atom, Variable
from checker.logic.triggered import Triggered

# a name, or a quoted constant, in which no name stands
_WORD = re.compile(r'[A-Za-z_]\w*|"(?:[^"\\]|\\.)*"')


@dataclass(frozen=True, slots=True)
class Wording:
    """Makes the template of a message from the words of the contract; `{n}` stands for the value of a variable."""

    section: Section
    form: str

    def violated(self, parts: Triggered) -> str:
        """Return what is said of a violation."""
        says = f"not so: {_literal(self.section.text('says'))}"
        return f"{self._happened(parts)} ({says})"

    def _happened(self, parts: Triggered) -> str:
        trigger = _of(parts.trigger)
        match self.form:
            case "response" | "existence" if parts.delay != 0:
                asked = self._said("to" if self.form == "response" else "after", parts)
                return f"no {self._said(self.form, parts)} within {self._text('within')} of {asked}, by {{at}}"
            case "at-most-one":
                another = _literal(self.section.text("at-most-one"))
                return f"{trigger}, and so does another {another}, from {{at}}, for {{lasted}}"
            case "at-most-for":
                return f"{trigger} for {{lasted}}, from {{at}}; {{bound}} is stated"
            case "formula":
                return f"{trigger} at {{at}}"
        told = {
            "absence": "" if self._is(parts.trigger, "absence") else f"{self._said('absence', parts)} came",
            "existence": f"no {self._said('existence', parts)} came",
            "precedence": f"no {self._said('precedence', parts)} came before {self._said('to', parts)}",
            "at-most": f"{self._said('of', parts)} came more than {_times(self._text('at-most'))}",
        }[self.form]
        within = f" within {self._text('within')}" if "within" in self.section.by_key else ""
        return f"{trigger} at {{at}}{': ' * bool(told)}{told}{within}{self._scope(parts)}"

    def _scope(self, parts: Triggered) -> str:
        said = [f"{key} {self._said(key, parts)}" for key in ("after", "until", "before") if key in self.section.by_key]
        if "between" in self.section.by_key:
            said.append(f"between {self._said('between', parts, ' and ')}")
        return "".join(f", {each}" for each in said)

    def _is(self, trigger: Atom, key: str) -> bool:
        return trigger.name in [scalar.text.partition("(")[0].strip() for scalar in self.section.scalars(key)]

    def _said(self, key: str, parts: Triggered, joined: str = " or ") -> str:
        """Return an event as the contract writes it, with the values of the trigger's variables put in."""
        bound = {term.name for term in parts.trigger.args if isinstance(term, Variable)}
        return joined.join(_filled(_literal(each.text), bound) for each in self.section.scalars(key))

    def _text(self, key: str) -> str:
        return _literal(" or ".join(each.text for each in self.section.scalars(key)))


def _times(number: str) -> str:
    return {"1": "once", "2": "twice"}.get(number, f"{number} times")


def _of(atom: Atom) -> str:
    """Return an atom with a place for the value of each variable."""
    words = [f"{{{arg.name}}}" if isinstance(arg, Variable) else _literal(arg) for arg in atom.args]
    return f"{atom.name}({', '.join(words)})" if words else atom.name


def _filled(text: str, bound: Collection[str]) -> str:
    name, bracket, arguments = text.partition("(")
    return name + bracket + _WORD.sub(lambda m: f"{{{m[0]}}}" if m[0] in bound else m[0], arguments)


def _literal(text: str) -> str:
    """Return a text as a template says it."""
    return text.replace("{", "{{").replace("}", "}}")
