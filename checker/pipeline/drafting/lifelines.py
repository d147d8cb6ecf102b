"""The section `lifelines`: what each lifeline is, in all diagrams or in one of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from checker.model.contract_diagrams import Drawn
from checker.pipeline.drafting.components import Components
from checker.pipeline.drafting.draft import Entry, Part, Question, Value
from checker.pipeline.drafting.paper import Paper
from checker.pipeline.drafting.roles import Cast, Casting, head_of

_ASIDE = re.compile(r"\(([^()]*)\)")
_ASK = "what {}? no shipped role is told by the name, or by what is asked"
_ABOUT = "What each lifeline of the diagrams is."


def lifelines_of(paper: Paper, casting: Casting, components: Components) -> tuple[Part, Part]:
    """Return the sections `lifelines` and `diagrams`: an id that means something else in one diagram stands there."""
    usual: dict[str, Entry] = {}
    questions: list[Question] = []
    below: dict[str, dict[str, Entry]] = {}
    titles = [drawn.title for drawn in paper.drawn]
    for drawn, each in paper.participants:
        cast = casting.in_diagram(drawn, each.id)
        entry = _entry(cast, casting, components)
        known = usual.setdefault(cast.id, entry)
        if known is entry or _same(known, entry):
            if known is entry and not cast.role:
                questions.append(Question(_ask(cast), cast.place))
        elif known.off:
            usual[cast.id] = entry
        elif entry.off:
            questions.append(Question(f"is {cast.id} here what it is elsewhere ({known.why})?", cast.place))
        elif titles.count(drawn.title) == 1 and drawn.title:
            below.setdefault(drawn.title, {})[cast.id] = entry
        else:
            ask = f"{cast.id} is a {cast.role} here, and something else in another diagram; give this diagram a heading"
            questions.append(Question(f"{ask} of its own, and say so under diagrams:", cast.place))
    questions = _apart(paper) + _together([q for q in questions if not _answered(q, usual)], usual)
    parts = Part("lifelines", _ABOUT, tuple(usual.values()), tuple(questions))
    special: Mapping[str, tuple[Entry, ...]] = {title: tuple(some.values()) for title, some in below.items()}
    return parts, Part("diagrams", "Lifelines that mean something else in one diagram.", below=special)


def _apart(paper: Paper) -> list[Question]:
    """Return a question for each group of diagrams that shares no lifeline with the first: two systems in one paper?"""
    groups: list[tuple[list[Drawn], set[str]]] = []
    for drawn in paper.drawn:
        ids = {each.id for each in drawn.diagram.participants}
        joined = [group for group in groups if group[1] & ids]
        merged = [each for group in joined for each in group[0]], ids.union(*(group[1] for group in joined))
        merged[0].append(drawn)
        groups = [group for group in groups if group not in joined] + ([merged] if ids else [])
    groups.sort(key=lambda group: min(each.place for each in group[0]))
    return [
        Question(
            f"do the diagrams from here on ({', '.join(sorted(ids))}) belong to another system? They share no lifeline "
            "with the first one; two systems need a document and a contract each",
            min(each.place for each in some),
        )
        for some, ids in groups[1:]
    ]


def _together(questions: Sequence[Question], usual: Mapping[str, Entry]) -> list[Question]:
    """Return questions, those about lifelines that are named alike but for a number as one."""
    like: dict[str, list[str]] = {}
    first: dict[str, Question] = {}
    for question in questions:
        asked = re.match(r"what is (.+?)(?: \(.*\))?\? ", question.ask)
        entry = usual.get(asked[1]) if asked else None
        stem = re.sub(r"\W*\d+\Z", "", entry.why) if entry else question.ask
        first.setdefault(stem, question)
        like.setdefault(stem, []).append(asked[1] if asked else "")
    return [
        Question(_ASK.format(f"are {', '.join(ids)} ({stem})"), first[stem].place) if len(ids) > 1 else first[stem]
        for stem, ids in like.items()
    ]


def _answered(question: Question, usual: Mapping[str, Entry]) -> bool:
    """Say whether another diagram tells what was asked of a lifeline."""
    return any(question.ask.startswith(f"what is {name} ") and not entry.off for name, entry in usual.items())


def _same(one: Entry, other: Entry) -> bool:
    return one.off == other.off and one.value == other.value


def _ask(cast: Cast) -> str:
    called = f" ({head_of(cast.label)})" if head_of(cast.label) != cast.id else ""
    return _ASK.format(f"is {cast.id}{called}")


def _entry(cast: Cast, casting: Casting, components: Components) -> Entry:
    if not cast.role:
        return Entry(cast.id, {"role": "application"}, cast.place, head_of(cast.label), off=True)
    value: dict[str, Value] = {"role": cast.role}
    if cast.role in ("load-balancer", "vrrp-peer") and cast.id in components.host_of:
        value["host"] = components.host_of[cast.id]
    elif cast.role == "virtual-address" and cast.id in components.vip_of:
        value["vip"] = components.vip_of[cast.id]
    elif cast.role == "server":
        value["server"] = components.server_of[cast.id]
    elif cast.role == "heartbeat" and (server := _home(cast, casting, components)):
        value["server"] = server
    return Entry(cast.id, value, cast.place, f"{head_of(cast.label)}: {cast.why}")


def _home(cast: Cast, casting: Casting, components: Components) -> str:
    """Return the server in which a heartbeat service lives: the one that its name has in brackets."""
    for aside in _ASIDE.findall(cast.label):
        for server in casting.of("server"):
            if aside.strip().lower() in (server.id.lower(), components.server_of[server.id].lower()):
                return components.server_of[server.id]
    return ""
