"""Contracts kept from one run to the next, as reading and checking them takes longer than a small log.

What is kept is never needed and never trusted: it counts only where the same code would read the same bytes again. Each
file that the contracts were read from is compared whole; anything that is odd about what was kept means to read anew.
"""

from __future__ import annotations

import os
import pickle
import stat
import sys
import zlib
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from checker.model.contract import Contract
from checker.model.spec_files import contract_files

Known = Mapping[str, Collection[str]]
T = TypeVar("T")

_MAGIC = b"verify contracts 1\n"
_PACKAGE = Path(__file__).parent.parent
# whose code reads contracts and their diagrams
_READ_BY = ("base", "diagram", "logic", "model", "model/phrases")


def load_spec(path: Path | None, known: Known, folder: Path | None) -> tuple[Contract, ...]:
    """Return what `checker.model.spec.load_spec` does; `folder` is where contracts are kept (None: nowhere)."""
    if folder is None or not _PACKAGE.is_dir():
        return _read(path, known)
    file = folder / f"contracts-{zlib.crc32(f'{_PACKAGE}|{path and path.absolute()}'.encode()):08x}"
    # What they were read with; of the files themselves it is seen later whether they are the same.
    circumstances = (sys.version, _code(), str(path), {name: sorted(needs) for name, needs in known.items()})
    contracts = _kept(file, path, circumstances)
    if contracts is None:
        before = _bytes_of(contract_files(path))
        contracts = _read(path, known)
        with suppress(Exception):
            _keep(file, (circumstances, before | _documents(path, contracts), contracts))
    return contracts


def _read(path: Path | None, known: Known) -> tuple[Contract, ...]:
    from checker.model.spec import load_spec as read

    return read(path, known)


def _bytes_of(files: Iterable[Path]) -> dict[Path, bytes]:
    """Return what stands in files; nothing where one cannot be read, which is told by who needs it."""
    with suppress(OSError):
        return {file: file.read_bytes() for file in files if file.is_file()}
    return {}


def _documents(path: Path | None, contracts: Iterable[Contract]) -> dict[Path, bytes]:
    """Return the files of the documents as they were read; the names of embedded ones say no folder."""
    folder = contract_files(path)[0].parent if path is None else Path()
    return {folder / document.name: document.data for contract in contracts for document in contract.documents}


def _code() -> list[tuple[str, int, int]]:
    """Return what changes whenever the code that reads contracts does."""
    entries = [entry for room in _READ_BY for entry in os.scandir(_PACKAGE / room) if entry.is_file()]
    return sorted((e.path, e.stat().st_mtime_ns, e.stat().st_size) for e in entries)


def _kept(file: Path, path: Path | None, circumstances: object) -> tuple[Contract, ...] | None:
    """Return the contracts that a file keeps; None where it does not exist, is not ours, damaged or out of date."""
    # Whatever is wrong with it, there are a hundred ways for it to show: none of them is worth a message.
    with suppress(Exception):
        then, files, contracts = _content(file)
        if then == circumstances and set(contract_files(path)) <= files.keys() and _are_same(files):
            found: tuple[Contract, ...] = contracts
            return found
    return None


def kept_for(folder: Path | None, name: str, about: str, make: Callable[[], T]) -> T:
    """Return what `make` does, kept in a folder (None: nowhere) while the code and what it is about are the same."""
    if folder is None or not _PACKAGE.is_dir():
        return make()
    file = folder / f"{name}-{zlib.crc32(f'{_PACKAGE}'.encode()):08x}"
    circumstances = (sys.version, _code(), about)
    with suppress(Exception):
        then, made = _content(file)
        if then == circumstances:
            found: T = made
            return found
    made = make()
    with suppress(Exception):
        _keep(file, (circumstances, made))
    return made


def _content(file: Path) -> tuple[Any, ...]:
    """Return what a file keeps; some exception where it does not exist, is not ours or damaged."""
    with file.open("rb") as stream:
        if not _is_ours(os.fstat(stream.fileno())):
            raise PermissionError(file)
        data = stream.read()
    body = data[len(_MAGIC) + 4 :]
    if data[: len(_MAGIC) + 4] != _MAGIC + zlib.crc32(body).to_bytes(4):
        raise ValueError(file)
    content: tuple[Any, ...] = pickle.loads(body)
    return content


def _is_ours(status: os.stat_result) -> bool:
    """Say whether nobody else can have written a file: what is unpickled can do anything."""
    owner = os.geteuid() if hasattr(os, "geteuid") else status.st_uid
    return stat.S_ISREG(status.st_mode) and status.st_uid == owner and not status.st_mode & 0o022


def _are_same(files: Mapping[Path, bytes]) -> bool:
    return _bytes_of(files) == files


def _keep(file: Path, content: object) -> None:
    """Write a file whole or not at all, readable by nobody else."""
    body = pickle.dumps(content, pickle.HIGHEST_PROTOCOL)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    with os.fdopen(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as stream:
        stream.write(_MAGIC + zlib.crc32(body).to_bytes(4) + body)
    temporary.replace(file)
