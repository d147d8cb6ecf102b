"""A comment on a pull request: the verdict, changes by class, diagrams; bounded, and nothing in it is markup."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from checker.base.finding import Finding, Related, Severity, Verdict
from checker.base.places import Place
from checker.diagram import diagram_of
from checker.diff.explaining.findings import finding_of
from checker.model.outcome import Outcome
from checker.report.formats.as_markdown import render
from checker.report.options import RenderOptions
from tests.diff.pairs import CHECKS, QUERY
from tests.diff.test_merging import drawn
from tests.diff.versions import changes

PLAIN = RenderOptions()
MOST = 65_536


def told(old: str, new: str) -> str:
    found = changes(old, new)
    merged = (drawn(old, new),) if found else ()
    outcome = Outcome("diff", Verdict.HOLDS, 0, notes=tuple(map(finding_of, found)), merged=merged)
    return render(outcome, PLAIN)


def blocks(text: str) -> list[str]:
    return re.findall(r"^```mermaid\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def test_the_verdict_is_first_and_the_gravest_class_before_the_others():
    text = told(CHECKS, CHECKS.replace("(6s)", "(20s)").replace("alert sent", "Alert sent"))
    lines = text.splitlines()
    assert lines[0] == "### ❌ verify diff: 1 breaking, 1 cosmetic"
    assert lines[2] == "**breaking**: a promise is weakened, or something is allowed that was not."
    assert text.index("#### ❌ 1 breaking change") < text.index("<summary>➖ 1 cosmetic change</summary>")
    row = next(line for line in lines if "diff-value" in line)
    assert "| 6s → 20s | <code>d.mmd&#58;8</code> | <code>d.mmd&#58;8</code> |" in row


def test_nothing_changed():
    assert told(QUERY, QUERY) == "### ✅ verify diff: no change\n\nboth versions say and draw the same.\n"


def test_each_diagram_and_each_run_is_a_block_that_is_a_diagram():
    text = told(CHECKS, CHECKS + "opt cache is cold\nLB->>W: route another query\nend")
    one, run = blocks(text)
    assert "+ route another query" in one
    assert "! BREAKING" in run
    assert all(diagram_of(each).participants for each in (one, run))
    assert text.count("<details>") == text.count("</details>") == 2
    assert "step 1" not in text


def test_a_run_that_is_not_drawn_is_a_list():
    place = Place("x.md", 3)
    finding = Finding(
        "diff-verdict", Severity.ERROR, "breaking: the model: p is refuted, was proved; it breaks", place,
        related=(Related(place, "a run of the new version, step 1: a"), Related(place, "step 2: b")), rank="breaking",
    )  # fmt: skip
    text = render(Outcome("diff", Verdict.VIOLATED, 0, notes=(finding,)), PLAIN)
    assert "1. a run of the new version, step 1&#58; a (<code>x.md&#58;3</code>)\n1. step 2" in text


@pytest.mark.parametrize("count", [50, 600])
def test_it_fits_a_comment_and_says_what_is_left_out(count: int):
    texts = [f"A->>B: do not {'<>' * 40} {n}" for n in range(count)]
    text = told("\n".join(texts), "\n".join(t.replace("not", "now") for t in texts))
    assert len(text) <= MOST
    left = re.search(r"\.\.\. and ([\d,]+) changes more", text)
    rows = text.count("<code>diff-")
    assert rows + (int(left[1].replace(",", "")) if left else 0) == count
    assert "draws it" in text or blocks(text)


def test_of_many_diagrams_the_first_are_shown():
    one = drawn(QUERY, QUERY.replace("route it", "route that very same thing once more, please, if you could"))
    outcome = Outcome("diff", Verdict.HOLDS, 0, merged=(one,) * 400)
    text = render(outcome, PLAIN)
    assert len(text) <= MOST
    left = int(re.search(r"^(\d+) diagrams and runs more: this comment has no room", text, re.MULTILINE)[1])
    assert left + len(blocks(text)) == 400


HOSTILE = st.sampled_from(
    ["</details><script>", "```\n# x", "| a | b |", "@everyone #1", "[x](http://y)", "![i](u)", "<img src=x>", "&amp;"]
)


@settings(max_examples=60)
@given(HOSTILE, HOSTILE)
def test_texts_are_text(first: str, second: str):
    one, other = (" ".join(each.split()).replace("#", "").replace(";", "") for each in (first, second))
    text = told(f"participant A as {one}\nA->>B: {one} 5s", f"participant A as {other}\nA->>B: {other} 6s")
    html = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(text)
    inside = re.sub(r"<code class=\"language-mermaid\">.*?</code>", "", html, flags=re.DOTALL)
    assert not re.search(r"<(?!/?(details|summary|h[34]|p|strong|table|thead|tbody|tr|th|td|code|br|pre)\b)", inside)
    assert text.count("</details>") == text.count("<details>")
    assert "@everyone" not in inside
