"""Which readers read an input: every module and every declared format of the folder `formats` is asked, by content."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from checker.base.modules import module_names
from checker.model.vocabulary import VOCABULARY, EventKind
from checker.readers import formats
from checker.readers.marks import as_text, marks_of
from checker.readers.reader import Reader

HEAD_BYTES = 1 << 16
NO_KINDS: Mapping[str, EventKind] = MappingProxyType({})


def readers(own: Iterable[Reader] = ()) -> Iterator[Reader]:
    """Yield every reader by name, each loaded when its turn comes: modules, then declared formats, then a team's own.

    Errors of a module or a file are not caught: a format must not disappear.
    """
    yield from _modules()
    # after the modules, because a file takes longer to load, and a log of a known program does not need it
    from checker.readers.declared import files_in, shipped

    for path in files_in(formats.__path__):
        yield shipped(path)
    yield from own


def own_readers(folder: Path | None, kinds: Mapping[str, EventKind] = NO_KINDS) -> tuple[Reader, ...]:
    """Return the readers of a team's own declared formats in a folder, all of them loaded and tried on their samples.

    `kinds` are the kinds of events that its contracts define beside the known ones. Raises InputError, with its
    place, for what is wrong in a file.
    """
    if folder is None:
        return ()
    from checker.readers.declared import load_folder

    return tuple(load_folder(folder, readers(), {**VOCABULARY, **kinds}))


def log_readers() -> Iterator[Reader]:
    """Yield the readers that know their lines among those of other programs."""
    return (reader for reader in _modules() if marks_of(reader))


def _modules() -> Iterator[Reader]:
    for name in module_names(formats.__path__):
        reader: Reader = importlib.import_module(f"{formats.__name__}.{name}").READER
        yield reader


def recognise(head: bytes, candidates: Iterable[Reader]) -> Reader | None:
    """Return the reader that is surest of an input starting with `head`, or None when none is."""
    return next(iter(recognised(head, candidates)), None)


def recognised(head: bytes, candidates: Iterable[Reader]) -> tuple[Reader, ...]:
    """Return the readers of an input that starts with `head`, the surest first.

    The first that is wholly sure is taken, and the others need not be asked (or loaded). Several read a log in which
    each finds lines: those with marks, by which they know their lines among any others.
    """
    shown = as_text(head[:HEAD_BYTES])
    sure: list[tuple[float, Reader]] = []
    for reader in candidates:
        sureness = max(reader.recognises(each) for each in shown)
        if sureness >= 1:
            return (reader,)
        if sureness > 0:
            sure.append((sureness, reader))
    sure.sort(key=lambda each: -each[0])
    mixed = bool(sure) and bool(marks_of(sure[0][1]))
    return tuple(reader for n, (_, reader) in enumerate(sure) if n == 0 or (mixed and marks_of(reader)))
