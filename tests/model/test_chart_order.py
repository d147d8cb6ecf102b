"""The causal order: known counts, tables done by hand, and the naive definition on all small diagrams."""

from itertools import groupby, islice, pairwise, permutations, product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.base.bits import bits
from checker.diagram import diagram_of, parse, read_document
from checker.model.chart_drawing import chart_of
from checker.model.chart_fit import conforms
from checker.model.chart_order import drawn
from checker.model.chart_runs import linear_extensions
from checker.model.chart_unfold import flattened, race_pairs
from checker.model.chart_walk import flat
from tests.model.test_chart_makers import chart_from, diagrams, key, naive_pairs, numbered, runs

SPEC = Path(__file__).parents[2] / "spec"
RACES = {
    "Failover Flow Sequence Diagram": 57,
    "System Sequence Diagrams": 0,
    "2. PgBouncer Failover Scenario": 36,
    "3. HAProxy High Availability Failover": 33,
    "4. Health Monitoring & Alerting Flow": 0,
}
# The messages of the streaming diagram, without their texts.
CHECK = "HS1->>Primary: GET /health\n Primary--xHS1: timeout\n HS1->>HS1: failures++\n"
ROUTE = "Client->>Swarm: stream\n Swarm->>NGINX: route\n NGINX->>Primary: POST start\n"
STREAMING = f"""sequenceDiagram
    {ROUTE}
    Primary->>MySQL: find
    MySQL-->>Primary: user
    Primary-->>NGINX: 302
    NGINX->>NGINX: push
    NGINX-->>Client: playback
    rect rgb(255, 240, 240)
        {CHECK} {CHECK} {CHECK}
        HS1->>HS1: switch
    end
    rect rgb(240, 255, 240)
        {ROUTE}
        Primary--xNGINX: failed
        NGINX->>Secondary: POST start
        Secondary->>MySQL: find
        MySQL-->>Secondary: user
        Secondary-->>NGINX: 302
        HS2->>Secondary: GET /health
        Secondary-->>HS2: 200 OK
        HS2->>Primary: GET /health
        Primary--xHS2: timeout
    end
    rect rgb(240, 240, 255)
        HS1->>Primary: GET /health
        Primary-->>HS1: 200 OK
        HS1->>HS1: successes++
        HS1->>Primary: GET /health
        Primary-->>HS1: 200 OK
        HS1->>HS1: up
        HS2->>Primary: GET /health
        Primary-->>HS2: 200 OK
        HS2->>HS2: confirmed
    end
"""
SOURCES = [s for path in sorted(SPEC.glob("*.md")) for s in read_document(path.name, path.read_bytes()).sequences]


def chart(text):
    return chart_of(diagram_of("sequenceDiagram\n" + text))


@pytest.mark.parametrize("source", [s for s in SOURCES if s.title in RACES], ids=lambda s: s.title)
def test_race_pairs_of_the_documents(source):
    assert len(race_pairs(chart_of(parse(source)))) == RACES[source.title]


def test_race_pairs_of_the_streaming_diagram():
    assert len(race_pairs(chart_of(diagram_of(STREAMING)))) == RACES["Failover Flow Sequence Diagram"]


