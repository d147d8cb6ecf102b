"""From documents to applications: what is effective with certain profiles, and with what the environment overrides."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from checker.base.places import Place
from checker.configs.setting import Setting
from checker.configs.source import Source
from checker.configs.spring.documents import documents_of
from checker.configs.spring.facts import Application, Document, environment_key, split_list, uniform
from checker.configs.spring.profiles import accepts
from checker.configs.spring.values import resolve
from checker.configs.words import Block, Statement, Word
from checker.configs.yaml.reading import Complaint

FILE = re.compile(r"(?:application|bootstrap)(?:-(?P<profile>[^/]+?))?\.(?:ya?ml|properties)\Z")
_ACTIVE = "spring.profiles.active"
_INCLUDED = "spring.profiles.include"
_MOST = 50


def applications(sources: Sequence[Source], complaints: list[Complaint]) -> tuple[Application, ...]:
    """Return the applications of these files: one for each folder with an `application.yml` or the like.

    Where a folder has only `application-x.yml` and `application-y.yml`, these are not profiles of anything that is
    there: each is one application.
    """
    folders: dict[str, list[Source]] = defaultdict(list)
    for source in sources:
        folders[posixpath.dirname(source.path)].append(source)
    return tuple(made for folder in folders.values() for made in _in_folder(folder, complaints))


def label_of(path: str) -> str:
    """Return `x` of `application-x.yml`, or ''; of a file with another name the name without its ending."""
    name = posixpath.basename(path)
    match = FILE.match(name)
    return (match["profile"] or "") if match else name.rpartition(".")[0]


def _in_folder(sources: Sequence[Source], complaints: list[Complaint]) -> list[Application]:
    # .properties win over .yml of the same name, and files of profiles over the one that is for all
    ordered = sorted(sources, key=lambda s: (label_of(s.path) != "", s.path.endswith(".properties")))
    has_main = any(not label_of(source.path) for source in ordered)
    groups: dict[str, list[Document]] = defaultdict(list)
    for source in ordered:
        label = label_of(source.path)
        profile = label if has_main else ""
        groups["" if has_main else label] += documents_of(source, profile, complaints)
    return [application(label, tuple(documents), {}) for label, documents in groups.items() if documents]


def application(
    label: str, documents: tuple[Document, ...], overrides: Mapping[str, Setting[str]], service: str = ""
) -> Application:
    """Return the application that these documents are, with the profiles that they and the environment activate."""
    active = _active(label, documents, overrides)
    properties: dict[str, Setting[str]] = {}
    for document in effective(documents, active):
        properties = _overlaid(properties, document.properties)
    files = tuple(dict.fromkeys(document.file for document in documents))
    made = Application(files, label, _head(files), documents, active, properties, overrides, service)
    resolved = {name: resolve(setting, made.get) for name, setting in properties.items()}
    return replace(
        made, properties=resolved, overrides={key: resolve(each, made.get) for key, each in overrides.items()}
    )


def with_environment(app: Application, overrides: Mapping[str, Setting[str]], service: str) -> Application:
    """Return the application as a service runs it."""
    return application(app.label, app.documents, overrides, service)


def effective(documents: Sequence[Document], active: Sequence[str]) -> tuple[Document, ...]:
    """Return the documents that count, the weakest first: those of files for a profile behind those for all."""
    profiles = frozenset(active)
    common = [d for d in documents if not d.profile and _holds(d, profiles)]
    own = [d for profile in active for d in documents if d.profile == profile and _holds(d, profiles)]
    if not active:
        own = [d for d in documents if d.profile == "default" and _holds(d, profiles)]
    return (*common, *own)


def _holds(document: Document, profiles: Set[str]) -> bool:
    return not document.condition or accepts(document.condition, profiles)


def _active(label: str, documents: Sequence[Document], overrides: Mapping[str, Setting[str]]) -> tuple[str, ...]:
    """Return the active profiles: of the environment, else of the files, and those that they include."""
    always = {n: s for d in documents if not d.profile and not d.condition for n, s in d.properties.items()}
    chosen = overrides.get(environment_key(_ACTIVE))
    named = split_list(chosen) if chosen else _items(always, _ACTIVE)
    names = [str(item.known) for item in named if isinstance(item.known, str)]
    if label and label not in names:
        names.append(label)
    names += [str(item.known) for item in _items(always, _INCLUDED) if isinstance(item.known, str)]
    return _with_groups(names, always)


def _with_groups(names: Sequence[str], always: Mapping[str, Setting[str]]) -> tuple[str, ...]:
    """Return these profiles, each followed by those of `spring.profiles.group.NAME`."""
    found: dict[str, None] = {}
    pending = list(names)
    while pending and len(found) < _MOST:
        name = pending.pop(0)
        if name in found:
            continue
        found[name] = None
        group = _items(always, f"spring.profiles.group.{uniform(name)}")
        pending = [*(str(item.known) for item in group if isinstance(item.known, str)), *pending]
    return tuple(found)


def _items(properties: Mapping[str, Setting[str]], name: str) -> tuple[Setting[str], ...]:
    """Return the items of a list, by index or parted by commas."""
    if name in properties:
        return split_list(properties[name])
    return tuple(setting for key, setting in properties.items() if key.startswith(f"{name}["))


def _overlaid(below: Mapping[str, Setting[str]], above: Mapping[str, Setting[str]]) -> dict[str, Setting[str]]:
    """Return the properties of two documents: a list replaces a list as a whole."""
    lists = {name.partition("[")[0] for name in above if "[" in name} | {name for name in above if "[" not in name}
    kept = {name: setting for name, setting in below.items() if "[" not in name or name.partition("[")[0] not in lists}
    return {**kept, **above}


def _head(files: Sequence[str]) -> Block:
    """Return the top of the first file; nothing can be added there without knowing its form."""
    place = Place(files[0] if files else "", 1)
    return Block(Statement((Word("", "", 0, place),)), 0, "")
