"""Which compose files are one project, and what its services are made of: overriding, `include`, `extends`."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from checker.configs.compose.layers import Layers
from checker.configs.source import Source, Surroundings, beside
from checker.configs.yaml.nodes import Entries, Entry, Items, Node, Scalar, entries_of
from checker.configs.yaml.reading import Complaint, read_documents

_OVERRIDE = re.compile(r"(?P<base>.+)[.-]override\.ya?ml\Z")
_MAKES = ("image", "build", "extends")
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class File:
    """A compose file, and the keys at its top."""

    source: Source
    root: Mapping[str, Entry]

    @property
    def services(self) -> Mapping[str, Entry]:
        """Its services by name."""
        entry = self.root.get("services")
        return entries_of(entry.node if entry else None)


@dataclass(frozen=True, slots=True)
class Definition:
    """A service: the key that names it first, its layers, and the files that take part."""

    head: Entry
    layers: Layers
    files: tuple[str, ...]


@dataclass
class Loader:
    """Reads the files of projects, and those that they include or extend, each once."""

    surroundings: Surroundings
    complaints: list[Complaint] = field(default_factory=list)
    included: dict[str, Source] = field(default_factory=dict)
    _files: dict[str, File] = field(default_factory=dict)

    def file(self, source: Source) -> File:
        """Return a file as it was read."""
        if source.path not in self._files:
            documents = read_documents(source)
            self.complaints += documents.complaints
            root = next((entries_of(node) for node in documents.nodes), {})
            self._files[source.path] = File(source, root)
        return self._files[source.path]

    def other(self, origin: str, name: Scalar, key: str) -> File | None:
        """Return a file that another one names; None, with a complaint, where it cannot be found."""
        path = beside(origin, name.text)
        if "$" in name.text:
            return None
        for source in self.surroundings.find(path):
            self.included.setdefault(source.path, source)
            return self.file(source)
        message = f"'{key}' names {name.text}, and there is no file {path}"
        self.complaints.append(Complaint(message, name.place, "give that file too, or mend the path"))
        return None


def projects(sources: Sequence[Source], loader: Loader) -> tuple[tuple[File, ...], ...]:
    """Return the files of each project, the main one first, then those that override it.

    A file overrides the main one of its folder when its name says so (`compose.override.yml`), or when it could not
    stand alone: it tells nothing but further settings of services that the main one makes.
    """
    folders: dict[str, list[File]] = defaultdict(list)
    for source in sources:
        folders[posixpath.dirname(source.path)].append(loader.file(source))
    return tuple(project for files in folders.values() for project in _in_folder(files))


def _in_folder(files: list[File]) -> Iterable[tuple[File, ...]]:
    mains = [file for file in files if not _OVERRIDE.match(file.source.path) and _stands_alone(file)]
    taken: dict[str, list[File]] = {main.source.path: [main] for main in mains}
    for file in files:
        if file in mains:
            continue
        main = _main_of(file, mains)
        taken.setdefault(main.source.path if main else file.source.path, []).append(file)
    return [tuple(project) for project in taken.values()]


def _stands_alone(file: File) -> bool:
    """Say whether some service of a file tells what to run."""
    return any(key in entries_of(entry.node) for entry in file.services.values() for key in _MAKES)


def _main_of(file: File, mains: list[File]) -> File | None:
    match = _OVERRIDE.match(file.source.path)
    if match:
        for main in mains:
            if main.source.path.rpartition(".")[0] == match["base"]:
                return main
    sharing = [main for main in mains if file.services.keys() & main.services.keys()]
    return sharing[0] if len(sharing) == 1 else None


def definitions(project: Sequence[File], loader: Loader) -> Mapping[str, Definition]:
    """Return the services of a project."""
    heads: dict[str, Entry] = {}
    found: dict[str, list[tuple[Entries, ...]]] = defaultdict(list)
    files: dict[str, list[str]] = defaultdict(list)
    for file in _with_includes(project, loader):
        for name, entry in file.services.items():
            heads.setdefault(name, entry)
            found[name].append(_extended(file, entry, loader, ()))
            files[name].append(file.source.path)
    return {
        name: Definition(
            heads[name], Layers(tuple(one for layers in found[name] for one in layers)), tuple(files[name])
        )
        for name in heads
    }


def _with_includes(project: Sequence[File], loader: Loader) -> tuple[File, ...]:
    """Return the files of a project, those that `include` names first: the project itself says more than they."""
    found: dict[str, File] = {}

    def visit(file: File, depth: int) -> None:
        if file.source.path in found or depth > _DEEPEST:
            return
        for name in _included_by(file):
            other = loader.other(file.source.path, name, "include")
            if other is not None and other not in project:
                visit(other, depth + 1)
        found[file.source.path] = file

    for file in project:
        visit(file, 0)
    return tuple(found.values())


def _included_by(file: File) -> tuple[Scalar, ...]:
    """Return the paths behind `include`: texts, or mappings with a `path`."""
    entry = file.root.get("include")
    nodes = entry.node.nodes if entry and isinstance(entry.node, Items) else ()
    paths: list[Node] = []
    for node in nodes:
        path = entries_of(node).get("path")
        named = path.node if path else node
        paths += named.nodes if isinstance(named, Items) else (named,)
    return tuple(path for path in paths if isinstance(path, Scalar))


def _extended(file: File, entry: Entry, loader: Loader, seen: tuple[tuple[str, str], ...]) -> tuple[Entries, ...]:
    """Return the layers of a service in one file: what it extends, then itself."""
    if not isinstance(entry.node, Entries):
        return ()
    own = (entry.node,)
    this = (file.source.path, entry.key.value)
    extends = entry.node.by_key.get("extends")
    if extends is None:
        return own
    if this in seen:
        loader.complaints.append(Complaint(f"service '{entry.key.value}' extends itself", extends.key.place))
        return own
    base_file, name = _extends(file, extends, loader)
    if base_file is None or name is None:
        return own
    base = base_file.services.get(name.text)
    if base is None:
        message = f"'extends' names the service '{name.text}', and {base_file.source.path} has none of that name"
        loader.complaints.append(Complaint(message, name.place))
        return own
    return (*_extended(base_file, base, loader, (*seen, this)), *own)


def _extends(file: File, extends: Entry, loader: Loader) -> tuple[File | None, Scalar | None]:
    """Return the file and the service that `extends` names: `extends: web`, or a mapping of `file` and `service`."""
    if isinstance(extends.node, Scalar):
        return file, extends.node
    keys = entries_of(extends.node)
    service = keys["service"].node if "service" in keys else None
    other = keys["file"].node if "file" in keys else None
    base = loader.other(file.source.path, other, "extends") if isinstance(other, Scalar) else file
    return base, service if isinstance(service, Scalar) else None
