"""Edits of pgbouncer.ini: `key = value`."""

from __future__ import annotations

from checker.configs.pgbouncer.facts import Pooler
from checker.configs.setting import Setting
from checker.configs.words import Block, Edit, append_words, insert_line, replace_word
from checker.gate.rule import Repair


def set_parameter(pooler: Pooler, setting: Setting[str] | Setting[int], name: str, value: str) -> Repair:
    """Return the repair that gives a parameter of [pgbouncer] a value: where it stands, or below the head."""
    shown = f"{name} = {value}"
    edit: Edit
    if setting.word is not None:
        edit = replace_word(setting.word, value)
    elif isinstance(setting.at, Block):
        edit = insert_line(pooler.block, shown)
    else:
        edit = append_words(setting.at, f"= {value}")
    return Repair(shown, (edit,))
