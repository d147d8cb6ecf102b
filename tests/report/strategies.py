"""Outcomes by Hypothesis: any that the types allow, with the texts that attackers and accidents write."""

from __future__ import annotations

from hypothesis import strategies as st

from checker.base.explanation import Explanation
from checker.base.finding import Change, Finding, Related, Severity, Verdict
from checker.base.places import Place, Span
from checker.base.time import Interval
from checker.model.outcome import (
    AssumptionOutcome,
    Excerpt,
    InputOutcome,
    Instance,
    Outcome,
    ProofOutcome,
    PropertyOutcome,
    RunOutcome,
    ScenarioOutcome,
    Scope,
    StepOutcome,
    Suppressed,
)

END_OF_9999 = 253_402_300_799_000_000_000

texts = st.text(max_size=30) | st.sampled_from(
    ["", "\x1b[31mred", "two\nlines", "\u202edesrever", "tab\there", "a b " * 40, "x" * 150, "\x00"]
)
names = st.from_regex(r"[a-z][a-z-]{0,12}", fullmatch=True)
counts = st.integers(0, 10**7)
verdicts = st.sampled_from(Verdict)
instants = st.integers(0, END_OF_9999) | st.integers(0, 4000).map(lambda s: 1_795_289_085_000_000_000 + s * 10**6)
intervals = st.tuples(instants, instants).map(lambda pair: Interval(min(pair), max(pair)))
units = st.sampled_from(["line", "packet"])
places = st.builds(Place, texts, st.integers(1, 10**8), st.integers(1, 300), units)
related = st.builds(Related, places, texts, texts)
numbers_from_1 = st.integers(1, 10**6)
changes = st.builds(
    Change, st.builds(Span, texts, numbers_from_1, numbers_from_1, numbers_from_1, numbers_from_1), texts
)
findings = st.builds(
    Finding,
    code=names,
    severity=st.sampled_from(Severity),
    message=texts,
    where=st.none() | places,
    text=texts,
    related=st.lists(related, max_size=2).map(tuple),
    hint=texts,
    property=names | st.just(""),
    time=st.none() | intervals,
    key=texts,
    wanted=texts,
    found=texts,
    unit=texts,
    repair=texts,
    verdict=st.none() | verdicts,
    changes=st.lists(changes, max_size=2).map(tuple),
)
suppressed = st.builds(
    Suppressed, findings, st.sampled_from(["inline", "baseline", "contract"]), texts, st.none() | places
)
explained = st.builds(Explanation, names, texts, texts, texts, texts, texts, texts)
durations = st.integers(-(10**6), 10**15)
computed = st.dictionaries(names.map("{}_s".format) | names, durations | st.tuples(durations, durations), max_size=3)
inputs = st.builds(
    InputOutcome,
    texts,
    texts,
    texts,
    counts,
    counts,
    st.lists(st.tuples(st.integers(1, 10**6), texts), max_size=5).map(tuple),
    counts,
    units,
)
scopes = st.builds(
    Scope, st.lists(texts, max_size=3).map(tuple), st.none() | intervals, st.lists(texts, max_size=2).map(tuple)
)
instances = st.builds(Instance, texts, texts, intervals, verdicts, texts, texts, st.none() | findings)
excerpts = st.builds(
    Excerpt,
    texts,
    texts,
    st.integers(1, 10**6),
    st.lists(texts, max_size=4).map(tuple),
    st.lists(st.integers(1, 10**6), max_size=2).map(tuple),
)
few_texts = st.lists(texts, max_size=3).map(tuple)
model_steps = st.tuples(st.integers(0, 10**12), names)
runs = st.builds(RunOutcome, st.lists(model_steps, max_size=4).map(tuple), few_texts, texts)
said = st.text("abc ", min_size=1, max_size=120)
assumed = st.lists(st.builds(AssumptionOutcome, names, said, st.none() | runs), max_size=2).map(tuple)
proofs = st.builds(
    ProofOutcome,
    st.sampled_from(["proved", "refuted", "unknown", "vacuous"]),
    assumed,
    assumed,
    st.none() | runs,
    few_texts,
    texts,
    few_texts,
    few_texts,
)
properties = st.builds(
    PropertyOutcome,
    id=names,
    system=texts,
    says=texts,
    verdict=verdicts,
    exercised=counts,
    violations=counts,
    inconclusive=counts,
    why=texts,
    scope=scopes,
    formula=texts,
    stated=st.none() | places,
    settles=texts,
    instances=st.lists(instances, max_size=7).map(tuple),
    parameters=st.none() | st.dictionaries(names, texts, max_size=2),
    excerpt=st.none() | excerpts,
    proof=st.none() | proofs,
)
steps = st.builds(
    StepOutcome,
    places,
    texts,
    texts,
    st.sampled_from(["send", "receive", "local", "note"]),
    st.sampled_from(["seen", "missing", "unobservable", "impossible"]),
    counts,
    texts | texts.map(lambda why: f"{why} would show it"),
    st.lists(places, max_size=2).map(tuple),
)
scenarios = st.builds(
    ScenarioOutcome,
    system=texts,
    diagram=texts,
    place=places,
    kind=st.sampled_from(["diagram", "rect", "loop"]),
    reading=st.sampled_from(["existential", "triggered", "forbidden"]),
    reason=texts,
    instances=counts,
    steps=st.lists(steps, max_size=7).map(tuple),
    deviations=st.lists(findings, max_size=5).map(tuple),
)


@st.composite
def outcomes(draw: st.DrawFn, commands: st.SearchStrategy[str] = names) -> Outcome:
    """Any outcome of a command."""
    checked = draw(st.lists(properties, max_size=2))
    return Outcome(
        command=draw(commands),
        verdict=draw(verdicts),
        exit_status=draw(st.integers(0, 3)),
        inputs=tuple(draw(st.lists(inputs, max_size=3))),
        properties=tuple(checked),
        notes=tuple(draw(st.lists(findings, max_size=2))),
        seconds=draw(st.floats(0, 10**5)),
        scenarios=tuple(draw(st.lists(scenarios, max_size=2))),
        numbers=draw(computed),
        explanations={each.code: each for each in draw(st.lists(explained, max_size=2))},
        suppressed=tuple(draw(st.lists(suppressed, max_size=2))),
    )


gated = outcomes(st.just("gate"))
either = outcomes(st.sampled_from(["check", "gate", "prove"]))
