"""Reads the sections of a contract file into its types; what is wrong goes to the problems of the file."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from checker.base.places import Place
from checker.base.yaml_places import Entries, Entry, Problems
from checker.base.yaml_section import Section, closest
from checker.model.contract import ROLES, Accepted, Host, Lifeline, PropertyUse, Server, Vip
from checker.model.contract_document import STATED_KEYS, Documents, Stated
from checker.model.contract_events import End, EventRule, Sign, placeholders_of
from checker.model.contract_formula import UnknownNameError
from checker.model.contract_settings import computed_value
from checker.model.own import OWN_KEYS
from checker.model.own_telling import own_measures, states
from checker.model.parameters import ADDRESS, HOST, PARAMETERS, PORT, PRIORITY, Measure, Parameter
from checker.model.promises import PROMISES
from checker.model.vocabulary import EventKind

LIFELINE_KEYS = ("role", "host", "server", "vip", "program")
SIGN_KEYS = ("event", "with", "shows", "at", "since", "before")
EVENT_KEYS = ("label", "from", "to", *SIGN_KEYS, "or")
ENDS: tuple[End, ...] = ("sender", "receiver")
PROPERTY_KEYS = ("line", "document", "ours", "only", "skip")
PARAMETER_KEYS = (*STATED_KEYS, "implied", "computed")
# what else stands beside a parameter of the contract's own
_MEASURED: Mapping[bool, tuple[str, ...]] = MappingProxyType({False: (), True: ("measure",)})


def read_hosts(root: Section, documents: Documents) -> dict[str, Host]:
    """Return the hosts by their logical names."""
    hosts = {}
    for name, section in root.sections("hosts", ("address", "priority", "aliases")).items():
        address = _stated(section, "address", ADDRESS, documents)
        priority = _stated(section, "priority", PRIORITY, documents, optional=True)
        aliases = tuple(s.text for s in section.scalars("aliases"))
        number = int(priority.value) if priority else -1
        hosts[name] = Host(name, _text(address), aliases, number, address.stated if address else None)
    _unique(
        ((name, a, root.problems, root.place_of("hosts")) for name, h in hosts.items() for a in (h.name, *h.aliases)),
        "host",
    )
    return hosts


def read_vips(root: Section, documents: Documents, hosts: Collection[str]) -> dict[str, Vip]:
    """Return the virtual addresses by their names."""
    vips = {}
    for name, section in root.sections("vips", ("address", "hosts")).items():
        section.require("hosts")
        address = _stated(section, "address", ADDRESS, documents)
        vips[name] = Vip(
            name, _text(address), _names(section, "hosts", hosts, "host"), address.stated if address else None
        )
    return vips


def read_servers(root: Section, documents: Documents) -> dict[str, Server]:
    """Return the servers by the names that load balancers use."""
    servers = {}
    for name, section in root.sections("servers", ("address", "port", "aliases")).items():
        address = _stated(section, "address", HOST, documents, optional=True)
        port = _stated(section, "port", PORT, documents, optional=True)
        aliases = tuple(s.text for s in section.scalars("aliases"))
        stated = (port and port.stated) or (address and address.stated) or None
        servers[name] = Server(name, _text(address), int(port.value) if port else 0, aliases, stated)
    return servers


def read_lifelines(outer: Section, known: Mapping[str, Collection[str]]) -> dict[str, Lifeline]:
    """Return the lifelines of a section; `known` holds the names of hosts, servers and vips."""
    lifelines = {}
    for name, section in outer.sections("lifelines", LIFELINE_KEYS).items():
        section.require("role")
        refers = {key: _name(section, key, known[key], key) for key in LIFELINE_KEYS[1:4]}
        lifelines[name] = Lifeline(
            name, section.one_of("role", ROLES), **refers, place=section.place, program=section.text("program")
        )
    return lifelines


def read_events(
    root: Section, lifelines: Collection[str], vocabulary: Mapping[str, EventKind]
) -> tuple[EventRule, ...]:
    """Return what the labels mean, checked against the vocabulary of events."""
    return tuple(_event(section, (*ROLES, *lifelines), vocabulary) for section in root.listed("events", EVENT_KEYS))


def _event(section: Section, ends: Collection[str], vocabulary: Mapping[str, EventKind]) -> EventRule:
    section.require("label", "event")
    label = section.text("label")
    names = placeholders_of(label)
    alternatives = section.listed("or", SIGN_KEYS)
    for alternative in alternatives:
        alternative.require("event")
    sign, *others = (_sign(each, names, vocabulary) for each in (section, *alternatives))
    used = {name for each in (sign, *others) for value in each.args.values() for name in placeholders_of(value)}
    allowed = vocabulary[sign.kind].args if sign.kind else dict.fromkeys(names, "")
    for name in names:
        if name not in allowed and name not in used:
            _no_argument(section, sign.kind, name, allowed, section.place_of("label"))
    sign = replace(sign, said=tuple(name for name in names if name in allowed))
    return EventRule(
        label,
        _names(section, "from", ends, "role or lifeline"),
        _names(section, "to", ends, "role or lifeline"),
        sign,
        section.place_of("label"),
        tuple(others),
    )


def _sign(section: Section, names: Collection[str], vocabulary: Mapping[str, EventKind]) -> Sign:
    """Return one event that shows something drawn; `names` are what the label says."""
    kind = section.one_of("event", tuple(vocabulary))
    given = section.section("with")
    args = {name: given.text(name) for name in given.by_key}
    allowed = vocabulary[kind].args if kind else dict.fromkeys(args, "")
    for name, entry in given.by_key.items():
        if name not in allowed:
            _no_argument(section, kind, name, allowed, entry.place)
    for value, entry in zip(args.values(), given.by_key.values(), strict=True):
        for name in placeholders_of(value):
            if name not in names:
                section.problems.add(f"the label says no '{name}'{closest(name, names)}", entry.value.place)
    instants = sorted(vocabulary[kind].instants) if kind else []
    shows = tuple(s.text for s in section.scalars("shows"))
    for scalar in section.scalars("shows"):
        if scalar.text not in ENDS:
            _unknown(section.problems, "end", scalar.text, ENDS, scalar.place)
    at, since = section.one_of("at", instants), section.one_of("since", instants)
    return Sign(kind, args, tuple(end for end in ENDS if end in shows), at, since, section.duration("before"))


def _no_argument(section: Section, kind: str, name: str, allowed: Collection[str], place: Place) -> None:
    message = f"event '{kind}' has no argument '{name}'{closest(name, allowed)}"
    section.problems.add(message, place, f"its arguments: {', '.join(allowed)}")


def read_properties(
    root: Section, documents: Documents, known: Collection[str], subjects: Collection[str]
) -> dict[str, PropertyUse]:
    """Return the properties that the contract promises: `known` ids, and those that it states itself."""
    section = root.section("properties")
    uses = {}
    for name, entry in section.by_key.items():
        if name not in known and not states(entry.value):
            hint = f"known: {', '.join(sorted(known))}"
            root.problems.add(f"unknown property '{name}'{closest(name, known)}", entry.place, hint)
        uses[name] = _property(name, entry, documents, subjects)
    return uses


def read_promises(root: Section, documents: Documents, subjects: Collection[str]) -> dict[str, PropertyUse]:
    """Return what the diagrams promise of the configuration alone, known promises only."""
    section = root.section("promises", tuple(PROMISES))
    return {name: _property(name, entry, documents, subjects) for name, entry in section.by_key.items()}


def read_accepts(root: Section) -> dict[str, Accepted]:
    """Return what the owners accept: properties and codes of findings, each with the reason."""
    section = root.section("accepts")
    for name, entry in section.by_key.items():
        if not re.fullmatch("[a-z][a-z0-9-]*", name):
            hint = "such as no-request-routed-to-down; `verify explain` lists the codes"
            root.problems.add(f"'{name}' is neither a property nor the code of a finding", entry.place, hint)
        if not section.text(name, "none").strip():
            root.problems.add(f"accepts: no reason is given for {name}", entry.place, "say why you live with it")
    return {name: Accepted(name, section.text(name), entry.place) for name, entry in section.by_key.items()}


def _property(name: str, entry: Entry, documents: Documents, subjects: Collection[str]) -> PropertyUse:
    keys = (*PROPERTY_KEYS, *OWN_KEYS) if states(entry.value) else PROPERTY_KEYS
    section = Section.of(entry.value, name, documents.problems, keys)
    if not {"line", "ours"} & section.by_key.keys():
        hint = "write `line:` with the lines of the diagram that promise it, or `ours:` and why you want it checked"
        documents.problems.add(f"{name} says neither 'line' nor 'ours'", section.place, hint)
    cited = [documents.cited(section, s.text, s.place) for s in section.scalars("line")]
    for line, scalar in zip(cited, section.scalars("line"), strict=True):
        if line and not line[0].line(line[1]):
            documents.problems.add(f"{line[0].name}:{line[1]} is empty, so it promises nothing", scalar.place)
    found = [(document, number) for document, number in filter(None, cited)]
    return PropertyUse(
        name,
        tuple(document.place(number) for document, number in found),
        tuple(document.line(number) for document, number in found),
        section.text("ours"),
        _names(section, "only", subjects, "host, server or vip"),
        _names(section, "skip", subjects, "host, server or vip"),
        entry.place,
    )


def read_parameters(root: Section, documents: Documents) -> dict[str, Parameter]:
    """Return the parameters: stated ones first, then those that follow from others by a formula."""
    measures = {**PARAMETERS, **own_measures(root)}
    outer = root.section("parameters", tuple(measures))
    found: dict[str, Parameter] = {}
    formulas: list[tuple[Section, str]] = []
    for name, entry in outer.by_key.items():
        measure = measures.get(name)
        if measure is None:
            continue
        if not (isinstance(entry.value, Entries) and {"implied", "computed"} & entry.value.by_key.keys()):
            stated = documents.stated(entry.value, name, measure, (*STATED_KEYS, *_MEASURED[name not in PARAMETERS]))
            if stated and not (stated.stated or stated.why):
                hint = "add `line:` with the line of the diagram that states it, or `ours:` and why"
                root.problems.add(f"{name} gives a value but no reason", entry.value.place, hint)
            if stated:
                found[name] = Parameter(
                    name, stated.value, measure.unit, stated.stated, stated.text, stated.why, place=entry.place
                )
        else:
            keys = (*PARAMETER_KEYS, *_MEASURED[name not in PARAMETERS])
            section = Section.of(entry.value, name, root.problems, keys)
            formulas.append((section, "implied" if "implied" in section.by_key else "computed"))
    for section, key in formulas:
        parameter = _formula(section, measures[section.name], key, found, documents)
        if parameter:
            found[section.name] = parameter
    return {name: found[name] for name in outer.by_key if name in found}


def _formula(
    section: Section, measure: Measure, key: str, known: Mapping[str, Parameter], documents: Documents
) -> Parameter | None:
    """Return a parameter that follows from others; a value written beside it must agree."""
    name, formula = section.name, section.text(key)
    try:
        value = computed_value(formula, known, measure)
    except ValueError as error:
        if isinstance(error, UnknownNameError) and section.problems:
            return None  # what it lacks is named already
        hint = "a formula may name parameters that are stated, or that stand above it"
        section.problems.add(f"'{key}' of {name}: {error}", section.place_of(key), hint)
        return None
    if {"value", "line"} & section.by_key.keys():
        stated = documents.stated_in(section, measure)
        if stated and stated.value != value:
            message = f"{name} is {measure.show(stated.value)} here, but {formula} gives {measure.show(value)}"
            section.problems.add(message, section.place_of("value" if "value" in section.by_key else "line"))
    named = [p for n, p in known.items() if p.stated and n in formula]
    return Parameter(
        name,
        value,
        measure.unit,
        named[0].stated if named else None,
        named[0].text if named else "",
        section.text("ours") or f"{key}: {formula}",
        formula if key == "computed" else "",
        section.place_of(key),
    )


def _stated(
    section: Section, key: str, measure: Measure, documents: Documents, optional: bool = False
) -> Stated | None:
    if key not in section.by_key:
        if not optional:
            section.require(key)
        return None
    return documents.stated(section.by_key[key].value, f"{key} of {section.name.split()[0]}", measure)


def _text(stated: Stated | None) -> str:
    return str(stated.value) if stated else ""


def _name(section: Section, key: str, known: Collection[str], noun: str) -> str:
    text = section.text(key)
    if text and text not in known:
        _unknown(section.problems, noun, text, known, section.place_of(key))
    return text


def _names(section: Section, key: str, known: Collection[str], noun: str) -> tuple[str, ...]:
    for scalar in section.scalars(key):
        if scalar.text not in known:
            _unknown(section.problems, noun, scalar.text, known, scalar.place)
    return tuple(s.text for s in section.scalars(key))


def _unknown(problems: Problems, noun: str, name: str, known: Collection[str], place: Place) -> None:
    hint = f"known: {', '.join(sorted(known))}" if known else ""
    problems.add(f"unknown {noun} '{name}'{closest(name, known)}", place, hint)


def _unique(names: Iterable[tuple[str, str, Problems, Place]], noun: str) -> None:
    """Complain about a name that two of a kind go by."""
    owner: dict[str, str] = {}
    for name, alias, problems, place in names:
        other = owner.setdefault(alias.lower(), name)
        if other != name:
            problems.add(f"the name '{alias}' belongs to {noun} '{other}' and to {noun} '{name}'", place)
