"""Which reader reads an input: every module of this folder with a `READER` is asked, by content."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from pathlib import Path

from checker.readers.reader import Reader

# Modules that only serve readers need not be loaded to find them: a reader's own module is named after its format.
HEAD_BYTES = 1 << 16


def load() -> tuple[Reader, ...]:
    """Return every reader by name; errors of a module are not caught: a format must not disappear."""
    package = Path(__file__).parent
    names = [info.name for info in pkgutil.iter_modules([str(package)]) if info.name != "registry"]
    modules = (importlib.import_module(f"checker.readers.{name}") for name in names)
    readers: list[Reader] = [module.READER for module in modules if hasattr(module, "READER")]
    return tuple(sorted(readers, key=lambda r: r.name))


def recognise(head: bytes, readers: Sequence[Reader]) -> Reader | None:
    """Return the reader that is surest of an input starting with `head`, or None when none is."""
    sure = [(reader.recognises(head[:HEAD_BYTES]), reader.name, reader) for reader in readers]
    best = max(sure, default=None, key=lambda s: (s[0], s[1]))
    return best[2] if best is not None and best[0] > 0 else None
