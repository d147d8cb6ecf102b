"""Edits of compose files: a value is written as it was, with its quotes."""

from __future__ import annotations

from checker.base.finding import Related
from checker.configs.setting import Setting
from checker.configs.words import replace_word
from checker.gate.rule import Repair


def used_at(setting: Setting[str]) -> tuple[Related, ...]:
    """Return the further lines through which a value comes to its container, or from which it does."""
    return tuple(Related(place, "put in by way of this line") for place in setting.via)


def rewrite(setting: Setting[str], old: str, new: str, shown: str) -> tuple[Repair, ...]:
    """Return the repair that puts `new` in place of `old`; none where it is not written there as it is."""
    word = setting.word
    if word is None or not old or word.raw.count(old) != 1:
        return ()
    return (Repair(shown, (replace_word(word, word.raw.replace(old, new)),)),)
