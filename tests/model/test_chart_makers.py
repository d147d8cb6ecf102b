"""Diagrams for the tests of charts, as nested tuples, and what they mean by definitions that share no code with it.

A diagram is a list of `("msg", sender, arrow, receiver)`, `("note", lifeline)` and `(kind, label, [part, ...])`.
Messages and notes are numbered from 0 down the page, and their numbers are their texts.
"""

from itertools import count, product

from hypothesis import strategies as st

from checker.diagram import diagram_of
from checker.model.chart_drawing import chart_of

WORDS = {"alt": "else", "par": "and", "critical": "option"}


def text_of(parts, numbers=None):
    numbers = numbers or count()
    lines = []
    for kind, *rest in parts:
        if kind == "msg":
            lines.append(f"{rest[0]}{rest[1]}{rest[2]}: {next(numbers)}")
        elif kind == "note":
            lines.append(f"note over {rest[0]}: {next(numbers)}")
        else:
            label, sections = rest
            lines.append(f"{kind} {label}")
            for number, section in enumerate(sections):
                lines += [f"{WORDS[kind]} again"] if number else []
                lines += text_of(section, numbers)
            lines.append("end")
    return lines


def chart_from(parts):
    return chart_of(diagram_of("\n".join(["sequenceDiagram", *text_of(parts)])))


def key(event):
    """What an event is called in the definitions here: number of its message, kind, both lifelines."""
    return int(event.text), event.kind, event.lifeline, event.peer


def events_of(kind, ends, number):
    if kind == "note":
        return [(number, "note", ends[0], "")]
    sender, arrow, receiver = ends
    if sender == receiver:
        return [(number, "local", sender, sender)]
    if arrow.endswith("x"):
        return [(number, "send", sender, receiver), (number, "local", receiver, sender)]
    ways = [(sender, receiver), (receiver, sender)] if arrow.startswith("<<") else [(sender, receiver)]
    return [(number, "send", a, b) for a, b in ways] + [(number, "receive", b, a) for a, b in ways]


def numbered(parts, numbers=None):
    """The same with the events in place of messages and notes."""
    numbers = numbers or count()
    found = []
    for kind, *rest in parts:
        if kind in ("msg", "note"):
            found.append(("events", events_of(kind, rest, next(numbers))))
        else:
            found.append((kind, rest[0], [numbered(section, numbers) for section in rest[1]]))
    return found


def runs(parts, loops):
    """All runs of numbered parts as (items, whether a break ended it); an item is an event or ("par", branches)."""
    found = [([], False)]
    for part in parts:
        found = [(a, True) for a, broke in found if broke] + [
            (a + b, ends) for a, broke in found if not broke for b, ends in runs_of_part(part, loops)
        ]
    return found


def runs_of_part(part, loops):
    kind = part[0]
    if kind == "events":
        return [(part[1], False)]
    sections = [runs(section, loops) for section in part[2]]
    nothing = [([], False)]
    whole = [(items, False) for section in sections for items, _ in section]
    if kind == "rect":
        return sections[0]
    if kind == "break":
        return nothing + [(items, True) for items, _ in whole]
    if kind == "alt" and len(sections) > 1:
        return whole
    if kind in ("alt", "opt"):
        return whole + nothing
    if kind == "par":
        return [([("par", [items for items, _ in way])], False) for way in product(*sections)]
    if kind == "critical":
        handled = nothing + [(items, False) for section in sections[1:] for items, _ in section]
        return [(a + b, False) for a, broke in sections[0] for b, _ in (nothing if broke else handled)]
    return rounds_of(sections[0], part[1], loops)


def rounds_of(body, label, loops):
    exact = int(label.split()[0]) if label.endswith("times") else None
    found, going = [], [[]]
    for done in range((loops if exact is None else exact) + 1):
        if exact is None or done == exact:
            found += [(items, False) for items in going]
        if done < (loops if exact is None else exact):
            longer = [(items + more, broke) for items in going for more, broke in body]
            found += [(items, False) for items, broke in longer if broke]
            going = [items for items, broke in longer if not broke]
    return found


def positions(items, path=(), numbers=None):
    """The events of a run from top to bottom, each with the branches of the `par`s that it stands in."""
    numbers = numbers or count()
    found = []
    for item in items:
        if item[0] == "par":
            here = next(numbers)
            for branch, inner in enumerate(item[1]):
                found += positions(inner, (*path, (here, branch)), numbers)
        else:
            found.append((item, path))
    return found


def parallel(one, other):
    branches = dict(other)
    return any(here in branches and branches[here] != branch for here, branch in one)


def naive_pairs(items):
    """The causal order of a run by the rules of pairs and Warshall's closure: (events, set of ordered pairs)."""
    placed = positions(items)
    size = len(placed)
    before = [[False] * size for _ in range(size)]
    for j, (second, path) in enumerate(placed):
        number, kind, lifeline, peer = second
        sends = [i for i in range(j) if placed[i][0] == (number, "send", peer, lifeline)]
        if kind == "receive":
            before[sends[-1]][j] = True
        for i, (first, other) in enumerate(placed[:j]):
            if first[2] == lifeline and not parallel(other, path):
                before[i][j] |= kind != "receive" or (first[1] == "receive" and first[3] == peer)
    for k, i, j in product(range(size), repeat=3):
        before[i][j] |= before[i][k] and before[k][j]
    return tuple(e for e, _ in placed), frozenset((i, j) for i in range(size) for j in range(size) if before[i][j])


LIFELINES = st.sampled_from("ABC")
MESSAGE = st.tuples(st.just("msg"), LIFELINES, st.sampled_from(["->>", "-->>", "--x", "<<->>", "-)"]), LIFELINES)
LEAF = MESSAGE | MESSAGE | st.tuples(st.just("note"), LIFELINES)


def blocks(kinds):
    def extend(parts):
        section = st.lists(parts, max_size=3)
        singles = [k for k in kinds if k not in WORDS and k != "loop"]
        single = st.tuples(st.sampled_from(singles), st.just(""), st.tuples(section))
        several = st.tuples(
            st.sampled_from([k for k in kinds if k in WORDS]),
            st.just("case"),
            st.lists(section, min_size=1, max_size=3),
        )
        loop = st.tuples(st.just("loop"), st.sampled_from(["often", "2 times"]), st.tuples(section))
        return single | several | loop if "loop" in kinds else single | several

    return extend


def diagrams(kinds=("rect", "opt", "break", "alt", "par", "critical", "loop"), leaves=7, size=4):
    plain = tuple(k for k in kinds if k != "loop")
    return st.lists(st.recursive(LEAF, blocks((*plain, *({"loop"} & set(kinds)))), max_leaves=leaves), max_size=size)


def test_the_definitions_agree_with_a_case_done_by_hand():
    parts = numbered([("msg", "A", "->>", "B"), ("opt", "", [[("msg", "C", "->>", "B")]]), ("msg", "B", "->>", "A")])
    (long, _), (short, _) = runs(parts, 2)
    events, pairs = naive_pairs(long)
    assert [e[2] + e[1][0] for e in events] == ["As", "Br", "Cs", "Br", "Bs", "Ar"]
    assert pairs == {(0, 1), (0, 4), (0, 5), (1, 4), (1, 5), (2, 3), (2, 4), (2, 5), (3, 4), (3, 5), (4, 5)}
    assert len(short) == 4
    assert len(runs(numbered([("loop", "often", [[("break", "", [[("note", "A")]]), ("note", "A")]])]), 2)) == 5
