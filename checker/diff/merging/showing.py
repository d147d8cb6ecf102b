"""Merged diagrams in which the files of revisions are called as the user called them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from checker.base.places import Place
from checker.model.merged import Became, MergedDiagram, ToldChange

Naming = Callable[[str], str]


def shown(merged: MergedDiagram, named: tuple[Naming, Naming]) -> MergedDiagram:
    """Return a merged diagram whose sentences and places name files by `named`, of the old and of the new version."""
    return replace(
        merged,
        parts={number: _became(each, named) for number, each in merged.parts.items()},
        lifelines={name: _became(each, named) for name, each in merged.lifelines.items()},
        changes=tuple(_told(each, named) for each in merged.changes),
        runs=tuple(replace(run, change=_told(run.change, named)) for run in merged.runs),
    )


def _became(became: Became, named: tuple[Naming, Naming]) -> Became:
    return replace(
        became,
        changes=tuple(_told(each, named) for each in became.changes),
        places=tuple(_place(each, named) for each in became.places),
    )


def _told(change: ToldChange, named: tuple[Naming, Naming]) -> ToldChange:
    return change._replace(says=_text(change.says, named), why=_text(change.why, named))


def _place(place: Place, named: tuple[Naming, Naming]) -> Place:
    return replace(place, file=_text(place.file, named))


def _text(text: str, named: tuple[Naming, Naming]) -> str:
    return named[1](named[0](text))
