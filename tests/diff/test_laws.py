"""What holds of every diff: nothing differs from itself, looks break nothing, and classes are dual."""

from __future__ import annotations

import random
from itertools import pairwise, permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from checker.diagram import diagram_of, show
from checker.diff.change import Rank
from checker.diff.matching.alignment import aligned
from checker.model.chart_drawing import chart_of
from checker.model.chart_fit import conforms
from checker.model.chart_order import Order
from checker.model.chart_runs import all_extensions
from checker.model.chart_unfold import flattened, unfoldings
from tests.diff.versions import changes

LIVES = ("LB", "Web", "Ops")
TEXTS = ("check", "route", "refused", "alert", "After 3 failures (6s)", "Mark Web as DOWN", "answer 200 OK")
HARMLESS = (Rank.COMPATIBLE, Rank.COSMETIC)

lives = st.sampled_from(LIVES)
messages = st.builds("{}{}{}: {}".format, lives, st.sampled_from(["->>", "-->>", "-x"]), lives, st.sampled_from(TEXTS))
notes = st.builds("Note over {}: {}".format, lives, st.sampled_from([*TEXTS, "a nice day"]))
heads = st.sampled_from(["opt maybe", "loop 2 times", "rect rgb(1,2,3)"])
twins = st.sampled_from([("alt so it is", "else it is so"), ("par", "and")])


def _block(head: str, body: str) -> str:
    return f"{head}\n{body}\nend"


def _two(heads: tuple[str, str], first: str, second: str) -> str:
    return f"{heads[0]}\n{first}\n{heads[1]}\n{second}\nend"


