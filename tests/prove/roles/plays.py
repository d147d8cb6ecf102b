"""The tests that play a role by hand, played with something wrong in the role."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from itertools import product
from types import CodeType, ModuleType
from unittest.mock import patch

import pytest

from checker.prove.machines.machine import Machine, assuming
from tests.prove.mutants import Mutant
from tests.prove.roles import playing

# What a test does beside playing that has nothing to do with the role as it is played, and takes long.
DEAR = frozenset({"broken", "broken_somewhere", "lasts", "reachable"})
# Who uses this tries many sequences, and is only played where the case is named.
LONG = "product"

# What a test says that does not find what it wants.
FAILED = (AssertionError, ValueError, IndexError, StopIteration, pytest.fail.Exception)


@dataclass(frozen=True)
class Plays:
    """Tests by hand, each ready to be run, with its name."""

    tests: tuple[tuple[str, Callable[[], object]], ...]

    def failing(self, mutant: Mutant) -> str:
        """Return which test fails with the mutant in the role's place, '' if none does."""

        def spoilt(machine: Machine, names: Sequence[str]) -> Machine:
            return assuming(mutant.alike(machine), names)

        with patch.object(playing, "assuming", spoilt):
            return next((name for name, test in self.tests if not _passes(test)), "")


def plays(modules: Sequence[str]) -> Plays:
    """Return the tests that play by hand: of `tests.module` all, of `tests.module:case` those of a case."""
    found = []
    for each in modules:
        name, _, word = each.partition(":")
        found += [test for test in _tests(import_module(name), word != "") if word in test[0]]
    return Plays(tuple(found))


def _passes(test: Callable[[], object]) -> bool:
    try:
        test()
    except FAILED:
        return False
    return True


def _tests(module: ModuleType, long: bool) -> Iterator[tuple[str, Callable[[], object]]]:
    for name, test in vars(module).items():
        if name.startswith("test_"):
            used = _used(test.__code__, module)
            if "Play" in used and not used & DEAR and (long or LONG not in used):
                yield from ((f"{name}{list(given.values()) or ''}", partial(test, **given)) for given in _given(test))


def _used(code: CodeType, module: ModuleType) -> set[str]:
    """Return the names that a test uses, and those that the functions of its module use for it."""
    found: set[str] = set()
    waiting = [code]
    for each in waiting:
        for name in set(each.co_names) - found:
            found.add(name)
            other = vars(module).get(name)
            if getattr(other, "__module__", "") == module.__name__ and hasattr(other, "__code__"):
                waiting.append(other.__code__)
        waiting += [const for const in each.co_consts if isinstance(const, CodeType)]
    return found


def _given(test: Callable[..., object]) -> Iterator[dict[str, object]]:
    """Yield what a test is given; those that are marked as slow are left out."""
    marks = getattr(test, "pytestmark", [])
    if any(each.name != "parametrize" for each in marks):
        return
    for chosen in product(*(_cases(*each.args) for each in marks)):
        yield {name: value for case in chosen for name, value in case.items()}


def _cases(names: str | Sequence[str], values: Sequence[object]) -> list[dict[str, object]]:
    wanted = [each.strip() for each in names.split(",")] if isinstance(names, str) else list(names)
    return [dict(zip(wanted, [each] if len(wanted) == 1 else each, strict=True)) for each in values]  # type: ignore[call-overload]
