"""Trees for Hypothesis: what parsing can give, odd names and texts included."""

from types import SimpleNamespace

import pytest
from hypothesis import strategies as st

from checker.diagram import tree
from checker.diagram.arrows import ARROWS
from checker.diagram.keywords import KEYWORDS

_ID = st.from_regex(r"[A-Za-z_é漢][A-Za-z0-9_.é=]{0,7}", fullmatch=True)
_USABLE = (_ID | st.from_regex(r"[A-Z][a-z]{0,4} [A-Z1-9][a-z]{0,4}", fullmatch=True)).filter(
    lambda s: s.lower() not in KEYWORDS and not any(s.lower().startswith((k + " ", k + ".", k + "=")) for k in KEYWORDS)
)
_PIECES = (
    "check",
    "GET /a?b=1",
    " ",
    "3",
    ":",
    "->>",
    "(2/3)",
    "<br/>",
    "#59;",
    "#9829;",
    "end",
    "é",
    "%",
    "%%",
    "{",
    "}",
)
_MORE = ('="x"', "<b ", ">", "style:", "classDef", "wrap:", "%%{", "x}%%", "@", "漢", "loop", "as", "'", "\\", "|")
_WS = "\t\n\v\f\r \u00a0\u2028\u2029\ufeff"
_TEXT = st.lists(st.sampled_from(_PIECES + _MORE), max_size=6).map("".join).map(lambda s: s.strip(_WS))
_PLAIN_TEXT = _TEXT.filter(lambda s: not s.startswith(("wrap:", "nowrap:", ":wrap:", ":nowrap:")))
_WRAP = st.sampled_from([None, None, None, True, False])

_MESSAGE = st.builds(
    tree.Message,
    sender=st.from_regex(r"[A-Z][a-z0-9]{0,5}", fullmatch=True).filter(lambda s: s.lower() not in KEYWORDS),
    receiver=_USABLE,
    arrow=st.sampled_from([*ARROWS, "-X", "--X"]),
    text=_PLAIN_TEXT,
    wrap=_WRAP,
    activate=st.booleans(),
)
_NOTE = st.builds(
    tree.Note,
    side=st.sampled_from(["left of", "right of", "over"]),
    actors=st.tuples(_USABLE),
    text=_PLAIN_TEXT,
    wrap=_WRAP,
) | st.builds(tree.Note, side=st.just("over"), actors=st.tuples(_USABLE, _USABLE), text=_PLAIN_TEXT, wrap=_WRAP)
_LABEL = _PLAIN_TEXT.filter(lambda s: not s.startswith("#") or s.startswith(("#59;", "#9829;")))
_DECLARATION = st.builds(
    tree.Declaration, id=_ID, keyword=st.sampled_from(["participant", "actor"]), label=st.none() | _LABEL
)
_LEAF = (
    _MESSAGE
    | _NOTE
    | _DECLARATION
    | st.builds(tree.Activation, actor=_ID)
    | st.sampled_from(
        [tree.Autonumber(), tree.Autonumber(10, 5), tree.Autonumber(1.5, 0.25), tree.Autonumber(visible=False)]
    )
    | st.builds(tree.Title, kind=st.just("title"), text=st.sampled_from(["A title", " two  blanks ", "C: d"]))
    | st.builds(tree.Title, kind=st.just("acc_descr"), text=st.sampled_from(["a # b; c", "one\ntwo"]))
)


def _section(children):
    return st.builds(tree.Section, label=_LABEL, statements=st.lists(children, max_size=3).map(tuple), wrap=_WRAP)


def _block(children):
    single = st.builds(
        tree.Block, kind=st.sampled_from(["loop", "opt", "break", "rect"]), sections=st.tuples(_section(children))
    )
    several = st.builds(
        tree.Block,
        kind=st.sampled_from(["alt", "par", "par_over", "critical"]),
        sections=st.lists(_section(children), min_size=1, max_size=3).map(tuple),
    )
    return single | several


_STATEMENTS = st.lists(st.recursive(_LEAF, _block, max_leaves=6), max_size=5).map(tuple)


@pytest.fixture(scope="session")
def strategies():
    return SimpleNamespace(statements=_STATEMENTS)
