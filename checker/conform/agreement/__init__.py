"""Where two sources tell the same thing they are matched; one module a pair of sources, found by being here.

A disagreement is a finding of its own (`sources-disagree`) and changes no verdict: it tells a person that one of the
sources is not what it seems. Only what both provably cover is compared, so that honest evidence never disagrees.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from checker.base.finding import Finding
from checker.base.modules import module_names
from checker.conform.evidence import Evidence

if TYPE_CHECKING:
    from checker.conform.agreement.pair import Disagreement, Fetch, Pair

# So many disagreements of one pair of sources are told one by one.
MOST = 10


def load() -> Mapping[str, Pair]:
    """Return every pair of this folder by the name of its module; errors of a module are not caught."""
    modules = {name: importlib.import_module(f"{__name__}.{name}") for name in module_names(__path__)}
    return {name: module.PAIR for name, module in modules.items() if hasattr(module, "PAIR")}


def disagreements(evidence: Evidence, fetch: Fetch) -> list[Finding]:
    """Return what any two sources of the evidence tell differently, in the order of time.

    Costs nothing where only one kind of source was heard.
    """
    programs = {heard.source.program for heard in evidence.heard}
    if len(programs) < 2:
        return []
    from checker.conform.agreement.pair import finding_of  # one source alone has none to disagree with

    pairs = [pair for pair in load().values() if pair.programs <= programs]
    found = [finding_of(pair, each, evidence) for pair in pairs for each in _first(pair.compare(evidence, fetch))]
    return sorted(found, key=lambda f: (f.time, f.message))


def _first(found: Iterable[Disagreement]) -> list[Disagreement]:
    """Return the first few of one pair: a clock that is off shows everywhere, and a person needs to be told once."""
    ordered = sorted(found, key=lambda d: (d.time, d.message))
    kept, more = ordered[:MOST], len(ordered) - MOST
    if more > 0:
        kept[-1] = replace(kept[-1], message=f"{kept[-1].message} (and {more} more of these two sources)")
    return kept
