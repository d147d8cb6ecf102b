"""Drawings kept from one run to the next, as parsing diagrams takes longer than comparing a small log with them."""

from __future__ import annotations

import zlib
from pathlib import Path

from checker.model.contract import Contract
from checker.model.scenario import Drawing
from checker.model.spec_cache import kept_for


def load_drawings(contract: Contract, folder: Path | None) -> tuple[Drawing, ...]:
    """Return the drawings of a contract; `folder` is where they are kept (None: nowhere).

    Raises InputError when a diagram cannot be read.
    """
    documents = [(document.name, document.data) for document in contract.documents]
    # All that drawings are made from; what a rule of the contract says is told by its text form.
    about = repr((documents, contract.events, contract.lifelines, contract.lifelines_in, contract.system))
    name = f"drawings-{zlib.crc32(f'{contract.system}|{contract.place.file}'.encode()):08x}"
    return kept_for(folder, name, about, lambda: _drawn(contract))


def _drawn(contract: Contract) -> tuple[Drawing, ...]:
    from checker.model.scenario_drawing import drawings

    return drawings(contract)
