"""From a document to a draft: every section in turn, then the loader's word on whether it is a contract."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath

from checker.base.places import Place
from checker.base.progress import Progress, SilentProgress
from checker.model.contract import Contract
from checker.model.contract_diagrams import check_against_diagrams, meanings
from checker.model.spec import contract_in
from checker.pipeline.drafting.components import Components, components_of
from checker.pipeline.drafting.defaults import completed, implied_of
from checker.pipeline.drafting.draft import Draft, Entry, Part, Question, accepted
from checker.pipeline.drafting.events import events_of, read_by
from checker.pipeline.drafting.labels import Labels
from checker.pipeline.drafting.lifelines import lifelines_of
from checker.pipeline.drafting.meanings import Shape, rows
from checker.pipeline.drafting.naming import Names, names_of
from checker.pipeline.drafting.numbers import Numbers, numbers_of
from checker.pipeline.drafting.own import Own
from checker.pipeline.drafting.paper import Paper
from checker.pipeline.drafting.promised import Promises
from checker.pipeline.drafting.roles import Casting, cast_of
from checker.pipeline.drafting.writing import text_of
from checker.prove.diagrams.page import site_of

Needs = Mapping[str, tuple[str, ...]]
_PARAMETERS = (
    "Numbers stand in the document and are read from the line given here; where it gives none, the value is ours."
)
_FAILOVER = re.compile(
    r"fail(?:s|ed|ing)?[ -]?(?:over|back)|take[ns]?[ -]?over|switch[ -]?over|promot(?:e|es|ed|ion)\b|"
    r"\belect(?:s|ed|ion)\b|stand-?by\b|step(?:s|ped)? down|lease (?:is )?(?:lost|expire)|"
    r"no longer (?:leader|master|primary)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Drafted:
    """A draft, its text, and the contract that the loader makes of it."""

    draft: Draft
    text: str
    contract: Contract
    paper: Paper
    needs: Needs


def drafted(paper: Paper, name: str, needs: Needs, progress: Progress | None = None) -> Drafted:
    """Return the draft for a document that the contract calls `name`; `needs` are what properties need.

    `progress` is told of each part.
    """
    progress = progress or SilentProgress()
    progress.start(5, "drafting", "parts")
    casting = cast_of(paper)
    names = names_of(paper, casting)
    components = components_of(paper, casting, names)
    progress.advance(1)
    bare = _bare(paper, name, casting, components)
    lives = _lives(_loaded(replace(bare, parts=(*bare.parts, Part("properties"))), paper, needs)[1])
    progress.advance(1)
    events = events_of(paper, casting, names, lives)
    progress.advance(1)
    own = Own(paper, casting, Labels(names), read_by(events), bare.system)
    whole = _with_promises(bare, names, needs, own)
    progress.advance(1)
    parts = [*whole.parts, events, own.defines()]
    whole = replace(whole, parts=_in_order(own.add_to(part) for part in parts))
    progress.advance(1)
    return checked(replace(whole, failover=failover_in(paper, lives)), paper, needs)


def _bare(paper: Paper, name: str, casting: Casting, components: Components) -> Draft:
    """Return the draft without labels and promises: who is who."""
    system = re.sub(r"[^\w.-]+", "-", PurePath(name).stem.lower()).strip("-.") or "system"
    return Draft(system, name, (*components.parts, *lifelines_of(paper, casting, components)))


def _with_promises(draft: Draft, names: Names, needs: Needs, own: Own) -> Draft:
    paper, casting = own.paper, own.casting
    numbers = numbers_of(paper, casting, own.prefix)
    promised = Promises(paper, casting, names, numbers)
    promises = promised.promises()
    read = [*numbers.entries, *implied_of(numbers), *_decided(paper, numbers, promised, promises)]
    rest = completed(numbers, casting, read)
    parameters = Part("parameters", _PARAMETERS, (*read, *rest.entries), (*numbers.questions, *rest.questions))
    properties = promised.properties([entry.name for entry in parameters.entries], dict(needs))
    return replace(draft, parts=(*draft.parts, parameters, properties, promises))


def _decided(paper: Paper, numbers: Numbers, promised: Promises, promises: Part) -> Iterable[Entry]:
    """Yield the parameters that are words, which a text means rather than states."""
    if (stays := promised.stays()) and "vrrp-peer" in promised.casting.every:
        yield Entry(
            "vrrp.preempt", {"value": "no", "line": stays[0].line}, stays[0], paper.document.line(stays[0].line)
        )
    for promise in promises.entries:
        if promise.name == "service-unaffected" and promise.place and "load-balancer" in promised.casting.every:
            why = f"line {promise.place.line} needs it: without, a request is tried again at the dead server"
            yield Entry("balance.redispatch", {"value": "yes", "ours": why}, promise.place)
    for said in paper.of("message"):
        ends = (promised.casting.role(said, said.sender), promised.casting.role(said, said.receiver))
        if ends == ("monitor", "file") and re.search(r"updat|writ|sav|stor", said.text, re.IGNORECASE):
            yield Entry("alert.save-on-failure", {"value": "yes", "line": said.place.line}, said.place, said.text)
            return


def _in_order(parts: Iterable[Part]) -> tuple[Part, ...]:
    order = (
        "hosts",
        "vips",
        "servers",
        "lifelines",
        "diagrams",
        "events",
        "parameters",
        "properties",
        "promises",
        "defines",
    )
    return tuple(sorted(parts, key=lambda part: order.index(part.key)))


def _loaded(draft: Draft, paper: Paper, needs: Needs) -> tuple[str, Contract]:
    text = text_of(draft)
    contract = contract_in(text.encode(), f"{draft.system}.yaml", {draft.document: paper.document}, needs)
    return text, contract


def checked(draft: Draft, paper: Paper, needs: Needs) -> Drafted:
    """Return the draft as the loader takes it, with all that it proposes, too; InputError names what it does not."""
    text, contract = _loaded(draft, paper, needs)
    if idle := _idle(contract):
        return checked(_without(draft, idle), paper, needs)
    if idle := _idle(_loaded(accepted(draft), paper, needs)[1]):
        return checked(_without(draft, idle), paper, needs)
    check_against_diagrams(contract)
    return Drafted(draft, text, contract, paper, needs)


def _idle(contract: Contract) -> list[int]:
    """Return which rules for labels no label comes under."""
    used = {id(meaning.rule) for _, meaning in meanings(contract) if meaning}
    return [number for number, rule in enumerate(contract.events) if id(rule) not in used]


def _without(draft: Draft, idle: Collection[int]) -> Draft:
    """Return a draft without rules whose labels others take; of those that were not proposed only a person is asked."""
    part = next(part for part in draft.parts if part.key == "events")
    dropped = [entry for number, entry in enumerate(part.entries) if number in idle]
    entries = tuple(entry for entry in part.entries if entry not in dropped)
    asked = tuple(_taken(entry) for entry in dropped if not entry.off)
    fewer = replace(part, entries=entries, questions=(*part.questions, *asked))
    return replace(draft, parts=tuple(fewer if each is part else each for each in draft.parts))


def _taken(entry: Entry) -> Question:
    label = entry.value["label"] if isinstance(entry.value, Mapping) else ""
    event = entry.value["event"] if isinstance(entry.value, Mapping) else ""
    ask = f"'{label}' seems to be a {event} here, but a rule above takes it for something else; word them differently"
    return Question(ask, entry.place)


def _lives(contract: Contract) -> dict[Place, Shape]:
    """Return the notes that tell of a crash or a repair of one component whose role has a row for it."""
    found: dict[Place, Shape] = {}
    shapes: Mapping[str, Shape] = {"crash": "crashes", "repair": "restarts"}
    struck = {(row.shape, role) for row in rows() for role in row.senders}
    streams = any(line.role == "media-server" for line in contract.lifelines.values())
    for page in site_of(contract).pages if not streams else ():
        for told in page.told:
            alone = told.event.kind == "note" and len(set(getattr(told.event.source, "actors", ()))) == 1
            shape = shapes.get(told.kind)
            if shape and alone and (shape, page.role(told.event.lifeline)) in struck:
                found.setdefault(told.event.source.text_span.place, shape)
    return found


def failover_in(paper: Paper, lives: Mapping[Place, Shape]) -> tuple[Place, ...]:
    """Return where a document says that something fails, is found to have failed, or is taken over."""
    from checker.model.chart_rules import rules_of

    return tuple(
        said.place
        for said in paper.said
        if said.crossed
        or said.place in lives
        or (said.kind != "alias" and (_FAILOVER.search(said.text) or rules_of(said.phrases, said.text)))
        or any(str(f.values["state"]).upper() in ("DOWN", "UNHEALTHY") for f in said.facts("mark"))
        or said.facts("promote")
    )
