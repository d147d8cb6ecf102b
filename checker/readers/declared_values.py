"""The values of a declared format: references to what a line holds, and what they are turned into."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

from checker.base.time import NS_PER_MS, NS_PER_S, NS_PER_US
from checker.model.event import Value
from checker.readers.declared_times import Clock
from checker.readers.reader import Context

TYPES = ("any", "text", "integer", "boolean", "time", "s", "ms", "us")
_UNITS = {"s": NS_PER_S, "ms": NS_PER_MS, "us": NS_PER_US}
_TRUE, _FALSE = frozenset({"true", "yes", "on", "1"}), frozenset({"false", "no", "off", "0"})
_REFERENCE = re.compile(r"\$\$|\$\{([^{}]{1,200})\}|\$([A-Za-z_@][\w@]*(?:\.[\w@-]+)*)", re.ASCII)
_MOST_DIGITS = 18
# values that a line gives as what they are
_AS_THEY_ARE: Mapping[str, tuple[type[Value], ...]] = MappingProxyType(
    {"any": (str, bool, int), "text": (str,), "boolean": (bool,)}
)

Fields = Mapping[str, object]


class ValueProblemError(ValueError):
    """A value of a line that is not what the format says: the line is unread, and this says why."""


def lookup(fields: Fields, path: str) -> object:
    """Return what stands at `body.title` (a key may itself hold dots; numbers count items from 0), or None."""
    # most paths are plain keys, and a whole path that is a key goes before all others
    return fields[path] if path in fields else _at(fields, path.split(".")) if "." in path else None


def _at(value: object, parts: list[str]) -> object:
    if not parts:
        return value
    if isinstance(value, list):
        index = int(parts[0]) if parts[0].isdigit() and len(parts[0]) < 7 else len(value)
        return _at(value[index], parts[1:]) if index < len(value) else None
    if not isinstance(value, Mapping):
        return None
    for end in range(len(parts), 0, -1):
        key = ".".join(parts[:end])
        if key in value:
            return _at(value[key], parts[end:])
    return None


@dataclass(frozen=True, slots=True)
class Template:
    """A text with references: `$status`, `${body.title}`, `$host:$port`; `$$` is a dollar."""

    text: str
    # the name of the only reference, where the text is nothing else
    _single: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        whole = _REFERENCE.fullmatch(self.text)
        object.__setattr__(self, "_single", (whole[1] or whole[2] or "") if whole else "")

    @property
    def reference(self) -> str:
        """The name of the only thing that it refers to, where it is nothing else; or ''."""
        return self._single

    @property
    def references(self) -> tuple[str, ...]:
        """The names that it refers to."""
        return tuple(name for m in _REFERENCE.finditer(self.text) if (name := m[1] or m[2]))

    def resolve(self, fields: Fields) -> object:
        """Return the value itself for a single reference, else the text with all of them put in."""
        if self._single:
            return lookup(fields, self._single)
        if "$" not in self.text:
            return self.text
        return _REFERENCE.sub(lambda m: as_text(lookup(fields, m[1] or m[2])) if m[1] or m[2] else "$", self.text)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One argument of an event: where its value comes from, its type, and what it is where it is absent."""

    name: str
    template: Template | None = None
    constant: Value = ""
    type: str = "any"
    translate: Mapping[str, str] | None = None
    default: Value | None = None
    clock: Clock | None = None

    def value(self, fields: Fields, context: Context) -> Value:
        """Return the value for a line; raise ValueProblemError where it cannot be had."""
        if self.template is None:
            return self.constant
        found = self.template.resolve(fields)
        if found is None:
            return self._absent()
        if self.translate is not None:
            if (text := as_text(found)) not in self.translate:
                if self.default is not None:
                    return self.default
                raise ValueProblemError(f"'{self.name}' has no translation for '{_short(text)}'")
            found = self.translate[text]
        return self._typed(found, context)

    def _absent(self) -> Value:
        if self.default is not None:
            return self.default
        if self.type in ("any", "text"):
            return ""
        if self.type == "boolean":
            raise ValueProblemError(f"'{self.name}' is not there, and it must be true or false")
        return -1

    def _typed(self, found: object, context: Context) -> Value:
        if isinstance(found, _AS_THEY_ARE.get(self.type, ())):
            return found
        text = as_text(found)
        match self.type:
            case "integer":
                return self._integer(text)
            case "boolean":
                return self._boolean(text)
            case "time":
                time = self.clock.read(text, context) if self.clock else None
                return time.lo if time else self._wrong(text, "a time of the given layout")
            case "s" | "ms" | "us":
                return self._duration(text, _UNITS[self.type])
            case _:
                return text

    def _integer(self, text: str) -> int:
        sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text)
        if digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS:
            return sign * int(digits)
        return self._wrong(text, "a whole number")

    def _boolean(self, text: str) -> bool:
        if text.lower() in _TRUE | _FALSE:
            return text.lower() in _TRUE
        self._wrong(text, "true or false")
        return False

    def _duration(self, text: str, unit: int) -> int:
        try:
            amount = Decimal(text) * unit if len(text) < 40 else None
        except InvalidOperation:
            amount = None
        if amount is None or not amount.is_finite() or abs(amount) >= Decimal(10) ** _MOST_DIGITS:
            return self._wrong(text, "a number")
        return int(amount)

    def _wrong(self, text: str, wanted: str) -> int:
        raise ValueProblemError(f"'{self.name}' must be {wanted}, found '{_short(text)}'")


@dataclass(frozen=True, slots=True)
class Condition:
    """What a reference must be for a rule to apply: one of some texts, or (None) absent or null."""

    reference: str
    allowed: tuple[str, ...] | None

    def holds(self, fields: Fields) -> bool:
        """Say whether a line fulfils it."""
        found = lookup(fields, self.reference)
        return found is None if self.allowed is None else found is not None and as_text(found) in self.allowed


def as_text(value: object) -> str:
    """Return a value as the format's author writes it: true and false in small letters, nothing for null."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."


def shown(args: Mapping[str, Value]) -> str:
    """Return arguments for a message: `ok=true, node='hap1'`."""
    return ", ".join(_pairs(args))


def _pairs(args: Mapping[str, Value]) -> Iterator[str]:
    for name, value in args.items():
        yield f"{name}={as_text(value)}" if isinstance(value, bool | int) else f"{name}={_short(value)!r}"
