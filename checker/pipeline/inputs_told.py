"""Are the programs that a contract says tell of its events those that the formats beside it read?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from checker.base.yaml_places import Problems
from checker.base.yaml_section import closest
from checker.model.contract import Contract
from checker.model.parts import PROGRAM_ROLES
from checker.readers.declared import DeclaredReader
from checker.readers.declared_rules import Format
from checker.readers.reader import Reader


def check_told_by(contracts: Iterable[Contract], own: Sequence[Reader]) -> None:
    """Raise InputError where no format yields an event as a program that is said to tell of it.

    What no format yields at all may come from formats that are yet to be written.
    """
    problems = Problems()
    formats = [reader.format for reader in own if isinstance(reader, DeclaredReader)]
    for contract in contracts:
        for event in contract.own.events.values():
            yielding = [form for form in formats if any(rule.kind == event.kind for rule in form.rules)]
            programs = {form.program.text for form in yielding}
            if event.kind not in contract.own.kinds or any("$" in program for program in programs):
                continue  # others tell of it, too, or the lines say which program it is
            for name in event.told_by if programs else ():
                program = name.partition("@")[0]
                if program not in programs:
                    message = f"no format reads '{event.kind}' as told by '{program}'{closest(program, programs)}"
                    hint = f"{' and '.join(form.name for form in yielding)}: program {' or '.join(sorted(programs))}"
                    problems.add(message, event.place, hint)
        _check_lifelines(contract, formats, problems)
    problems.raise_any()


def _check_lifelines(contract: Contract, formats: Sequence[Format], problems: Problems) -> None:
    """Complain about a lifeline that is a program of which nothing could ever be read.

    Where lines say themselves which program tells of an event it may be any, and where some program that is said to
    tell of events has no format, others are yet to be written, too.
    """
    read = {form.program.text for form in formats}
    told_by = {name.partition("@")[0] for event in contract.own.events.values() for name in event.told_by}
    if any("$" in program for program in read) or not told_by or not told_by <= {*read, *PROGRAM_ROLES}:
        return
    known = {*read, *PROGRAM_ROLES}
    lifelines = (
        *contract.lifelines.values(),
        *(each for some in contract.lifelines_in.values() for each in some.values()),
    )
    for line in lifelines:
        if line.program and line.program not in known and line.place:
            message = f"no format reads lines of '{line.program}', which {line.id} is{closest(line.program, known)}"
            problems.add(message, line.place, f"programs that are read: {', '.join(sorted(read))}; or leave it out")
