import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.base.errors import InputError
from checker.base.places import Place
from checker.logic.formula import (
    Always,
    And,
    Atom,
    Compare,
    Constant,
    Exists,
    Forall,
    Historically,
    Implies,
    Not,
    Once,
    Or,
    Since,
    Sum,
    Variable,
    Window,
)
from checker.logic.syntax import KEYWORDS, parse, show
from checker.logic.truth import Truth
from tests.logic.strategies import closed_formulas

P, Q, R = Atom("p"), Atom("q"), Atom("r")
OBSERVER, S, D, H, G = (Variable(name) for name in "osdhg")
VOCABULARY = {"down": ("observer", "server"), "p": (), "q": ()}

ROUTED = (
    "forall o: observer, s: server. always (assigned(o, s) and (exists d: server. down(o, d)) implies not down(o, s))"
)
ONE_HOLDER = (
    "forall h: host, g: host. always "
    "(h < g and holds(h) and holds(g) implies not historically[0, vip.handover] (holds(h) and holds(g)))"
)


@given(closed_formulas())
@settings(max_examples=150, deadline=None)
def test_parse_reads_back_what_show_writes(formula):
    assert parse(show(formula)) == formula


@pytest.mark.parametrize("text", [ROUTED, ONE_HOLDER])
def test_the_properties_are_written_as_they_are_shown(text):
    assert show(parse(text)) == text


def test_no_request_is_routed_to_a_down_server():
    some_down = Exists("d", "server", Atom("down", (OBSERVER, D)))
    body = Implies(And((Atom("assigned", (OBSERVER, S)), some_down)), Not(Atom("down", (OBSERVER, S))))
    assert parse(ROUTED) == Forall("o", "observer", Forall("s", "server", Always(body)))


def test_one_holder():
    both = (Atom("holds", (H,)), Atom("holds", (G,)))
    long = Historically(And(both), Window(0, "vip.handover"))
    body = Implies(And((Compare("<", H, G), *both)), Not(long))
    assert parse(ONE_HOLDER) == Forall("h", "host", Forall("g", "host", Always(body)))


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("p or q and r", Or((P, And((Q, R))))),
        ("p and q since r", And((P, Since(Q, R)))),
        ("not p since once q", Since(Not(P), Once(Q))),
        ("p implies q implies r", Implies(P, Implies(Q, R))),
        ("(p implies q) implies r", Implies(Implies(P, Q), R)),
        ("p and (q and r)", And((P, And((Q, R))))),
        ("p implies exists d: server. q or r", Implies(P, Exists("d", "server", Or((Q, R))))),
        ("once[0, 100ms] p", Once(P, Window(0, 100_000_000))),
        ("once[1.5s, inf] p", Once(P, Window(1_500_000_000, None))),
        ("historically [ 7ns , agree.within ] p", Historically(P, Window(7, "agree.within"))),
        ("p since[a.b, 6s] q", Since(P, Q, Window("a.b", 6_000_000_000))),
        ("once[a - b, a+b + 1s] p", Once(P, Window(Sum(("a",), ("b",)), Sum(("a", "b", 1_000_000_000))))),
        ("unknown or not true", Or((Constant(Truth.UNKNOWN), Not(Constant(Truth.TRUE))))),
        ('down("haproxy@hap1", "a \\"b\\"")', Atom("down", ("haproxy@hap1", 'a "b"'))),
        ("nothing and oncep  # a comment", And((Atom("nothing"), Atom("oncep")))),
        ("p and # a comment\n q", And((P, Q))),
    ],
)
def test_binding_windows_and_constants(text, formula):
    assert parse(text) == formula


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("p and", 1, 6, "found the end, expected '(', 'always', 'false', 'historically', 'not', 'once', 'true'"),
        ("p q", 1, 3, "found 'q', expected"),
        ("p $ q", 1, 3, "found '$', expected"),
        ("p and\n\n  or q", 3, 3, "found 'or', expected"),
        ("once[5ms, 2ms] p", 1, 6, "window ends before it starts"),
        ("once[5, 6ms] p", 1, 6, "not a duration: '5'"),
        ("once[5ms] p", 1, 9, "found ']', expected '+', ',' or '-'"),
        ("not always p", 1, 5, "'always' may stand only at the top"),
        ("exists s: server. always p", 1, 19, "'always' may stand only at the top"),
        ("always always p", 1, 8, "'always' may stand only at the top"),
        ("forall s: server. down(s, t)", 1, 27, "no quantifier binds 't'"),
        ("once[1s, 5] p", 1, 10, "not a duration: '5'"),
        ("p)", 1, 2, "found ')', expected '!=', '(', '<', '=', 'and', 'implies', 'or', 'since' or the end"),
        ("p since q since p", 1, 11, "found 'since', expected '!=', '(', '<', '=', 'and', 'implies', 'or' or the end"),
        ('"a" p', 1, 5, "found 'p', expected '!=', '<' or '='"),
        ('p = "a', 1, 5, "found '\"', expected a name or a quoted constant"),
        ("down(s, t) and", 1, 15, "found the end, expected"),
        ('down("a\\q", "b")', 1, 6, "not a quoted constant"),
    ],
)
def test_errors_say_where_and_what_was_expected(text, line, column, message):
    with pytest.raises(InputError) as raised:
        parse(text)
    assert raised.value.place == Place("<formula>", line, column)
    assert message in raised.value.message


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("up", 1, "unknown predicate 'up', expected one of down, p, q"),
        ("p and down(p)", 7, "no quantifier binds 'p'|'down' has 1 arguments, expected 2: (observer, server)"),
        ("forall s: server. down(s, s)", 24, "'s' is of the sort server, expected observer in 'down'"),
        ("forall s: servr. p", 11, "unknown sort 'servr', expected one of observer, server"),
    ],
)
def test_a_vocabulary_is_checked(text, column, message):
    with pytest.raises(InputError) as raised:
        parse(text, vocabulary=VOCABULARY)
    assert raised.value.place.column == column
    assert any(part in raised.value.message for part in message.split("|"))


