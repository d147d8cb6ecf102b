"""Loads contracts: the embedded ones, a contract file, or every contract of a directory."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from os.path import normpath
from pathlib import Path

from checker.base.errors import InputError
from checker.base.places import Place
from checker.base.yaml_places import Entries, Problems, read_yaml
from checker.base.yaml_section import Section
from checker.model.contract import Contract
from checker.model.contract_blank import refuse_empty
from checker.model.contract_document import Documents
from checker.model.contract_sections import (
    read_accepts,
    read_events,
    read_hosts,
    read_lifelines,
    read_parameters,
    read_promises,
    read_properties,
    read_servers,
    read_vips,
)
from checker.model.document import Document
from checker.model.own import Own
from checker.model.own_defining import read_own
from checker.model.own_telling import states
from checker.model.requests import RequestFlow
from checker.model.spec_files import SUFFIXES, contract_files
from checker.model.vocabulary import VOCABULARY

KEYS = (
    "system",
    "documents",
    "defines",
    "hosts",
    "vips",
    "servers",
    "lifelines",
    "diagrams",
    "events",
    "logs",
    "parameters",
    "properties",
    "requests",
    "promises",
    "accepts",
)
Known = Collection[str] | Mapping[str, Collection[str]]


def load_spec(path: Path | None, known_properties: Known) -> tuple[Contract, ...]:
    """Return the contracts at `path` (None: the embedded ones), sorted by system; InputError says what is wrong.

    `known_properties` are the ids of the properties that exist, or a mapping to the parameters that each needs.
    """
    contracts = [
        _load(file, file.name if path is None else str(file), known_properties) for file in contract_files(path)
    ]
    if path is not None:
        # The embedded contracts are held against their diagrams by the tests; parsing here would slow every start.
        _check_diagrams(contracts)
    by_system: dict[str, Contract] = {}
    for contract in contracts:
        other = by_system.setdefault(contract.system, contract)
        if other is not contract:
            message = f"system '{contract.system}' has two contracts; the other is {other.place.file}"
            raise InputError(message, contract.place, "give each its own name")
    return tuple(by_system[name] for name in sorted(by_system))


def _check_diagrams(contracts: Iterable[Contract]) -> None:
    from checker.model.contract_diagrams import check_against_diagrams

    for contract in contracts:
        check_against_diagrams(contract)


def _read(path: Path, place: Place | None = None) -> bytes:
    try:
        if path.exists() and not path.is_file():
            raise InputError(f"cannot read {path}: it is not a regular file", place)
        return path.read_bytes()
    except OSError as error:
        hint = "check the path" if place is None else "documents are named as they lie from the contract"
        raise InputError(f"cannot read {path}: {(error.strerror or str(error)).lower()}", place, hint) from None


def _load(path: Path, name: str, known: Known) -> Contract:
    """Return the contract of one file; everything that is wrong with it is told together."""
    if path.suffix not in SUFFIXES and path.exists():
        hint = "give the contract (*.yaml) that stands beside the diagrams; docs/contract.md tells how to write one"
        raise InputError(f"{path} is not a contract", hint=hint)
    return _contract_of(_read(path), name, lambda root: _documents(root, path, name), known)


def contract_in(data: bytes, name: str, documents: Mapping[str, Document], known: Known) -> Contract:
    """Return the contract in the bytes with these documents; InputError says what is wrong.

    It is not held against its diagrams.
    """
    return _contract_of(data, name, lambda _: documents, known)


def _contract_of(
    data: bytes, name: str, documents_of: Callable[[Section], Mapping[str, Document]], known: Known
) -> Contract:
    problems = Problems()
    node = read_yaml(data, name)
    root = Section.of(node, "", problems, KEYS)
    if not isinstance(node, Entries):
        problems.raise_any()
    refuse_empty(node, problems)
    root.require("system", "documents", *([] if "requests" in root.by_key else ["properties"]))
    contract = _contract(root, Documents(documents_of(root), problems), known)
    _check_needs(contract, known, root)
    problems.raise_any()
    return contract


def _documents(root: Section, path: Path, name: str) -> dict[str, Document]:
    """Return the documents beside the contract, by the names that it uses."""
    found = {}
    for scalar in root.scalars("documents"):
        shown = name[: len(name) - len(path.name)] + scalar.text
        shown = normpath(shown) if ".." in scalar.text else shown
        try:
            data = _read(path.parent / scalar.text, scalar.place)
            lines = data.decode("utf-8-sig").replace("\r\n", "\n").removesuffix("\n").split("\n")
        except UnicodeDecodeError as error:
            at = data[: error.start].count(b"\n") + 1
            root.problems.add(f"{shown} is not UTF-8 text", Place(shown, at), "save the file as UTF-8")
        except InputError as error:
            root.problems.add_error(error)
        else:
            found[scalar.text] = Document(shown, data, tuple(lines))
    return found


def _contract(root: Section, documents: Documents, known: Known) -> Contract:
    hosts = read_hosts(root, documents)
    vips = read_vips(root, documents, hosts)
    servers = read_servers(root, documents)
    names: Mapping[str, Collection[str]] = {"host": hosts, "server": servers, "vip": vips}
    lifelines = read_lifelines(root, names)
    special = {
        title: read_lifelines(section, names) for title, section in root.sections("diagrams", ("lifelines",)).items()
    }
    every = (*lifelines, *(name for some in special.values() for name in some))
    own = read_own(root)
    parameters = read_parameters(root, documents)
    if any(states(entry.value) for entry in root.section("properties").by_key.values()):
        from checker.model.own_properties import read_own_properties  # few contracts state properties themselves

        own = read_own_properties(root, own, known, parameters.values())
    flows = _requests(root, documents, own, known)
    if flows:
        from checker.model.requests_reading import in_bulk  # few contracts speak of requests

        own = in_bulk(own, flows)
    return Contract(
        system=root.text("system"),
        place=root.place_of("system"),
        documents=tuple(documents.by_name.values()),
        hosts=hosts,
        vips=vips,
        servers=servers,
        lifelines=lifelines,
        lifelines_in=special,
        events=read_events(root, every, {**VOCABULARY, **own.kinds}),
        parameters=parameters,
        properties=read_properties(root, documents, known, (*hosts, *servers, *vips)),
        promises=read_promises(root, documents, (*hosts, *servers, *vips)),
        haproxy_formats=_haproxy_formats(root),
        accepts=read_accepts(root),
        own=own,
        requests=flows,
    )


def _requests(root: Section, documents: Documents, own: Own, known: Known) -> dict[str, RequestFlow]:
    if "requests" not in root.by_key:
        return {}
    from checker.model.requests_reading import read_requests

    taken = {*known, *root.section("properties").by_key}
    return read_requests(root, documents, {**VOCABULARY, **own.kinds}, taken)


def _haproxy_formats(root: Section) -> tuple[tuple[str, Place], ...]:
    haproxy = root.section("logs", ("haproxy",)).section("haproxy", ("format",))
    return tuple((each.text, each.place) for each in haproxy.scalars("format"))


def _check_needs(contract: Contract, known: Known, root: Section) -> None:
    """Complain about a property whose parameters the contract does not state."""
    given = root.section("parameters").by_key
    for use in contract.properties.values():
        needs = known.get(use.id, ()) if isinstance(known, Mapping) else ()
        for name in needs:
            if name not in given and use.place:
                hint = f"state it under 'parameters', such as `{name}: {{line: ...}}`"
                root.problems.add(f"property '{use.id}' needs the parameter '{name}'", use.place, hint)


def with_settings(contracts: Iterable[Contract], settings: Iterable[str]) -> tuple[Contract, ...]:
    """Return contracts with `NAME=VALUE` settings, each for those that state the parameter, or for all if none does.

    Raises InputError for a name that no parameter has, or a bad value.
    """
    contracts, settings = tuple(contracts), tuple(settings)
    names = {setting: setting.partition("=")[0].strip() for setting in settings}
    stated = {name for contract in contracts for name in contract.parameters}

    def meant(contract: Contract) -> tuple[str, ...]:
        return tuple(s for s in settings if names[s] in contract.parameters or names[s] not in stated)

    return tuple(contract.with_settings(meant(contract)) for contract in contracts)
