"""The contracts that a job goes by: those of its spec, with the settings of the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from checker.model.contract import Contract
from checker.model.spec_cache import load_spec
from checker.properties import load as load_properties
from checker.properties.property import Property


class Asked(Protocol):
    """What every request says of the spec."""

    @property
    def spec(self) -> str | None:
        """The path of the spec, or None for the embedded one."""

    @property
    def settings(self) -> tuple[str, ...]:
        """`NAME=VALUE` settings of parameters."""

    @property
    def cache(self) -> str | None:
        """A directory for what may spare the next run some work, or None."""


def every_contract(request: Asked) -> tuple[Contract, ...]:
    """Return the contracts of a request's spec, or the embedded ones; raise InputError."""
    return _with_settings(_loaded(request), request)


def contracts_of(request: Asked) -> tuple[Contract, ...]:
    """Return those contracts of a spec that say what traces show (all, if none does); raise InputError."""
    every = _loaded(request)
    telling = [contract for contract in every if contract.events or contract.own.properties]
    return _with_settings(telling or every, request)


def properties_of(contract: Contract) -> Mapping[str, Property]:
    """Return the properties that a contract may promise: those that are shipped, and those that it states itself."""
    known = load_properties()
    if not contract.own.properties:
        return known
    from checker.conform.own.stating import stated_by

    return {**known, **stated_by(contract)}


def _loaded(request: Asked) -> tuple[Contract, ...]:
    needs = {id: prop.parameters for id, prop in load_properties().items()}
    spec, cache = (Path(text) if text else None for text in (request.spec, request.cache))
    return load_spec(spec, needs, cache)


def _with_settings(contracts: Sequence[Contract], request: Asked) -> tuple[Contract, ...]:
    if not request.settings:
        return tuple(contracts)
    from checker.model.spec import with_settings

    return with_settings(contracts, request.settings)
