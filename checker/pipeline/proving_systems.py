"""The systems that a spec describes, as models: and what of a contract can be no model, told with its place."""

from __future__ import annotations

from checker.base.time import NS_PER_S
from checker.base.yaml_places import Problems
from checker.base.yaml_section import closest
from checker.model.contract import Contract
from checker.model.parameters import Parameter
from checker.pipeline.contracts import every_contract, properties_of
from checker.pipeline.proving_explained import explanations
from checker.pipeline.request import ProveRequest
from checker.prove.systems.system import System, system_of


def systems_of(request: ProveRequest) -> list[System]:
    """Return the model of every contract of a spec; raise InputError for what no contract may say."""
    contracts = every_contract(request)
    problems = Problems()
    for contract in contracts:
        _refuse_unknown_accepts(contract, problems)
        _refuse_fractions(contract, problems)
    problems.raise_any()
    return [system_of(contract) for contract in contracts]


def _refuse_unknown_accepts(contract: Contract, problems: Problems) -> None:
    """Complain about what is accepted and can never be found: who misspells a code has accepted nothing."""
    known = explanations().keys() | properties_of(contract).keys()
    for id, accepted in contract.accepts.items():
        if id not in known:
            message = f"accepts: there is no property and no finding of `verify prove` called '{id}'"
            hint = "`verify explain` lists them all"
            problems.add(f"{message}{closest(id, known)}", accepted.place or contract.place, hint)


def _refuse_fractions(contract: Contract, problems: Problems) -> None:
    """Complain about an interval that VRRPv2 cannot have: its packets have whole seconds (RFC 3768 section 5.3.7).

    keepalived rounds such an interval, so that what the contract says is not what runs.
    """
    advert, version = (contract.parameters.get(name) for name in ("vrrp.advert", "vrrp.version"))
    if advert is None or not contract.vips or (version is not None and version.value != 2):
        return
    if isinstance(advert.value, int) and advert.value % NS_PER_S:
        assumed = "" if version else ", which is assumed where no vrrp.version is stated"
        message = f"{_said(advert)}, but VRRPv2{assumed} takes whole seconds between adverts"
        hint = "write whole seconds, or state vrrp.version 3, which counts hundredths (--set vrrp.version=3 tries it)"
        problems.add(message, advert.place or advert.stated or contract.place, hint)


def _said(parameter: Parameter) -> str:
    """Return the value with what says it: the line of a diagram, or `--set`."""
    if parameter.stated is not None:
        return f"{parameter.name} is {parameter.shown} by {parameter.stated}"
    return f"{parameter.name} is {parameter.shown} ({parameter.why})"
