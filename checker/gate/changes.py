"""Edits of settings: a value is written where it stands, or added to the statement or section that lacks it."""

from __future__ import annotations

from typing import Any

from checker.configs.setting import Setting
from checker.configs.words import Block, Edit, Statement, Word, append_words, insert_line, replace_word


def write_value(setting: Setting[Any], keyword: str, value: str) -> Edit:
    """Return the edit that gives a setting this value; `keyword` stands before it where nothing sets it yet."""
    if setting.word is not None:
        return replace_word(setting.word, value)
    if setting.is_default:
        return add_words(setting.at, f"{keyword} {value}")
    word = next((w for w in _statement(setting.at).words if w.value == keyword), None)
    return replace_word(word, f"{keyword} {value}") if word else add_words(setting.at, f"{keyword} {value}")


def add_words(at: Statement | Block, words: str) -> Edit:
    """Return the edit that adds words to a statement, or a line to a section."""
    return insert_line(at, words) if isinstance(at, Block) else append_words(at, words)


def remove_words(statement: Statement, first: Word, last: Word) -> Edit:
    """Return the edit that takes words out of a statement, with the blank before them."""
    at = statement.words.index(first)
    start = statement.words[at - 1].end if at else first.start
    return Edit(first.place.file, start, last.end, "")


def remove_option(statement: Statement | Block, keyword: str, values: int = 0) -> Edit | None:
    """Return the edit that takes a keyword and its values out of a statement; None where it is not there."""
    if isinstance(statement, Block):
        return None
    words = statement.words
    at = next((i for i, word in enumerate(words) if i and word.value == keyword), None)
    if at is None or at + values >= len(words):
        return None
    return remove_words(statement, words[at], words[at + values])


def _statement(at: Statement | Block) -> Statement:
    return at.head if isinstance(at, Block) else at
