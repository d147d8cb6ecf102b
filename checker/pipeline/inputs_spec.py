"""The inputs of a run as its contracts know them: with a team's own log formats, and those stated for HAProxy."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from checker.model.contract import Contract
from checker.model.spec_files import format_folder
from checker.pipeline.inputs import Input, find
from checker.pipeline.inputs_haproxy import stated_by
from checker.readers.registry import own_readers


def find_with(
    paths: Sequence[str], stdin: BinaryIO | None, spec: str | None, contracts: Sequence[Contract]
) -> list[Input]:
    """Return what `find` does, with what the contracts of `spec` and the folder beside them say of logs.

    Raises InputError for what is wrong with either.
    """
    kinds = {name: kind for contract in contracts for name, kind in contract.own.kinds.items()}
    own = own_readers(format_folder(Path(spec) if spec else None), kinds)
    if own:
        from checker.pipeline.inputs_told import check_told_by

        check_told_by(contracts, own)
    return find(paths, stdin, own, stated_by(contracts))
