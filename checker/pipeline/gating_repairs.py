"""The repairs of a gate's findings: each that is known to help, and the safe ones together as patches of files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from checker.base.finding import Change, Severity
from checker.base.places import Span
from checker.configs.words import Edit
from checker.gate.hiding import Veil
from checker.gate.merging import WORST, Merged
from checker.gate.repairing import Workshop
from checker.gate.rule import Repair


@dataclass(frozen=True, slots=True)
class Patch:
    """The safe repairs of one file together: its text before and after, and each repair as a person says it."""

    path: str
    before: str
    after: str
    shown: tuple[str, ...]


def mend(workshop: Workshop, found: Sequence[Merged], veil: Veil) -> tuple[list[Merged], tuple[Patch, ...]]:
    """Return the findings, each with the repair that is known to help, and the patches.

    What is only told (an info) breaks no promise: it is for a person to decide, and no patch changes it.
    """
    repairs = workshop.repairs_of(found)
    mended = [_with(workshop, veil, each, repairs[at]) if at in repairs else each for at, each in enumerate(found)]
    broken = [at for at in repairs if found[at].finding.severity is not Severity.INFO]
    urgent = sorted(broken, key=lambda at: WORST.index(found[at].finding.severity))
    edits, made = workshop.together([(found[at], repairs[at]) for at in urgent])
    return mended, tuple(_patches(workshop, veil, edits, made))


def _with(workshop: Workshop, veil: Veil, found: Merged, repair: Repair) -> Merged:
    """Return a finding with its repair; a change that would tell a secret is left to the patch."""
    changes = tuple(_change(workshop, edit) for edit in repair.edits)
    return replace(found, finding=veil.hidden(replace(found.finding, repair=repair.shown, changes=changes)))


def _change(workshop: Workshop, edit: Edit) -> Change:
    text = workshop.reading.deployment.text(edit.file)
    (line, column), (end_line, end_column) = _position(text, edit.start), _position(text, edit.end)
    return Change(Span(edit.file, line, column, end_line, end_column), edit.text)


def _position(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _patches(workshop: Workshop, veil: Veil, edits: frozenset[Edit], made: Iterable[Repair]) -> Iterable[Patch]:
    repairs = tuple(made)
    for path, after in workshop.reading.texts_after(edits).items():
        shown = (veil.told(repair.shown) for repair in repairs if any(edit.file == path for edit in repair.edits))
        yield Patch(path, workshop.reading.deployment.text(path), after, tuple(dict.fromkeys(shown)))
