"""The two versions of a diff: a file, a folder, or either of a git revision; with the contracts that speak of them."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from checker.base.errors import InputError
from checker.base.places import Place
from checker.diff.version import Unread, Version
from checker.model.contract import Contract
from checker.model.document import Document
from checker.model.spec_files import SUFFIXES
from checker.pipeline.diffing_git import extract, revision_of
from checker.pipeline.inputs_files import files_below
from checker.properties import load as load_properties

_DRAWN = (".md", ".markdown", ".mdx", ".mmd", ".mermaid")
_HINT = "give a Markdown or .mmd file with diagrams, a contract, a folder with them, or REV:PATH of git"
# A contract says these two; other YAML in a folder is not ours.
_CONTRACT = re.compile(rb"^system\s*:", re.MULTILINE), re.compile(rb"^documents\s*:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Given:
    """A version as it was read, where its files lie, and how they are to be called."""

    version: Version
    path: Path
    folder: str = ""
    shown: str = ""

    def named(self, text: str) -> str:
        """Return a text in which files of a revision are called as the user called them."""
        return text.replace(self.folder, self.shown) if self.folder else text

    def place(self, place: Place) -> Place:
        """Return a place in a file as the user called it."""
        return Place(self.named(place.file), place.line, place.column, place.unit)


@contextmanager
def given(text: str) -> Iterator[Given]:
    """Read a version; its files stay as long as the context. Raises InputError, with files as the user called them."""
    revision = None if Path(text).exists() else revision_of(text)
    if revision is None:
        path = Path(text)
        yield Given(_version(text, path), path)
        return
    with TemporaryDirectory(prefix="verify-diff-") as folder:
        root = Path(folder).resolve()
        names = Given(Version(text), root, f"{root}/", f"{revision.name}:")
        try:
            path = extract(revision, (*_DRAWN, *SUFFIXES), root)
            version = _version(text, path)
        except InputError as error:
            raise _renamed(error, names) from None
        yield Given(version, path, names.folder, names.shown)


def _renamed(error: InputError, names: Given) -> InputError:
    place = names.place(error.place) if error.place else None
    renamed = InputError(names.named(error.message), place, names.named(error.hint))
    told = names.named(str(error))
    # errors that hold several tell them all in their text
    return renamed if str(renamed) == told else InputError(told)


def _version(name: str, path: Path) -> Version:
    if name == os.devnull:
        return Version(name, whole=True)
    if path.is_dir():
        return _folder(name, path)
    if not path.is_file():
        hint = f"{_HINT}, such as HEAD:docs/; {os.devnull} stands for a version that does not have it"
        raise InputError(f"there is no file or folder {name!r}", hint=hint)
    if path.suffix in SUFFIXES:
        contracts, unread = _contracts([path])
        drawn = [each for each in _in(path.parent, _DRAWN) if unread and each.name in _cited(path)]
        if unread and not drawn:
            raise unread[0].error
        version = Version(name, contracts, tuple(map(_document, drawn)), whole=True, unread=unread)
    else:
        beside = [each for each in _in(path.parent, SUFFIXES) if _is_contract(each) and path.name in _cited(each)]
        contracts, unread = _contracts(beside)
        loose = () if contracts else (_document(path),)
        version = Version(name, contracts, loose, frozenset({str(path)}), unread=unread)
    return _checked(version)


def _folder(name: str, path: Path) -> Version:
    files = [Path(each.path) for each in files_below(str(path)) if not each.why]
    contracts, unread = _contracts(each for each in files if each.suffix in SUFFIXES and _is_contract(each))
    known = {document.name for contract in contracts for document in contract.documents}
    loose = [each for each in files if each.suffix.lower() in _DRAWN and str(each) not in known]
    documents = tuple(filter(_draws, map(_document, loose)))
    return _checked(Version(name, contracts, documents, whole=True, unread=unread))


def _checked(version: Version) -> Version:
    """Return a version in which something is drawn or promised; read its diagrams, so that errors are told here."""
    if not version.pages and not version.contracts:
        raise InputError(f"{version.name} has no sequence diagram and no contract", hint=_HINT)
    return version


def _draws(document: Document) -> bool:
    from checker.diagram import read_document

    return bool(read_document(document.name, document.data).sequences)


def _in(folder: Path, suffixes: Collection[str]) -> list[Path]:
    return sorted(each for each in folder.iterdir() if each.suffix.lower() in suffixes and each.is_file())


def _is_contract(path: Path) -> bool:
    data = path.read_bytes()
    return all(pattern.search(data) for pattern in _CONTRACT)


def _cited(path: Path) -> str:
    """Return what a contract says of its documents: their names stand behind the key, or below it."""
    match = re.search(r"^documents\s*:(.*?)(?=^\S|\Z)", path.read_text("utf-8", "replace"), re.MULTILINE | re.DOTALL)
    return match[1] if match else ""


def _contracts(paths: Iterable[Path]) -> tuple[tuple[Contract, ...], tuple[Unread, ...]]:
    """Return the contracts that fit their diagrams, and what is wrong with the others."""
    from checker.model.spec import load_spec

    needs = {id: prop.parameters for id, prop in load_properties().items()}
    read: list[Contract] = []
    unread: list[Unread] = []
    for path in paths:
        try:
            read += load_spec(path, needs)
        except InputError as error:
            unread.append(Unread(error.place or Place(str(path), 1), error))
    return tuple(read), tuple(unread)


def _document(path: Path) -> Document:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read {path}: {(error.strerror or str(error)).lower()}") from None
    lines = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").removesuffix("\n").split("\n")
    return Document(str(path), data, tuple(lines))
