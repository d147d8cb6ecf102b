"""Which plan a raw record follows: by the values that decide what it tells (`checker.readers.declared_bulk`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from checker.readers.collecting import Collector
from checker.readers.declared_bulk import MOST_PLANS, Bulk, Plan, Raw
from checker.readers.declared_rules import Format, Told
from checker.readers.declared_values import Fields, lookup
from checker.readers.otlp import OF_GROUP, PLAIN, Group, fields_of
from checker.readers.reader import Context, Tally

Key = Callable[[Raw], object]


def plain_in_object(reference: str) -> str | None:
    """Return the name of a value in an object or a row of columns."""
    return reference if reference and "." not in reference else None


def plain_in_span(reference: str) -> str | None:
    """Return the name of a value in a span as it stands."""
    return PLAIN.get(reference)


class Plans:
    """The plans of an input, by what a group of records has in common and by the key of each."""

    def __init__(self, bulk: Bulk, *, spans: bool) -> None:
        references = bulk.references()
        self._shared = [r for r in references if spans and r.partition(".")[0] in OF_GROUP]
        own = [r for r in references if r not in self._shared]
        self.key = _key([PLAIN[r] for r in own], ()) if spans and all(r in PLAIN for r in own) else _key((), own, spans)
        self._bulk = bulk
        self._known: dict[object, dict[object, Plan]] = {}
        self._count = 0

    def of(self, group: Group | None = None) -> dict[object, Plan]:
        """Return the plans of the records of a group."""
        about: object = None
        if group is not None:
            fields = {"resource": group.resource, "service": group.resource.get("service.name"), "scope": group.scope}
            fields["host"] = group.resource.get("host.name")
            about = tuple(_marked(lookup(fields, reference)) for reference in self._shared)
        return self._known.setdefault(about, {})

    def add(self, plans: dict[object, Plan], key: object, told: Told) -> Plan | None:
        """Return the plan of a record that was read as a whole, and keep it for those with the same key."""
        plan = self._bulk.plan(told)
        if plan is not None:
            if self._count >= MOST_PLANS:
                self._bulk.flush()
                plans.clear()
                self._known = {}
                self._count = 0
            plans[key] = plan
            self._count += 1
        return plan


def planned(form: Format, context: Context, collectors: Sequence[Collector], tally: Tally) -> tuple[Bulk, Plans]:
    """Return what reads an input of a format for collectors."""
    spans = form.form == "otlp"
    bulk = Bulk(form, context, collectors, tally, plain_in_span if spans else plain_in_object)
    return bulk, Plans(bulk, spans=spans)


def _marked(value: object) -> object:
    """Return a value that is equal only to values that read alike: in Python, 1 equals true."""
    return (
        (value,) if isinstance(value, bool) else value if value is None or isinstance(value, str | int) else repr(value)
    )


def _key(names: tuple[str, ...] | list[str], references: tuple[str, ...] | list[str], spans: bool = True) -> Key:
    """Return what makes the key of a raw record: the values of some names, or what references find in its fields."""
    if len(names) == 1:
        (name,) = names
        return lambda raw: _marked(raw.get(name))
    if names:
        return lambda raw: tuple(map(_marked, map(raw.get, names)))
    if not references:
        return lambda raw: None

    def key(raw: Raw) -> object:
        fields: Fields = fields_of(raw, _NOBODY) if spans else raw
        return tuple(_marked(lookup(fields, reference)) for reference in references)

    return key


_NOTHING: Mapping[str, object] = {}
_NOBODY = Group(_NOTHING, None, [])
