"""Broken copies of modules: one piece of source text replaced, everything else as it is."""

from __future__ import annotations

import importlib
import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def broken(names: tuple[str, ...], mutated: str, old: str, new: str) -> Iterator[types.ModuleType]:
    """Load fresh copies of the named modules, in an order in which each imports earlier ones, and yield the last one.

    In the one called `mutated`, `old`, which must stand there exactly once, is replaced by `new`.
    """
    originals = {name: importlib.import_module(name) for name in names}
    module = None
    try:
        for name, original in originals.items():
            source = Path(str(original.__file__)).read_text(encoding="utf-8")
            if name == mutated:
                assert source.count(old) == 1, f"the mutant no longer applies: {old!r}"
                source = source.replace(old, new)
            module = sys.modules[name] = types.ModuleType(name)
            module.__dict__["__package__"] = original.__package__
            exec(compile(source, f"broken {name}", "exec"), module.__dict__)
        assert module is not None
        yield module
    finally:
        sys.modules.update(originals)
