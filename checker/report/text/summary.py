"""The short report, the same for every command: the verdict, the counts, the worst finding, how to see the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from checker.base.finding import Finding, Severity, Verdict
from checker.base.places import Place
from checker.model.outcome import Outcome, PropertyOutcome
from checker.report.text.gate import ranked
from checker.report.text.layout import Sheet
from checker.report.text.paint import SEVERITY_TONES, VERDICT_TONES, Tone
from checker.report.text.prove import RESULTS, is_accepted, result_of
from checker.report.told import dated, is_open, place_of
from checker.report.words import SHOWN_FIRST, counted, verdict_words


class Group(NamedTuple):
    """How many things have something in common (`3 errors`), and what they are called."""

    told: str
    names: Sequence[str]


class Worst(NamedTuple):
    """What to look at first: one sentence, its code, where it is."""

    text: str
    code: str
    place: Place | None
    tone: Tone


def draw_body(outcome: Outcome, sheet: Sheet) -> Iterator[str]:
    """Yield what stands between the verdict and the last line: a line a verdict, the worst finding, what to do next."""
    yield from draw_groups(groups(outcome), sheet)
    worst = worst_of(outcome)
    if worst is not None:
        yield from draw_worst(worst, sheet)
    own = {each.id for each in outcome.properties if each.own}
    code = worst.code if worst and worst.code not in own else ""
    yield from draw_more("the same without --summary", code, sheet)


def draw_groups(told: Sequence[Group], sheet: Sheet) -> Iterator[str]:
    """Yield a line a group: how many there are, and which, each name once."""
    width = max((len(group.told) for group in told), default=0)
    for group in told:
        yield from sheet.hang(f"  {group.told:<{width}}  ", ", ".join(dict.fromkeys(group.names)))


def draw_worst(worst: Worst, sheet: Sheet) -> Iterator[str]:
    """Yield the finding to look at first, and where it is."""
    code = f" [{worst.code}]" if worst.code else ""
    yield from sheet.hang("  first: ", f"{worst.text}{code}", head_tone=worst.tone)
    if worst.place is not None:
        yield from sheet.arrow(str(worst.place))


def draw_more(all_of_it: str, code: str, sheet: Sheet) -> Iterator[str]:
    """Yield how to see the rest, and how to read what a finding means."""
    meaning = f"; what the first means: verify explain {code}" if code else ""
    yield from sheet.hang("  more: ", f"{all_of_it}{meaning}", head_tone=Tone.FAINT)


def groups(outcome: Outcome) -> list[Group]:
    """Return the names of what was judged by what became of it, the worst first."""
    match outcome.command:
        case "diff":
            return _by((finding.rank, finding.code) for finding in outcome.findings)
        case "gate":
            return [*_severities(f for f in outcome.findings if not is_open(f)), *_rules(outcome.properties)]
        case "prove":
            results = [(result_of(each), each.id) for each in outcome.properties]
            results.sort(key=lambda named: RESULTS.index(named[0]) if named[0] in RESULTS else len(RESULTS))
            return [*_by(results), *_severities(outcome.notes, " of the diagrams")]
        case _ if nothing_read(outcome):
            return []
        case _:
            return _judged(by_verdict(outcome.properties))


def nothing_read(outcome: Outcome) -> bool:
    """Say whether no input was of a known format: each property alike is then not exercised, which says nothing."""
    return any(note.code == "nothing-recognised" for note in outcome.notes)


def worst_of(outcome: Outcome) -> Worst | None:
    """Return what to look at first; None where nothing is wrong or open."""
    graded = ranked if outcome.command in ("gate", "prove") else list
    for verdict in (Verdict.VIOLATED, Verdict.INCONCLUSIVE):
        named = [each for each in outcome.properties if each.verdict is verdict and not is_accepted(each)]
        if findings := graded(f for each in named for f in each.findings if (f.verdict or verdict) is verdict):
            return _told(findings[0])
        if named:
            first = named[0]
            return Worst(
                " ".join(f"{first.id}: {first.why or first.says}".split()), "", first.stated, VERDICT_TONES[verdict]
            )
    notes = graded(note for note in outcome.notes if note.rank or note.severity is not Severity.INFO)
    return _told(notes[0]) if notes else None


def by_verdict(properties: Iterable[PropertyOutcome]) -> list[PropertyOutcome]:
    """Return properties, the worst first."""
    return sorted(properties, key=lambda each: SHOWN_FIRST.index(each.verdict))


def _told(first: Finding) -> Worst:
    return Worst(" ".join(dated(first).split()), first.code, place_of(first), SEVERITY_TONES[first.severity])


def _by(named: Iterable[tuple[str, str]]) -> list[Group]:
    """Return groups in the order in which they come."""
    found: dict[str, list[str]] = {}
    for group, name in named:
        found.setdefault(group, []).append(name)
    return [Group(f"{len(names):,} {group}", names) for group, names in found.items()]


def _judged(properties: Iterable[PropertyOutcome]) -> list[Group]:
    return _by((verdict_words(each.verdict), each.id) for each in properties)


def _severities(findings: Iterable[Finding], of: str = "") -> list[Group]:
    """Return the codes of findings by severity, the gravest first."""
    by_severity: dict[Severity, list[str]] = {}
    for finding in ranked(findings):
        by_severity.setdefault(finding.severity, []).append(finding.code)
    plural = {Severity.INFO: Severity.INFO.value}
    return [
        Group(counted(len(codes), f"{severity.value}{of}", f"{plural.get(severity, f'{severity.value}s')}{of}"), codes)
        for severity, codes in by_severity.items()
    ]


def _rules(properties: Sequence[PropertyOutcome]) -> list[Group]:
    """Return which rules of the gate are undecided, and how many others there are."""
    open_ = [each.id for each in properties if each.verdict is Verdict.INCONCLUSIVE]
    kept = sum(each.verdict is Verdict.HOLDS for each in properties)
    undecided = [Group(f"{len(open_)} undecided", open_)] if open_ else []
    return [*undecided, *([Group(counted(kept, "rule"), ["kept"])] if kept else [])]
