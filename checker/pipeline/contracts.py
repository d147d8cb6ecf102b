"""The contracts that a job goes by: those of its spec, with the settings of the command line."""

from __future__ import annotations

from pathlib import Path

from checker.model.contract import Contract
from checker.model.spec_cache import load_spec
from checker.pipeline.request import CheckRequest, ObserveRequest
from checker.properties import load as load_properties


def contracts_of(request: CheckRequest | ObserveRequest) -> tuple[Contract, ...]:
    """Return the contracts of a request's spec, or the embedded ones; raise InputError."""
    needs = {id: prop.parameters for id, prop in load_properties().items()}
    spec, cache = (Path(text) if text else None for text in (request.spec, request.cache))
    contracts = load_spec(spec, needs, cache)
    if not request.settings:
        return contracts
    from checker.model.spec import with_settings

    return with_settings(contracts, request.settings)
