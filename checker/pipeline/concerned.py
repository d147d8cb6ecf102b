"""Which of several systems a trace is of: the properties of one that no source belongs to would only be noise."""

from __future__ import annotations

from collections.abc import Sequence

from checker.conform.streaming.roles import is_streaming
from checker.model.contract import Contract
from checker.model.parts import FAMILIES
from checker.pipeline.fetching import Fetch
from checker.pipeline.gathering import Trace


def told_of(contracts: Sequence[Contract], trace: Trace, selected: Sequence[str], fetch: Fetch) -> Sequence[Contract]:
    """Return the contracts of whose components some source is: those with a property that was asked for in any case.

    Where no source tells (a capture alone), it is all of them whose addresses or replicas it shows; where none does,
    all.
    """
    if selected:
        contracts = [c for c in contracts if any(name in c.properties or name in c.requests for name in selected)]
    if len(contracts) < 2:
        return contracts
    programs = {each.source.program for each in trace.heard()}
    shown = _addresses(trace)
    own = [c for c in contracts if _programs(c) & programs]
    own = own or [c for c in contracts if _known(c) & shown]
    if not own and "capture" in programs:
        from checker.conform.streaming.refining import shows_replicas  # where the addresses tell, nobody needs it

        own = [c for c in contracts if is_streaming(c) and shows_replicas(c, fetch)]
    return own or contracts


def _programs(contract: Contract) -> frozenset[str]:
    """The programs that only systems with the roles of a contract have, and those that tell of its own events."""
    roles = {each.role for each in contract.lifelines.values()}
    usual = frozenset(p for family in FAMILIES if family.roles & roles for p in family.programs)
    return usual | contract.own.programs()


def _known(contract: Contract) -> set[str]:
    known = {host.address for host in contract.hosts.values()} | {vip.address for vip in contract.vips.values()}
    return known | {server.address for server in contract.servers.values()}


def _addresses(trace: Trace) -> set[str]:
    seen = (str(e.args["addresses"]).split(",") for e in trace.events if e.kind == "presence")
    return {address for each in seen for address in each}
