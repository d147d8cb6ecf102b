"""Proofs, written so that any solver can check them."""

from __future__ import annotations

from pathlib import Path

from checker.base.errors import InputError
from checker.prove.judging.result import Judgement
from checker.prove.smt.certificates import write


def certify(judgement: Judgement, folder: str) -> tuple[str, ...]:
    """Write a certificate of each proof to FOLDER/SYSTEM/PROPERTY (numbered where there are several), return where.

    Raises InputError where nothing can be written there.
    """
    base = Path(folder) / judgement.system / judgement.id
    written = []
    for number, proof in enumerate(judgement.proofs, 1):
        place = base / str(number) if len(judgement.proofs) > 1 else base
        try:
            place.mkdir(parents=True, exist_ok=True)
            write(proof, place, f"{judgement.system}: {judgement.id}")
        except OSError as error:
            raise InputError(f"{place}: cannot be written: {(error.strerror or str(error)).lower()}") from error
        written.append(str(place))
    return tuple(written)