# What stands on the page, the direct causes ("x < y"), the race pairs ("x | y").
TABLE = {
    "a request and its answer": ("A->>B: ask\nB-->>A: answer", "A!ask < B?ask < B!answer < A?answer", ""),
    "two senders race": ("A->>C: 1\nB->>C: 2", "A!1 < C?1; B!2 < C?2", "C?1 | C?2"),
    "one sender does not": ("A->>C: 1\nA->>C: 2", "A!1 < A!2, C?1; A!2 < C?2; C?1 < C?2", ""),
    "a receipt does not wait for a send": ("A->>B: 1\nC->>A: 2", "A!1 < B?1; C!2 < A?2", "A!1 | A?2"),
    "a send waits for a receipt": ("C->>A: 2\nA->>B: 1", "C!2 < A?2 < A!1 < B?1", ""),
    "a self message is one event": ("A->>A: think\nA->>B: 1", "A.think < A!1 < B?1", ""),
    "a crossed self message too": ("A-xA: give up", "", ""),
    "a cross is not linked": ("A->>B: ask\nB--xA: timeout", "A!ask < A.timeout, B?ask; B?ask < B!timeout", ""),
    "a receipt does not wait for a timeout": ("B--xA: t\nC->>A: 1", "C!1 < A?1", "A.t | A?1"),
    "both ways is two messages": (
        "A<<->>B: hello",
        "A!hello < B?hello; B!hello < A?hello",
        "B!hello | B?hello; A!hello | A?hello",
    ),
    "a reversed head is a message back": ("A/|-B: back", "B!back < A?back", ""),
    "central connections are plain": ("A()->>()B: 1\nA->>()B: 2", "A!1 < A!2, B?1; A!2 < B?2; B?1 < B?2", ""),
    "notes follow and precede, but do not race": (
        "C->>A: 1\nnote over A: n\nB->>A: 2",
        "C!1 < A?1 < A#n; B!2 < A?2",
        "A?1 | A?2",
    ),
    "a note over two is one on each": ("note over A,B: n\nA->>B: 1", "A#n < A!1 < B?1", ""),
    "branches know nothing of each other": (
        "A->>B: 1\npar p\nB->>C: 2\nand\nB->>C: 3\nend\nC->>A: 4",
        "A!1 < B?1 < B!2, B!3; B!2 < C?2; B!3 < C?3; C?2 < C!4; C?3 < C!4; C!4 < A?4",
        "",
    ),
    "branches in branches too": (
        "par p\npar q\nC->>A: 1\nand\nD->>A: 2\nend\nand\nB->>A: 3\nA->>A: 4\nend",
        "C!1 < A?1; D!2 < A?2; B!3 < A?3 < A.4",
        "",
    ),
    "what was done in a branch in a branch is joined": (
        "par p\npar q\nA->>A: 1\nand\nA->>A: 2\nend\nand\nA->>A: 3\nend\nA->>A: 4",
        "A.1 < A.4; A.2 < A.4; A.3 < A.4",
        "",
    ),
    "a created lifeline begins with its creation": (
        "C->>A: 0\ncreate participant B\nA->>B: make\nC->>B: 1",
        "A!make < B?make < B?1; C!0 < A?0, C!1; A?0 < A!make; C!1 < B?1",
        "",
    ),
    "a destroyed one ends with its end": (
        "A->>B: 1\ndestroy B\nC->>B: kill",
        "A!1 < B?1 < B?kill; C!kill < B?kill",
        "",
    ),
    "a lifeline that ends with a message both ways ends with the receipt": (
        "destroy B\nA<<->>B: bye",
        "A!bye < B?bye; B!bye < A?bye, B?bye",
        "A!bye | A?bye",
    ),
    "fragments are flattened": (
        "alt a\nA->>B: 1\nelse b\nC->>B: 2\nend\nloop l\nB->>A: 3\nend",
        "A!1 < B?1 < B!3; C!2 < B?2 < B!3; B!3 < A?3",
        "B?1 | B?2",
    ),
}


def edges(text):
    found = set()
    for chain in filter(None, text.split("; ")):
        steps = [part.split(", ") for part in chain.split(" < ")]
        for left, right in pairwise(steps):
            found |= {(left[0], later) for later in right}
    return found


@pytest.mark.parametrize("name", TABLE)
def test_order(name):
    text, order, races = TABLE[name]
    made = chart(text)
    found = flattened(made)
    names = [str(e) for e in found.events]
    assert {(names[c], names[i]) for i, covers in enumerate(found.covers) for c in covers} == edges(order)
    assert [f"{a} | {b}" for a, b in race_pairs(made)] == [r for r in races.split("; ") if r]


def test_every_event_knows_its_message_its_fragment_and_its_place():
    made = chart("A->>B: 1\nopt maybe\nB-->>A: 2\nend")
    assert [(e.place.line, e.fragment, e.partner, e.source.text) for e in made.events] == [
        (2, 0, 1, "1"),
        (2, 0, 0, "1"),
        (4, 1, 3, "2"),
        (4, 1, 2, "2"),
    ]
    assert made.children == ((1,), ())
    assert made.own(made.fragments[0]) == made.events[:2]
    assert made.inside(made.fragments[1]) == made.events[2:]
    assert (made.fragments[1].label, made.fragments[1].place.line) == ("maybe", 3)


def small_diagrams():
    """All diagrams of at most three messages over at most three lifelines, up to the names of the lifelines."""
    options = list(product("ABC", ("->>", "--x", "<<->>"), "ABC"))
    for size in range(4):
        for messages in product(options, repeat=size):
            order = dict.fromkeys(name for sender, _, receiver in messages for name in (sender, receiver))
            if list(order) == list("ABC")[: len(order)]:
                yield [("msg", *message) for message in messages]


