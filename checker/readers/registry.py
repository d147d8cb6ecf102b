"""Which reader reads an input: every module and every declared format of the folder `formats` is asked, by content."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from checker.base.modules import module_names
from checker.readers import formats
from checker.readers.reader import Reader

HEAD_BYTES = 1 << 16


def readers(folders: Sequence[Path] = ()) -> Iterator[Reader]:
    """Yield every reader by name, each loaded when its turn comes: modules, then declared formats.

    `folders` are those of a team's own declared formats. Errors of a module or a file are not caught: a format must
    not disappear.
    """
    for name in module_names(formats.__path__):
        reader: Reader = importlib.import_module(f"{formats.__name__}.{name}").READER
        yield reader
    # after the modules, because a file takes longer to load, and a log of a known program does not need it
    from checker.readers.declared import files_in, load_folder, shipped

    for path in files_in(formats.__path__):
        yield shipped(path)
    for folder in folders:
        yield from load_folder(folder, readers())


def recognise(head: bytes, candidates: Iterable[Reader]) -> Reader | None:
    """Return the reader that is surest of an input starting with `head`, or None when none is.

    The first that is wholly sure is taken, and the others need not be asked (or loaded).
    """
    surest, found = 0.0, None
    for reader in candidates:
        sure = reader.recognises(head[:HEAD_BYTES])
        if sure > surest:
            surest, found = sure, reader
        if sure >= 1:
            break
    return found
