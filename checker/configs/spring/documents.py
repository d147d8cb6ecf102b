"""From a file to its documents: YAML flattened to property names, or the lines of a .properties file."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from checker.configs.setting import Setting, Unknown
from checker.configs.source import Source
from checker.configs.spring.facts import Document, uniform
from checker.configs.spring.properties import read_properties
from checker.configs.words import Block, Statement, Word
from checker.configs.yaml.nodes import Entries, Entry, Items, Node, Scalar
from checker.configs.yaml.reading import Complaint, read_documents

# What Maven's resource filtering puts in; YAML allows no word that starts with `@`, so another sign stands for it.
_TOKEN = re.compile(r"(?<!\w)@([A-Za-z_][\w.\-]*)@")
_STAND_IN = "\ue000"
_CONDITIONS = ("spring.config.activate.onprofile", "spring.profiles")


def documents_of(source: Source, profile: str, complaints: list[Complaint]) -> tuple[Document, ...]:
    """Return the documents of a file, which counts as a whole with a profile, or always ('')."""
    found = _of_lines(source) if source.path.endswith(".properties") else _of_yaml(source, complaints)
    return tuple(Document(source.path, profile, _condition(properties), properties) for properties in found)


def _condition(properties: dict[str, Setting[str]]) -> str:
    """Return the expression of profiles under which a document counts; a list means any of them."""
    for name in _CONDITIONS:
        items = [properties[key] for key in properties if key == name or key.startswith(f"{name}[")]
        if texts := [str(item.known) for item in items]:
            return ",".join(texts)
    return ""


def _of_lines(source: Source) -> list[dict[str, Setting[str]]]:
    found: dict[int, dict[str, Setting[str]]] = defaultdict(dict)
    for line in read_properties(source):
        value = line.statement.words[1] if len(line.statement.words) > 1 else None
        text = value.value if value else ""
        found[line.document][uniform(line.name)] = Setting(_known(text), line.statement, value)
    return list(found.values())


def _of_yaml(source: Source, complaints: list[Complaint]) -> list[dict[str, Setting[str]]]:
    masked = _TOKEN.sub(lambda found: f"{_STAND_IN}{found[1]}{_STAND_IN}", source.text)
    documents = read_documents(replace(source, text=masked))
    complaints += documents.complaints
    return [{name: _unmasked(setting) for name, setting in _flat(node)} for node in documents.nodes]


def _unmasked(setting: Setting[str]) -> Setting[str]:
    """Return a setting with the signs that were masked; its value is unknown where the build puts something in."""
    at = setting.at
    if isinstance(setting.known, Unknown) or not any(_STAND_IN in word.raw for word in _words(at)):
        return setting
    if isinstance(at, Statement):
        at = Statement(tuple(_original(word) for word in at.words))
    return replace(
        setting,
        known=_known(setting.known.replace(_STAND_IN, "@")),
        at=at,
        word=_original(setting.word) if setting.word else None,
    )


def _words(at: Statement | Block) -> tuple[Word, ...]:
    return at.words if isinstance(at, Statement) else ()


def _original(word: Word) -> Word:
    return replace(word, value=word.value.replace(_STAND_IN, "@"), raw=word.raw.replace(_STAND_IN, "@"))


def _known(text: str) -> str | Unknown:
    token = _TOKEN.search(text)
    return Unknown(f"{token[0]} is put in by the build") if token else text


def _flat(node: Node) -> Iterator[tuple[str, Setting[str]]]:
    if isinstance(node, Entries):
        for entry in node.by_key.values():
            yield from _below(entry, uniform(_name(entry.key.value)))


def _name(key: str) -> str:
    """Return a key as a part of a name; `[a/b]` keeps its brackets."""
    return key.strip()


def _below(entry: Entry, name: str) -> Iterator[tuple[str, Setting[str]]]:
    """Yield the properties of an entry: of a mapping those below it, of a list each item by its index."""
    match entry.node:
        case Entries():
            for inner in entry.node.by_key.values():
                part = uniform(_name(inner.key.value))
                yield from _below(inner, f"{name}{part}" if part.startswith("[") else f"{name}.{part}")
        case Items():
            for index, item in enumerate(entry.node.nodes):
                yield from _item(entry, item, f"{name}[{index}]")
        case Scalar():
            text = "" if entry.node.empty else entry.node.text
            yield name, Setting(text, entry.statement, entry.node.word if entry.node.word.raw else None)


def _item(entry: Entry, item: Node, name: str) -> Iterator[tuple[str, Setting[str]]]:
    match item:
        case Entries():
            for inner in item.by_key.values():
                yield from _below(inner, f"{name}.{uniform(_name(inner.key.value))}")
        case Items():
            for index, node in enumerate(item.nodes):
                yield from _item(entry, node, f"{name}[{index}]")
        case Scalar():
            at: Statement | Block = Statement((item.word,)) if item.word.raw else entry.statement
            yield name, Setting("" if item.empty else item.text, at, item.word if item.word.raw else None)
