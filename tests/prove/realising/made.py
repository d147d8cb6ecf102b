"""Contracts of the seeds with other diagrams: some lines put otherwise, or a diagram that is written for a test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from checker.model.contract import Contract
from checker.model.document import Document
from checker.model.spec import load_spec
from checker.properties import load
from checker.prove.realising import Realised, realised
from checker.prove.systems.system import System, system_of


@cache
def contracts() -> Mapping[str, Contract]:
    """The contracts of the seeds by their systems."""
    return {each.system: each for each in load_spec(None, set(load()))}


@cache
def rtmp(*apart: str) -> Contract:
    """Return the contract of the streams; these services live in no replica."""
    seed = contracts()["rtmp-failover"]
    lines = {name: replace(line, server="") if name in apart else line for name, line in seed.lifelines.items()}
    return replace(seed, lifelines=lines)


@cache
def model(*apart: str) -> System:
    return system_of(rtmp(*apart))


def with_lines(seed: Contract, lines: Mapping[int, str]) -> Contract:
    """Return a contract with some lines of its document put otherwise; all others stay where they are."""
    document = seed.documents[0]
    text = list(document.lines)
    for number, line in lines.items():
        text[number - 1] = line
    return with_text(seed, text)


def with_text(seed: Contract, text: Sequence[str]) -> Contract:
    """Return a contract with another document."""
    data = ("\n".join(text) + "\n").encode()
    return replace(seed, documents=(Document(seed.documents[0].name, data, tuple(text)),))


def drawing(seed: Contract, participants: Sequence[str], lines: Sequence[str]) -> Contract:
    """Return a contract with one diagram of these lines."""
    heads = [f"    participant {name}" for name in participants]
    return with_text(seed, ["```mermaid", "sequenceDiagram", *heads, *(f"    {each}" for each in lines), "```"])


def told(contract: Contract, system: System, number: int = 0) -> list[Realised]:
    """Return what became of the parts of a diagram."""
    return list(realised(contract, system, contract.diagrams[number]))


def blamed(found: Sequence[Realised]) -> list[set[int]]:
    """Return the lines of each core."""
    return [{deed.place.line for deed in core.plan.deeds} for each in found for core in each.cores]
