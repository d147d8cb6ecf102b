"""Checks certificates with cvc5, a solver that shares no code with the one that found the proofs.

    python -m checker.prove.smt.checking DIR...

Every DIR, and every folder in it that holds a certificate, is checked; exit status 0 if all are right, 1 if one is not,
2 if there is none or cvc5 is not installed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from checker.prove.machines.machine import Machine
from checker.prove.machines.scaling import scale_of
from checker.prove.machines.terms import Term
from checker.prove.smt.certificates import MANIFEST, README, algebras, digest, machine_definitions, property_definition
from checker.prove.smt.queries import DEFINITIONS, MalformedError, queries

# cvc5's own resource units for each question, not seconds.
LIMIT = 20_000_000


class NoSolverError(Exception):
    """The second solver is not installed."""

    def __init__(self) -> None:
        super().__init__("certificates are checked with cvc5, which is not installed: pip install cvc5")


def check(folder: Path, machine: Machine | None = None, goal: Term | None = None) -> tuple[str, ...]:
    """Return what is wrong with a certificate, nothing if it is right; against its machine and goal if they are given.

    Raises NoSolverError.
    """
    solver = _cvc5()
    try:
        files = {each.name: each.read_text(encoding="utf-8") for each in sorted(folder.iterdir()) if each.is_file()}
        expected = queries(files.get(DEFINITIONS, ""))
    except (OSError, UnicodeDecodeError, MalformedError) as error:
        return (f"{DEFINITIONS}: {error}",)
    problems = [*_changed(files), *_replaced(files, expected)]
    if machine is not None and goal is not None:
        problems += _of_another(files[DEFINITIONS], machine, goal)
    if problems:
        return tuple(problems)
    answers = ((name, _answer(solver, text)) for name, text in expected.items())
    return tuple(f"{name}: the answer is {answer}, not unsat" for name, answer in answers if answer != "unsat")


def main(arguments: list[str]) -> int:
    """Check the folders, say of each whether it is right, and return the exit status."""
    folders: set[Path] = set()
    for name in arguments:
        found = {each.parent for kept in (DEFINITIONS, MANIFEST, README) for each in Path(name).rglob(kept)}
        if not found:
            print(f"{name}: no certificate there", file=sys.stderr)
            return 2
        folders |= found
    if not folders:
        print("usage: python -m checker.prove.smt.checking DIR...", file=sys.stderr)
        return 2
    wrong = 0
    for folder in sorted(folders):
        try:
            problems = check(folder)
        except NoSolverError as error:
            print(error, file=sys.stderr)
            return 2
        print(f"{folder}: {'; '.join(problems) or 'proved'}")
        wrong += bool(problems)
    return 1 if wrong else 0


def _changed(files: Mapping[str, str]) -> Iterator[str]:
    """Yield the files that are not as the manifest says."""
    try:
        told = json.loads(files.get(MANIFEST, ""))["sha256"]
        named = set(told)
    except (ValueError, KeyError, TypeError):
        yield f"{MANIFEST}: it does not name the files"
        return
    for name in sorted(named | set(files) - {MANIFEST}):
        if name not in files or told.get(name) != digest(files[name]):
            yield f"{name}: it is not the file that the manifest names"


def _replaced(files: Mapping[str, str], expected: Mapping[str, str]) -> Iterator[str]:
    """Yield the questions that are not those which the definitions lead to."""
    for name in sorted(set(expected) | set(files) - {DEFINITIONS, MANIFEST, README}):
        if files.get(name) != expected.get(name):
            yield f"{name}: it is not the question that the definitions lead to"


def _of_another(definitions: str, machine: Machine, goal: Term) -> list[str]:
    """Return that the definitions are of another machine or property, if they are."""
    for algebra in algebras(scale_of(machine, goal)):
        own = (*machine_definitions(machine, algebra), property_definition(machine, goal, algebra))
        if all(each in definitions for each in own):
            return []
    return [f"{DEFINITIONS}: it is of another machine or another property"]


def _answer(cvc5: Any, text: str) -> str:  # noqa: ANN401
    """Return the answer to a question: `sat`, `unsat` or `unknown`; or what is wrong with the text."""
    solver = cvc5.Solver(cvc5.TermManager())
    solver.setOption("rlimit-per", str(LIMIT))
    parser = cvc5.InputParser(solver)
    answers = []
    try:
        parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "question")
        while not (command := parser.nextCommand()).isNull():
            answers.append(str(command.invoke(solver, parser.getSymbolManager())).strip())
    except RuntimeError as error:
        return f"an error ({error})"
    return " ".join(each for each in answers if each) or "none"


def _cvc5() -> Any:  # noqa: ANN401
    try:
        import cvc5
    except ImportError as error:
        raise NoSolverError from error
    return cvc5


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
