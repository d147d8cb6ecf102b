"""The job `render --topology`: what a set of configuration files deploys, as a graph."""

from __future__ import annotations

from checker.base.errors import InputError
from checker.configs.registry import config_formats, deployment_of
from checker.gate.topology.mapping import topology_of
from checker.model.graph import Graph
from checker.pipeline.contracts import every_contract
from checker.pipeline.gating_inputs import find, surroundings
from checker.pipeline.request import TopologyRequest


def topology(request: TopologyRequest) -> Graph:
    """Return the topology of the files at and below the paths; InputError for what cannot be read, or is none."""
    inputs = find(request.paths)
    deployment = deployment_of(inputs.sources, surroundings(inputs, request.environment))
    if not deployment.facts:
        known = ", ".join(each.name for each in config_formats())
        raise InputError(f"no configuration in {', '.join(request.paths)}", hint=f"the formats are {known}")
    if request.settings and request.spec is None:
        raise InputError("--set changes a contract, and no contract is asked", hint="--spec PATH names one")
    contracts = every_contract(request) if request.spec is not None else ()
    return topology_of(deployment, contracts, f"what {', '.join(request.paths)} deploys")
