"""Formulas over parameters, such as `heartbeat.interval + 2 * heartbeat.timeout + 250ms`, computed exactly."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from checker.base.time import parse_duration

_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)([a-zµ]*)|([a-z][\w.]*)|([-+*/(),]))", re.ASCII | re.IGNORECASE)
DEEPEST = 20


class UnknownNameError(ValueError):
    """A formula names what nobody stated."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """An exact amount: of nanoseconds (`time` 1), or a plain number (`time` 0)."""

    amount: Fraction
    time: int


def evaluate(formula: str, known: Mapping[str, Quantity]) -> Quantity:
    """Return what a formula gives; raise ValueError with words for a person."""
    parser = _Parser(formula, known)
    quantity = parser.sum(0)
    if parser.token:
        raise ValueError(f"'{parser.token}' is not expected there")
    return quantity


class _Parser:
    def __init__(self, formula: str, known: Mapping[str, Quantity]) -> None:
        self._known = known
        self._tokens = self._split(formula)
        self.token = ""
        self._advance()

    @staticmethod
    def _split(formula: str) -> list[str]:
        tokens, at, end = [], 0, len(formula.rstrip())
        while at < end:
            match = _TOKEN.match(formula, at)
            if not match:
                raise ValueError(f"'{formula[at:].strip()[:1]}' is not part of a formula")
            tokens.append(match[0].strip())
            at = match.end()
        return tokens

    def _advance(self) -> str:
        old, self.token = self.token, self._tokens.pop(0) if self._tokens else ""
        return old

    def _expect(self, token: str) -> None:
        if self._advance() != token:
            raise ValueError(f"'{token}' is missing")

    def sum(self, depth: int) -> Quantity:
        left = self._product(depth)
        while self.token in ("+", "-") and self.token:
            sign = 1 if self._advance() == "+" else -1
            right = self._product(depth)
            if left.time != right.time:
                raise ValueError("a duration and a number cannot be added")
            left = Quantity(left.amount + sign * right.amount, left.time)
        return left

    def _product(self, depth: int) -> Quantity:
        left = self._factor(depth)
        while self.token in ("*", "/") and self.token:
            operator, right = self._advance(), self._factor(depth)
            if operator == "/" and not right.amount:
                raise ValueError("division by zero")
            if operator == "*":
                left = Quantity(left.amount * right.amount, left.time + right.time)
            else:
                left = Quantity(left.amount / right.amount, left.time - right.time)
        return left

    def _factor(self, depth: int) -> Quantity:
        if depth > DEEPEST:
            raise ValueError(f"nested deeper than {DEEPEST} brackets")
        token = self._advance()
        if token == "(":
            inner = self.sum(depth + 1)
            self._expect(")")
            return inner
        if token in ("min", "max"):
            return self._extreme(min if token == "min" else max, depth)
        if token[:1].isdigit():
            whole = re.fullmatch(r"[\d.]+", token)
            return Quantity(Fraction(token), 0) if whole else Quantity(Fraction(parse_duration(token)), 1)
        if token in self._known:
            return self._known[token]
        if token[:1].isalpha():
            raise UnknownNameError(f"'{token}' is not known here")
        raise ValueError(f"'{token}' is not expected there" if token else "something is missing at the end")

    def _extreme(self, choose: Callable[..., Quantity], depth: int) -> Quantity:
        self._expect("(")
        values = [self.sum(depth + 1)]
        while self.token == ",":
            self._advance()
            values.append(self.sum(depth + 1))
        self._expect(")")
        if len({v.time for v in values}) > 1:
            raise ValueError("durations and numbers cannot be compared")
        return choose(values, key=lambda v: v.amount)