def framed(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """What `inner` gives, or fragments around some of it."""
    bodies = st.lists(inner, min_size=1, max_size=3).map("\n".join)
    return inner | st.builds(_block, heads, bodies) | st.builds(_two, twins, bodies, bodies)


diagrams = st.lists(framed(framed(messages | notes)), min_size=1, max_size=4).map("\n".join)
plain = st.lists(messages, min_size=1, max_size=5)


def gravest(old: str, new: str) -> Rank:
    return min((change.rank for change in changes(old, new)), key=lambda rank: rank.weight, default=Rank.COSMETIC)


@given(diagrams)
@settings(max_examples=50)
def test_nothing_differs_from_itself(text: str):
    assert changes(text, text) == ()


@given(diagrams)
@settings(max_examples=50)
def test_writing_it_again_is_cosmetic(text: str):
    again = show(diagram_of(f"sequenceDiagram\n{text}"))
    assert gravest(text, again) is Rank.COSMETIC


@given(diagrams, st.data())
@settings(max_examples=50)
def test_looks_never_break(text: str, data: st.DataObject):
    """Blanks, capitals, breaks, colours, titles, aliases and another name for a lifeline mean nothing."""
    edits = data.draw(st.lists(st.sampled_from(sorted(LOOKS)), min_size=1, max_size=3))
    new = text
    for edit in edits:
        new = LOOKS[edit](new)
    assert gravest(text, new) in HARMLESS, (edits, changes(text, new))
    assert gravest(new, text) in HARMLESS, (edits, changes(new, text))


LOOKS = {
    "blanks": lambda text: text.replace("alert", " alert ").replace("nice day", "nice   day"),
    "breaks": lambda text: text.replace("answer ", "answer<br/>"),
    "capitals": lambda text: text.replace(": route", ": Route"),
    "colours": lambda text: text.replace("rgb(1,2,3)", "rgb(9,9,9)"),
    "title": lambda text: f"title Something\n{text}",
    "alias": lambda text: f"participant Ops as Operations\n{text}",
    "numbers": lambda text: f"autonumber\n{text}",
    "style": lambda text: text.replace("-->>", "->>"),
}


ONE_SIDED = {
    "a longer bound": lambda lines, at: [line.replace("(6s)", "(20s)") for line in lines],
    "a higher threshold": lambda lines, at: [line.replace("3 failures", "4 failures") for line in lines],
    "a step less": lambda lines, at: [line for n, line in enumerate(lines) if n != at or ": " not in line],
    "an optional step": lambda lines, at: [*lines[:at], "opt maybe", lines[at], "end", *lines[at + 1 :]],
}


@given(diagrams, st.sampled_from(sorted(ONE_SIDED)), st.integers(0, 30))
@settings(max_examples=60)
def test_what_weakens_one_way_strengthens_the_other(text: str, edit: str, at: int):
    lines = text.replace("Mark Web as DOWN", "noted").split("\n")
    steps = [n for n, line in enumerate(lines) if ": " in line]
    at = steps[at % len(steps)]
    old, new = "\n".join(lines), "\n".join(ONE_SIDED[edit](lines, at))
    there, back = gravest(old, new), gravest(new, old)
    expected = {
        Rank.BREAKING: (Rank.STRENGTHENING, Rank.COMPATIBLE),
        Rank.STRENGTHENING: (Rank.BREAKING,),  # an optional step that is drawn elsewhere, too, is one less
        Rank.COMPATIBLE: HARMLESS,
        Rank.COSMETIC: (Rank.COSMETIC,),
    }
    assert back in expected[there], (changes(old, new), changes(new, old))


@given(diagrams, diagrams)
@settings(max_examples=30)
def test_what_means_something_one_way_is_not_cosmetic_the_other(old: str, new: str):
    there, back = gravest(old, new), gravest(new, old)
    assert (there is Rank.COSMETIC) == (back is Rank.COSMETIC), (changes(old, new), changes(new, old))


@given(plain, st.integers(0, 10**6))
def test_swapped_neighbours_are_told_by_their_order(lines: list[str], seed: int):
    """A swap is cosmetic exactly when the charts have the same runs; that is decided here by trying all sequences."""
    named = [f"{line} {chr(97 + n)}" for n, line in enumerate(lines) if "After" not in line and "Mark" not in line]
    if len(named) < 2:
        return
    at = random.Random(seed).randrange(len(named) - 1)
    swapped = [*named[:at], named[at + 1], named[at], *named[at + 2 :]]
    head = "".join(f"participant {name}\n" for name in LIVES)
    old, new = head + "\n".join(named), head + "\n".join(swapped)
    same = _sequences(old) == _sequences(new)
    ranks = {change.rank for change in changes(old, new)}
    assert (ranks <= {Rank.COSMETIC}) == same, changes(old, new)


def _sequences(text: str) -> frozenset[tuple[str, ...]]:
    """Return every sequence of events that a diagram allows, and check each against the chart itself."""
    chart = chart_of(diagram_of(f"sequenceDiagram\n{text}"))
    order: Order = flattened(chart)
    return frozenset(tuple(str(order.events[n]) for n in each) for each in all_extensions(order))


def _language(text: str) -> frozenset[tuple[str, ...]]:
    """Return every sequence of messages and own events that a diagram without notes allows, two rounds a loop."""
    chart = chart_of(diagram_of(f"sequenceDiagram\n{text}"))
    found = set()
    for order in unfoldings(chart, 2):
        found |= {tuple(str(order.events[n]) for n in each) for each in all_extensions(order)}
    return frozenset(found)


small_steps = st.sampled_from(["A->>B: x", "B->>A: y", "A->>C: z", "C->>B: w"])
small_bodies = st.lists(small_steps, min_size=1, max_size=2).map("\n".join)
small_blocks = st.builds(_block, st.sampled_from(["opt maybe", "rect rgb(1,2,3)"]), small_bodies) | st.builds(
    _two, st.sampled_from([("alt so it is", "else it is so"), ("par", "and")]), small_steps, small_steps
)
small = st.lists(small_steps | small_blocks, min_size=1, max_size=3)


@given(small, small)
@settings(max_examples=150)
def test_what_has_the_same_runs_is_cosmetic(first: list[str], second: list[str]):
    """Against the languages themselves, in a small scope: equal ones never differ in meaning."""
    head = "participant A\nparticipant B\nparticipant C\n"
    old, new = head + "\n".join(first), head + "\n".join(second)
    if _events(old) <= 12 and _events(new) <= 12 and _language(old) == _language(new):
        assert gravest(old, new) is Rank.COSMETIC, changes(old, new)


def _events(text: str) -> int:
    return len(chart_of(diagram_of(f"sequenceDiagram\n{text}")).events)


edits = st.sampled_from(["opt", "par", "swap", "rect", "loop"])


@given(st.lists(small_steps, min_size=2, max_size=4, unique=True), edits, st.integers(0, 3))
@settings(max_examples=150)
def test_a_fragment_is_judged_by_its_runs(lines: list[str], edit: str, at: int):
    """Inclusion of the languages, by trying all sequences, decides the class of a fragment around matched steps."""
    head = "participant A\nparticipant B\nparticipant C\n"
    at = min(at, len(lines) - 2)
    middle = {
        "opt": ["opt maybe", lines[at], "end"],
        "rect": ["rect rgb(1,2,3)", lines[at], "end"],
        "loop": ["loop 1 times", lines[at], "end"],
        "par": ["par", lines[at], "and", lines[at + 1], "end"],
        "swap": [lines[at + 1], lines[at]],
    }[edit]
    rest = lines[at + 2 :] if edit in ("par", "swap") else lines[at + 1 :]
    old, new = head + "\n".join(lines), head + "\n".join([*lines[:at], *middle, *rest])
    before, after = _language(old), _language(new)
    expected = Rank.COSMETIC if before == after else Rank.STRENGTHENING if after < before else Rank.BREAKING
    assert gravest(old, new) is expected, changes(old, new)
    expected = Rank.COSMETIC if before == after else Rank.STRENGTHENING if before < after else Rank.BREAKING
    assert gravest(new, old) is expected, changes(new, old)


def test_the_languages_are_those_of_the_charts():
    """The yardstick of these tests agrees with the conformance check."""
    text = "A->>B: x\nopt maybe\nC->>B: y\nend\nA->>B: z"
    chart = chart_of(diagram_of(f"sequenceDiagram\n{text}"))
    events = chart.events
    allowed = {tuple(str(events[n]) for n in each) for each in permutations(range(len(events))) if _fits(chart, each)}
    assert {each for each in _language(text) if len(each) == len(events)} == allowed


def _fits(chart, numbers) -> bool:
    return conforms(chart, [chart.events[n] for n in numbers])


@given(st.text("abc", max_size=12), st.text("abc", max_size=12))
def test_alignment_pairs_equal_elements_in_order(old: str, new: str):
    found = aligned(old, new)
    assert all(old[a] == new[b] for a, b in found)
    assert all(one[0] < other[0] and one[1] < other[1] for one, other in pairwise(found))
    if old == new:
        assert len(found) == len(old)
