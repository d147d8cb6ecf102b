"""Proofs, written so that any solver can check them."""

from __future__ import annotations

from pathlib import Path

from checker.base.errors import InputError, unwritable
from checker.prove.judging.result import Judgement
from checker.prove.smt.certificates import write

_RENAME = "call the host, server or service otherwise in the contract"


def refuse_others(folder: str) -> None:
    """Raise InputError where a folder holds anything: what another run proved would stand beside what this one does."""
    try:
        taken = next(Path(folder).iterdir(), None)
    except FileNotFoundError:
        return
    except OSError as error:
        raise unwritable(Path(folder), error) from error
    if taken is not None:
        hint = "give a new folder, or empty this one: certificates of another run would pass for those of this one"
        raise InputError(f"{folder}: certificates are written to an empty folder, and {taken.name} is there", hint=hint)


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
        except ValueError as error:
            raise InputError(f"{judgement.system}: {error}; certificates cannot be written", hint=_RENAME) from error
        except OSError as error:
            raise unwritable(place, error) from error
        written.append(str(place))
    return tuple(written)
