"""One of the two versions that are compared: its contracts, and its diagrams with what is read of each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import PurePath
from typing import NamedTuple

from checker.base.errors import InputError
from checker.base.places import Place
from checker.model.chart import Chart
from checker.model.chart_drawing import chart_of
from checker.model.contract import Contract
from checker.model.contract_diagrams import Drawn, Meaning, drawn_in, meanings
from checker.model.document import Document


@dataclass(frozen=True)
class Page:
    """A diagram of a version; `contract` is what is said of it, `meant` the meaning of its labels by their places."""

    drawn: Drawn
    contract: Contract | None
    meant: Mapping[Place, Meaning]

    @cached_property
    def chart(self) -> Chart:
        """The events of the diagram."""
        return chart_of(self.drawn.diagram)

    @property
    def name(self) -> str:
        """How a person calls it."""
        return f"'{self.drawn.title}'" if self.drawn.title else f"the diagram at {self.drawn.place}"

    def role(self, lifeline: str) -> str:
        """Return what the contract says that a lifeline is, or ''."""
        line = self.contract.lifeline(lifeline, self.drawn.title) if self.contract else None
        return line.role if line else ""

    def component(self, lifeline: str) -> str:
        """Return the name of the host, server, address or program that a lifeline is, or ''."""
        line = self.contract.lifeline(lifeline, self.drawn.title) if self.contract else None
        return line.component if line else ""


class Unread(NamedTuple):
    """A contract that cannot be read: its file, and why."""

    place: Place
    error: InputError

    @property
    def name(self) -> str:
        """The name of the file, which is the same in both versions."""
        return PurePath(self.place.file).name


@dataclass(frozen=True)
class Version:
    """A version: its contracts by system, and documents of diagrams that no contract of it speaks of.

    `name` is how it was given. `whole` says that it was a folder, so that what is not there is gone. `unread` are
    contracts that cannot be read with their diagrams, which are then documents of no contract.
    """

    name: str
    contracts: tuple[Contract, ...] = ()
    loose: tuple[Document, ...] = ()
    only: frozenset[str] = frozenset()
    whole: bool = False
    unread: tuple[Unread, ...] = ()

    def bare(self, systems: Collection[str]) -> Version:
        """Return it as if it had no contracts but those of these systems; their diagrams stay."""
        kept = tuple(contract for contract in self.contracts if contract.system in systems)
        known = {document.name for contract in kept for document in contract.documents}
        freed = {d.name: d for c in self.contracts if c not in kept for d in c.documents if d.name not in known}
        return replace(self, contracts=kept, loose=(*self.loose, *freed.values()))

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """Its diagrams, those of contracts first (of the documents in `only`, if there are any); InputError."""
        found = [page for contract in self.contracts for page in _of_contract(contract)]
        found += [Page(drawn, None, {}) for document in self.loose for drawn in drawn_in(document)]
        return tuple(page for page in found if not self.only or page.drawn.place.file in self.only)


def _of_contract(contract: Contract) -> list[Page]:
    meant = {label.place: meaning for label, meaning in meanings(contract) if meaning}
    return [Page(drawn, contract, meant) for drawn in contract.diagrams]
