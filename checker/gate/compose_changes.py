"""Edits of compose files: a value is written as it was, with its quotes."""

from __future__ import annotations

from checker.configs.setting import Setting
from checker.configs.words import replace_word
from checker.gate.rule import Repair


def rewrite(setting: Setting[str], old: str, new: str, shown: str) -> tuple[Repair, ...]:
    """Return the repair that puts `new` in place of `old`; none where the value comes from somewhere else."""
    word = setting.word
    if word is None or not old or setting.via or word.raw.count(old) != 1:
        return ()
    return (Repair(shown, (replace_word(word, word.raw.replace(old, new)),)),)