def made_of(parts):
    """A chart without parsing: there are thousands."""
    from checker.diagram.tree import Diagram, Message, Participant

    messages = tuple(Message(a, b, arrow, str(n)) for n, (_, a, arrow, b) in enumerate(parts))
    return chart_of(Diagram(messages, tuple(Participant(name, name) for name in "ABC")))


SMALL = list(small_diagrams())


def test_all_small_diagrams_have_the_naive_order():
    assert len(SMALL) > 3000
    for parts in SMALL:
        ((items, _),) = runs(numbered(parts), 1)
        events, pairs = naive_pairs(items)
        found = flattened(made_of(parts))
        assert tuple(key(e) for e in found.events) == events
        assert frozenset(found.pairs()) == pairs, parts


def sequences(most):
    """All sequences of the events of all small diagrams of at most so many events, and whether each is in order."""
    for parts in SMALL:
        made = made_of(parts)
        if len(made.events) <= most:
            _, pairs = naive_pairs(runs(numbered(parts), 1)[0][0])
            for sequence in permutations(range(len(made.events))):
                place = {number: at for at, number in enumerate(sequence)}
                yield made, sequence, all(place[a] < place[b] for a, b in pairs)


def test_all_sequences_of_small_diagrams_conform_as_the_naive_order_says():
    for made, sequence, right in sequences(4):
        assert conforms(made, [made.events[n] for n in sequence]) == right, sequence


@pytest.mark.slow
def test_all_sequences_of_all_diagrams_of_three_messages_conform_as_the_naive_order_says():
    for made, sequence, right in sequences(6):
        assert conforms(made, [made.events[n] for n in sequence]) == right, sequence


def test_all_sequences_of_all_diagrams_of_three_messages_respect_the_order_as_the_naive_one_says():
    for _, group in groupby(sequences(6), key=lambda found: id(found[0])):
        order = None
        for made, sequence, right in group:
            order = order or flattened(made)
            assert order.respects(sequence) == right, sequence


@given(diagrams())
def test_laws_of_the_order(parts):
    order = flattened(chart_from(parts))
    size = len(order.events)
    pairs = set(order.pairs())
    assert all(a < b for a, b in pairs)
    assert {(a, c) for a, b in pairs for b2, c in pairs if b == b2} <= pairs
    reach = [0] * size
    for number in range(size):
        for cover in order.covers[number]:
            assert not any((cover, middle) in pairs and (middle, number) in pairs for middle in range(size))
            reach[number] |= reach[cover] | 1 << cover
    assert tuple(reach) == order.causes
    assert {(a, b) for a in range(size) for b in bits(order.effects[a])} == pairs
    races = set(drawn(chart_from(parts), flat(chart_from(parts))).races())
    assert races <= set(order.open_pairs())


@given(diagrams(kinds=("rect", "opt", "alt")), st.integers(0, 99))
def test_swapping_neighbours(parts, seed):
    order = flattened(chart_from(parts))
    for sequence in islice(linear_extensions(order, seed), 3):
        assert order.respects(sequence)
        assert order.broken(sequence) == ()
        for at in range(len(sequence) - 1):
            swapped = (*sequence[:at], sequence[at + 1], sequence[at], *sequence[at + 2 :])
            pair = (sequence[at], sequence[at + 1])
            assert order.respects(swapped) != order.precedes(*pair)
            assert order.broken(swapped) == ((pair,) if order.precedes(*pair) else ())


@given(diagrams(), st.randoms(use_true_random=False))
def test_the_broken_pairs_are_the_smallest_set_that_implies_all(parts, rng):
    order = flattened(chart_from(parts))
    sequence = [n for n in range(len(order.events)) if rng.random() < 0.8]
    rng.shuffle(sequence)
    place = {number: at for at, number in enumerate(sequence)}
    inverted = {(a, b) for a, b in order.pairs() if a in place and b in place and place[a] > place[b]}
    found = set(order.broken(sequence))
    assert found <= inverted
    assert order.respects(sequence) == (not inverted) == (not found)
    here = [(a, b) for a, b in order.pairs() if a in place and b in place]
    for a, b in inverted:
        between = [m for m in place if (a, m) in here and (m, b) in here]
        assert ((a, b) in found) == (not between)
