"""From the YAML file of a format to a `Format`: everything that is wrong is told with its place, all at once."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from checker.base.yaml_places import Problems, Scalar, read_yaml
from checker.base.yaml_section import Section, closest
from checker.model.event import Value
from checker.model.vocabulary import EventKind
from checker.readers.declared_forms import WITHOUT_LINES, columns, pattern, recognition, separator, unwanted
from checker.readers.declared_rules import (
    FORMS,
    SYSLOG_FIELDS,
    Expected,
    Format,
    Rule,
    Sample,
)
from checker.readers.declared_times import Clock, layout
from checker.readers.declared_values import TYPES, Condition, Template, Wanted
from checker.readers.postgresql_stamp import zone_ns

_KEYS = (
    "name",
    "description",
    "form",
    "columns",
    "separator",
    "recognise",
    "prefix",
    "time",
    "source",
    "rules",
    "samples",
)
_INTEGER = re.compile(r"-?[0-9]{1,18}")
_BOOLEANS = ("true", "false")

Known = Collection[str] | None  # the groups that a pattern names; None: any key of a JSON object


def read_format(data: bytes, file: str, vocabulary: Mapping[str, EventKind]) -> Format:
    """Return the format that a file declares; raise InputError with everything that is wrong in it."""
    problems = Problems()
    top = Section.of(read_yaml(data, file), "", problems, _KEYS)
    top.require("name", "description", "recognise", "source", "rules", "samples")
    form = top.one_of("form", FORMS, "lines")
    if form in WITHOUT_LINES:
        unwanted(top, "prefix", WITHOUT_LINES[form])
    prefix = pattern(top, "prefix") if form not in WITHOUT_LINES else None
    names = columns(top, form)
    known: Known = names if form == "csv" else _known(form, prefix)
    clock = _clock(top.section("time", ("from", "layout", "zone", "resolution"))) if "time" in top.by_key else None
    source = top.section("source", ("program", "host", "process"))
    source.require("program")
    declared = Format(
        name=_name(top),
        description=top.text("description"),
        form=form,
        recognition=recognition(top, form),
        prefix=prefix,
        time=_template(top.section("time"), "from", known) if clock else None,
        clock=clock,
        program=_template(source, "program", known) or Template(""),
        host=_host(source, known),
        process=_template(source, "process", known),
        rules=tuple(_Rules(top, form, known, clock, vocabulary).rules()),
        samples=tuple(_samples(top, vocabulary)),
        place=top.place,
        by_file="host" in source.by_key and source.text("host") == "file",
        columns=names,
        separator=separator(top),
    )
    timeless = form != "syslog" and clock is None
    if timeless and (late := next((r for r in declared.rules if r.kind), None)):
        problems.add("this event has no time", late.place, "add `time: {from: ..., layout: ...}` to the format")
    if not declared.samples and "samples" in top.by_key:
        problems.add("a format needs samples", top.place_of("samples"), "add lines, and what they must give")
    problems.raise_any()
    return declared


def _name(top: Section) -> str:
    name = top.text("name")
    if name and not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,40}", name):
        top.wrong("name", "small letters, digits and hyphens")
    return name


def _known(form: str, *patterns: re.Pattern[str] | None) -> Known:
    if form in ("json", "otlp"):
        return None
    groups = [name for pattern in patterns if pattern for name in pattern.groupindex]
    return [*groups, *(SYSLOG_FIELDS if form == "syslog" else ())]


def _clock(section: Section) -> Clock:
    section.require("from", "layout")
    layouts = []
    for scalar in section.scalars("layout"):
        try:
            layouts.append(layout(scalar.text))
        except ValueError as error:
            section.problems.add(str(error), scalar.place)
    zone = section.text("zone", "local")
    zone_known = None if zone == "local" else zone_ns(zone)
    if zone != "local" and zone_known is None:
        section.wrong("zone", "local, UTC, or an offset such as +01:00")
    resolution = section.duration("resolution")
    counted = [scalar.text for scalar in section.scalars("layout")] == ["epoch-ns"] and not resolution
    return Clock(tuple(layouts), zone_known, resolution, counted)


def _template(section: Section, key: str, known: Known) -> Template | None:
    node = section.node(key)
    if node is None:
        return None
    if not isinstance(node, Scalar) or node.empty:
        section.wrong(key, "a text, such as a name or a reference ($name)")
        return None
    return _checked(node, known, section.problems)


def _host(source: Section, known: Known) -> Template | None:
    """The words `directory`, like nothing at all, and `file` leave the host to where the file lies, or to its name."""
    named = source.text("host", "directory") if source.by_key else ""
    return None if named in ("directory", "file") else _template(source, "host", known)


def _checked(scalar: Scalar, known: Known, problems: Problems) -> Template:
    template = Template(scalar.text)
    for name in template.references if known is not None else ():
        if known is not None and name not in known:
            hint = f"known here: {', '.join(known)}" if known else "name a group of a pattern: (?P<name>...)"
            problems.add(f"no pattern has a group '{name}'{closest(name, known)}", scalar.place, hint)
    return template


class _Rules:
    """Reads the rules of a format."""

    def __init__(
        self, top: Section, form: str, known: Known, clock: Clock | None, vocabulary: Mapping[str, EventKind]
    ) -> None:
        self._top = top
        self._form = form
        self._outer = known
        self._clock = clock
        self._vocabulary = vocabulary

    def rules(self) -> list[Rule]:
        """Return the rules in the order of the file."""
        return [
            self._rule(section) for section in self._top.listed("rules", ("match", "when", "event", "with", "time"))
        ]

    def _rule(self, section: Section) -> Rule:
        if self._form in WITHOUT_LINES:
            unwanted(section, "match", f"{WITHOUT_LINES[self._form]}; use `when`")
        match = None if self._form in WITHOUT_LINES else pattern(section, "match")
        if self._form not in WITHOUT_LINES:
            section.require("match")
        known = None if self._outer is None else [*self._outer, *(match.groupindex if match else ())]
        kind = section.one_of("event", tuple(self._vocabulary))
        conditions = tuple(self._conditions(section, known))
        if not kind:
            if "event" not in section.by_key:
                unwanted(section, "with", "the rule names no event")
            return Rule(section.place, match, conditions)
        arguments = self._arguments(section, kind, known)
        time = _template(section, "time", known)
        if time is not None and self._clock is None:
            section.wrong("time", "left out: the format has no time, and so no layout")
        return Rule(section.place, match, conditions, kind, arguments, self._vocabulary[kind].bulk, time)

    def _conditions(self, section: Section, known: Known) -> list[Condition]:
        found, when = [], section.section("when") if "when" in section.by_key else None
        for name, entry in when.by_key.items() if when else ():
            if known is not None and name not in known:
                hint = f"known here: {', '.join(known)}"
                section.problems.add(f"no pattern has a group '{name}'{closest(name, known)}", entry.place, hint)
            absent = isinstance(entry.value, Scalar) and entry.value.empty
            allowed = None if absent or when is None else tuple(s.text for s in when.scalars(name))
            found.append(Condition(name, allowed))
        return found

    def _arguments(self, section: Section, kind: str, known: Known) -> tuple[Wanted, ...]:
        wanted = self._vocabulary[kind].args
        given = section.section("with", tuple(wanted)) if "with" in section.by_key else None
        for name, meaning in wanted.items():
            if given is None or name not in given.by_key:
                hint = f"its meaning: {meaning}"
                section.problems.add(f"the event '{kind}' lacks '{name}' under with", section.place, hint)
        if given is None:
            return ()
        return tuple(self._argument(given, name, wanted[name], known) for name in given.by_key if name in wanted)

    def _argument(self, given: Section, name: str, meaning: str, known: Known) -> Wanted:
        boolean = meaning.startswith("bool")
        node = given.by_key[name].value
        if isinstance(node, Scalar):
            return self._scalar(node, name, boolean, known, given)
        section = given.section(name, ("from", "type", "translate", "default"))
        section.require("from")
        template = _template(section, "from", known)
        kind = section.one_of("type", TYPES, "boolean" if boolean else "any")
        if boolean and kind != "boolean":
            section.wrong("type", "boolean, as the event says")
        if kind == "time" and self._clock is None:
            section.wrong("type", "another one: the format has no time")
        translate = section.section("translate") if "translate" in section.by_key else None
        texts = {key: translate.text(key) for key in translate.by_key} if translate else None
        node = section.node("default") or Scalar("", section.place, quoted=True)
        default = _constant(node) if "default" in section.by_key and isinstance(node, Scalar) else None
        return Wanted(name, template or Template(""), "", kind, texts, default, self._clock)

    def _scalar(self, node: Scalar, name: str, boolean: bool, known: Known, given: Section) -> Wanted:
        template = _checked(node, known, given.problems)
        if template.references or "$" in node.text:
            return Wanted(name, template, type="boolean" if boolean else "any", clock=self._clock)
        constant = _constant(node)
        if boolean and not isinstance(constant, bool):
            given.wrong(name, "true or false")
        return Wanted(name, None, constant)


def _constant(node: Scalar) -> Value:
    """Return what a constant means: without quotes, true and false and whole numbers are no text."""
    if not node.quoted and node.text in _BOOLEANS:
        return node.text == "true"
    if not node.quoted and _INTEGER.fullmatch(node.text):
        return int(node.text)
    return "" if node.empty else node.text


def _samples(top: Section, vocabulary: Mapping[str, EventKind]) -> list[Sample]:
    keys = ("event", "with", "time", "host")
    found = []
    for section in top.listed("samples", ("line", *keys, "events", "ignored")):
        section.require("line")
        ways = [key for key in ("event", "events", "ignored") if key in section.by_key]
        if len(ways) != 1:
            section.problems.add("a sample needs one of event, events or ignored: true", section.place)
        if "ignored" in section.by_key and section.text("ignored") != "true":
            section.wrong("ignored", "true")
        many = section.listed("events", keys) if "events" in section.by_key else (section,)
        expected = () if "ignored" in section.by_key else tuple(_expected(one, vocabulary) for one in many)
        found.append(Sample(section.text("line"), expected, section.place_of("line")))
    return found


def _expected(section: Section, vocabulary: Mapping[str, EventKind]) -> Expected:
    kind = section.one_of("event", tuple(vocabulary))
    args = section.section("with", tuple(vocabulary[kind].args) if kind else None) if "with" in section.by_key else None
    texts = {name: _plain(args, name) for name in args.by_key} if args else {}
    return Expected(kind, texts, section.text("time"), section.text("host"))


def _plain(section: Section, name: str) -> str:
    node = section.by_key[name].value
    if isinstance(node, Scalar):
        return node.text if node.quoted or not node.empty else ""
    section.wrong(name, "a text")
    return ""
