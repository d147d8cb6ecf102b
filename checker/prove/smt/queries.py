"""The questions of a certificate, made from its definitions alone, as text: whoever checks one makes them anew.

The definitions file has only `set-logic`, `set-info` and `define-fun`. With `(set-info :steps 1)` three questions are
to be `unsat`: a start outside the invariant, a step that leaves it, a state in it without the property. With k steps
(Sheeran, Singh, Stalmarck 2000) there are a run of fewer steps against the property, and k steps to its first failure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

DEFINITIONS = "definitions.smt2"
ALLOWED = ("set-logic", "set-info", "define-fun")
NEEDED = ("init", "move", "trans", "inv", "prop")

_TOKEN = re.compile(r';[^\n]*|"(?:[^"]|"")*"|\|[^|]*\||[()]|[^\s()|";]+')

# An expression of SMT-LIB: a symbol, or a list.
Expression = str | list["Expression"]


class MalformedError(Exception):
    """The definitions are none; the message says why."""


@dataclass(frozen=True, slots=True)
class Signature:
    """The names and sorts of a state's variables, and of what belongs to a step alone."""

    state: tuple[tuple[str, str], ...]
    step: tuple[tuple[str, str], ...]
    steps: int


def expressions(text: str) -> list[Expression]:
    """Return the expressions of a text in SMT-LIB, without comments. Raises MalformedError."""
    stack: list[list[Expression]] = [[]]
    if _TOKEN.sub("", text).strip():
        raise MalformedError("the text is not SMT-LIB")
    for token in _TOKEN.findall(text):
        if token == "(":
            stack.append([])
        elif token == ")" and len(stack) == 1:
            raise MalformedError("a bracket too many")
        elif token == ")":
            done = stack.pop()
            stack[-1].append(done)
        elif not token.startswith(";"):
            stack[-1].append(token)
    if len(stack) > 1:
        raise MalformedError("a bracket is not closed")
    return stack[0]


def signature(definitions: str) -> Signature:
    """Return what the definitions are about. Raises MalformedError."""
    commands = expressions(definitions)
    for command in commands:
        if not isinstance(command, list) or not command or command[0] not in ALLOWED:
            raise MalformedError(f"only {', '.join(ALLOWED)} may stand among the definitions")
    parameters = dict(_functions(commands))
    missing = [name for name in NEEDED if name not in parameters]
    if missing:
        raise MalformedError(f"there is no definition of {', '.join(missing)}")
    state = parameters["init"]
    count = len(state)
    if any(parameters[name] != state for name in ("inv", "prop")) or parameters["move"] != parameters["trans"]:
        raise MalformedError("the definitions do not speak of the same variables")
    both = parameters["trans"][: 2 * count]
    if [sort for _, sort in both] != [sort for _, sort in state] * 2 or both[:count] != state:
        raise MalformedError("the step does not lead from a state to a state")
    return Signature(state, parameters["trans"][2 * count :], _steps(commands))


def queries(definitions: str) -> Mapping[str, str]:
    """Return the questions by file name, each with the definitions in it. Raises MalformedError."""
    found = signature(definitions)
    asked = _inductive(found) if found.steps == 1 else _stepwise(found)
    return {name: f"{definitions}\n{question}(check-sat)\n" for name, question in asked}


def _functions(commands: Sequence[Expression]) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    seen = set()
    for command in commands:
        if command[0] != "define-fun":
            continue
        if len(command) != 5 or command[1] in seen or not isinstance(command[1], str):
            raise MalformedError("a definition is not well formed, or given twice")
        seen.add(command[1])
        yield command[1], tuple(_parameter(each) for each in command[2])


def _parameter(each: Expression) -> tuple[str, str]:
    match each:
        case [str(name), str(sort)]:
            return name, sort
        case _:
            raise MalformedError(f"not a parameter: {each}")


def _steps(commands: Sequence[Expression]) -> int:
    told = [command[2] for command in commands if command[:2] == ["set-info", ":steps"] and len(command) == 3]
    if len(told) != 1 or not isinstance(told[0], str) or not told[0].isdecimal() or int(told[0]) < 1:
        raise MalformedError("the number of steps is not told once")
    return int(told[0])


def _inductive(of: Signature) -> Iterator[tuple[str, str]]:
    yield "1-start.smt2", _question(of, 0, [_call("init", of, 0), _not(_call("inv", of, 0))])
    yield "2-step.smt2", _question(of, 1, [_call("inv", of, 0), _call("trans", of, 0, 1), _not(_call("inv", of, 1))])
    yield "3-property.smt2", _question(of, 0, [_call("inv", of, 0), _not(_call("prop", of, 0))])


def _stepwise(of: Signature) -> Iterator[tuple[str, str]]:
    yield from list(_inductive(of))[:2]
    for length in range(of.steps):
        fails = _not(_call("prop", of, length))
        yield f"3-base-{length}.smt2", _question(of, length, [_call("init", of, 0), *_path(of, length), fails])
    before = [_call("prop", of, index) for index in range(of.steps)]
    lemmas = [_call("inv", of, index) for index in range(of.steps + 1)]
    told = [*lemmas, *before, *_path(of, of.steps), _not(_call("prop", of, of.steps))]
    yield "4-steps.smt2", _question(of, of.steps, told)


def _path(of: Signature, length: int) -> list[str]:
    """Steps one after another. A wait changes nothing that a longer delay does not, so only the last can be one."""
    return [_call("trans" if index == length - 1 else "move", of, index, index + 1) for index in range(length)]


def _question(of: Signature, steps: int, assertions: Sequence[str]) -> str:
    states = [(_at(name, index), sort) for index in range(steps + 1) for name, sort in of.state]
    own = [(_at(name, index), sort) for index in range(steps) for name, sort in of.step]
    declared = "".join(f"(declare-const {name} {sort})\n" for name, sort in (*states, *own))
    return declared + "".join(f"(assert {each})\n" for each in assertions)


def _call(function: str, of: Signature, *indices: int) -> str:
    names = [_at(name, index) for index in indices for name, _ in of.state]
    own = [_at(name, indices[0]) for name, _ in of.step] if len(indices) > 1 else []
    arguments = " ".join((*names, *own))
    return f"({function} {arguments})" if arguments else function


def _at(name: str, index: int) -> str:
    return f"|{name.strip('|')}@{index}|"


def _not(formula: str) -> str:
    return f"(not {formula})"
