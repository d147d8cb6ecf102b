"""`--set NAME=VALUE`: a contract's parameters with other values, for one run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from checker.base.errors import InputError
from checker.base.yaml_section import closest
from checker.model.contract_formula import Quantity, evaluate
from checker.model.parameters import PARAMETERS, Measure, Parameter, Value, measure_of

if TYPE_CHECKING:
    from checker.model.contract import Contract


def set_parameters(contract: Contract, settings: Iterable[str]) -> list[Parameter]:
    """Return the parameters that settings change: those named, and those computed from them."""
    known = dict(contract.parameters)
    named: dict[str, Parameter] = {}
    for setting in settings:
        name, equals, text = (part.strip() for part in setting.partition("="))
        if not equals or not name:
            raise InputError(f"--set takes NAME=VALUE, found '{setting}'", hint="for example vip.takeover=3.91s")
        if name not in known and name not in PARAMETERS:
            message = f"--set {setting}: there is no parameter '{name}'{closest(name, {*PARAMETERS, *known})}"
            raise InputError(
                message, hint=f"{contract.system} states: {', '.join(sorted(known))}; others: docs/contract.md"
            )
        unit = known[name].unit if name in known else PARAMETERS[name].unit
        value = _value(name, text, setting, measure_of(name, unit))
        named[name] = Parameter(name, value, unit, why=f"--set {setting}")
    known |= named
    computed = [_followed(p, known, named) for n, p in known.items() if p.formula and n not in named]
    return [*named.values(), *computed]


def _followed(parameter: Parameter, known: Mapping[str, Parameter], named: Iterable[str]) -> Parameter:
    try:
        return recomputed(parameter, known)
    except ValueError as error:
        message = f"--set {', '.join(named)}: {parameter.name} ({parameter.formula}) {error}"
        raise InputError(message, hint=f"set {parameter.name}, too") from None


def _value(name: str, text: str, setting: str, measure: Measure) -> Value:
    try:
        value = measure.parse(text)
    except ValueError:
        message = f"--set {setting}: {name} must be {measure.noun} such as {measure.example}, found '{text}'"
        raise InputError(message) from None
    if doubt := measure.doubt(value):
        hint = f"such as {measure.example}; only tolerances and vip.handover may be 0"
        raise InputError(f"--set {setting}: {name} {doubt}", hint=hint)
    return value


def recomputed(parameter: Parameter, known: Mapping[str, Parameter]) -> Parameter:
    """Return a computed parameter as the others now give it."""
    value = computed_value(parameter.formula, known, measure_of(parameter.name, parameter.unit))
    return replace(parameter, value=value)


def computed_value(formula: str, known: Mapping[str, Parameter], measure: Measure) -> int:
    """Return what a formula gives for a parameter (whole nanoseconds, downwards); ValueError in words otherwise."""
    quantities = {
        name: Quantity(Fraction(p.value), 1 if p.unit == "ns" else 0)
        for name, p in known.items()
        if isinstance(p.value, int)
    }
    result = evaluate(formula, quantities)
    if result.time != (1 if measure.unit == "ns" else 0) or measure.unit not in ("ns", ""):
        raise ValueError(f"gives {'a duration' if result.time == 1 else 'a number'}, not {measure.noun}")
    if result.amount < 0:
        raise ValueError("is less than nothing")
    if doubt := measure.doubt(int(result.amount)):
        raise ValueError(doubt)
    return int(result.amount)
