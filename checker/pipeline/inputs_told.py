"""Are the programs that a contract says tell of its events those that the formats beside it read?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from checker.base.yaml_places import Problems
from checker.base.yaml_section import closest
from checker.model.contract import Contract
from checker.readers.declared import DeclaredReader
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
    problems.raise_any()