def test_what_fits_the_vocabulary_passes():
    text = 'forall o: observer, s: server. down(o, s) and down("hap1", s) and p'
    assert show(parse(text, vocabulary=VOCABULARY)) == text


def test_positions_count_from_the_place_of_the_text():
    with pytest.raises(InputError) as raised:
        parse("p q", place=Place("contract.yaml", 12, 20))
    assert raised.value.place == Place("contract.yaml", 12, 22)
    with pytest.raises(InputError) as raised:
        parse("p and\n q r", place=Place("contract.yaml", 12, 20))
    assert raised.value.place == Place("contract.yaml", 13, 4)


def test_a_constant_that_lost_its_quotes_gets_a_hint():
    with pytest.raises(InputError, match=r"hint: .*double quotes"):
        parse("down(pgb1)")


@pytest.mark.parametrize("name", ["once", "two words", "", "9lives"])
def test_names_that_would_not_parse_are_not_shown(name):
    with pytest.raises(ValueError, match="cannot be written"):
        show(Atom(name))


@pytest.mark.parametrize("text", ["(" * 51 + "p" + ")" * 51, "not " * 51 + "p", "p implies " * 51 + "p"])
def test_nesting_is_bounded(text):
    with pytest.raises(InputError, match="nested deeper than 50 levels"):
        parse(text)
    assert parse(text.replace("(", "", 2).replace(")", "", 2).replace("not ", "", 2).replace("p implies ", "", 2))


@given(st.lists(st.sampled_from([*sorted(KEYWORDS), *"()[],.:=<!$s", '"a"', "s: server.", "p", "0", "5ms", "\n"])))
def test_any_text_is_a_formula_or_an_error_with_its_place(words):
    text = " ".join(words)
    try:
        parse(text)
    except InputError as error:
        assert error.place
        line = text.split("\n")[error.place.line - 1]
        assert 1 <= error.place.column <= len(line) + 1


def test_formulas_are_read_without_lark_and_z3():
    code = (
        "import sys, checker.logic.syntax as s, checker.logic.monitor, checker.logic.grounding, checker.logic.bounds,"
        " checker.conform.exact; s.parse('true'); sys.exit(any(name in sys.modules for name in ('lark', 'z3')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
