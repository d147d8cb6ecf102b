"""The page as it is written: whole without a script, sound whatever it tells, with no way out of it."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.report.catalogue import load_formats
from checker.report.formats.as_html import render
from checker.report.html import entries as entries_module
from checker.report.html.entries import entries_of, own_name
from checker.report.html.markup import prose
from checker.report.options import RenderOptions
from tests.report.html.golden_page import PAGE, small_page
from tests.report.html.made import HOSTILE, hostile, illustration, page_of, small
from tests.report.html.outline import faults, read
from tests.report.html.strategies import timelines
from tests.report.outcomes import OUTCOMES
from tests.report.strategies import outcomes


@given(outcomes(st.sampled_from(["check", "gate", "prove", "diff"])), st.lists(timelines(), max_size=2))
@settings(max_examples=30)
def test_any_outcome_makes_a_sound_page(outcome, drawn):
    root = read(page_of(replace(outcome, timelines=tuple(drawn)), illustration()))
    assert faults(root) == []
    assert len([each for each in root.every("article") if each.has("finding")]) == len(entries_of(outcome))


@pytest.mark.parametrize("name", OUTCOMES)
def test_the_page_of_each_kind_of_outcome_is_sound(name):
    assert faults(read(page_of(OUTCOMES[name]))) == []


def test_it_shows_what_it_showed():
    assert faults(read(page_of(small(), illustration()))) == []
    assert small_page() == PAGE.read_text(encoding="utf-8"), (
        "if this is meant: python -m tests.report.regenerate, and read the difference"
    )


def test_what_comes_from_logs_is_text():
    page = page_of(hostile(), illustration())
    root = read(page)
    assert faults(root) == []
    assert "img" not in {each.name for each in root.every()}
    assert {each.text for each in root.every("b")} == {"Hint:", "What it says", "Why", "Bad", "Good", "What to do"}
    assert len(root.every("script")) == 3 and len(root.every("style")) == 1
    assert "\u202e" not in page and "\x1b" not in page
    shown = next(each for each in root.every("pre") if "onerror" in each.text)
    assert shown.text.startswith('</script><img src=x onerror="alert(1)"> &')


def test_the_data_of_the_script_cannot_end_it():
    data = next(each for each in read(page_of(hostile())).every("script") if each.get("id") == "data")
    written = "".join(data.texts)
    assert "<" not in written and written.isascii()
    assert HOSTILE.replace("\u202e", "\\u202e") not in written
    words = json.loads(written)["timelines"]["t1"]["words"]
    assert any(word.startswith(HOSTILE) for word in words)


def test_nothing_runs_or_is_loaded_but_what_the_policy_names():
    page = page_of(small(), illustration())
    root = read(page)
    policy = next(e.get("content") for e in root.every("meta") if e.get("http-equiv") == "Content-Security-Policy")
    rules = {name: values for name, *values in (rule.split() for rule in policy.split(";"))}
    assert rules.keys() == {"default-src", "style-src", "script-src", "base-uri", "form-action"}
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == ["'none'"]
    texts = re.findall(r"<(style|script)>(.*?)</\1>", page, re.DOTALL)
    hashes = {f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}'" for _, text in texts}
    assert hashes == {*rules["style-src"], *rules["script-src"]}
    assert not re.search(r"https?://", re.sub(r'"http://www.w3.org/2000/svg"', "", page))
    assert "@import" not in page and not re.search(r"url\((?!#)", page)


def test_each_finding_leads_to_its_time_its_diagram_and_its_rule_and_back():
    root = read(page_of(small(), illustration()))
    ids = {each.get("id"): each for each in root.every() if each.get("id")}
    finding = ids["f1"]
    links = {each.text: each.get("href")[1:] for each in finding.every("a")}
    assert ids[links["its time"]].has("timeline")
    assert "After 3 failures" in ids[links["its diagram"]].every("title")[0].text
    assert ids[links["its rule"]].every("h3")[0].text.startswith("no-request-routed-to-down")
    assert ids[links["hap1/haproxy.iso.log:45"]].name == "tr"
    back = [each for each in root.every("a") if each.get("href") == "#f1"]
    around = {next(filter(None, (parent.get("id") for parent in _parents(each)))) for each in back}
    assert around >= {links["its rule"], "d1", "f1"}
    assert any(each.has("mark") for each in back)


def _parents(element):
    while element.parent is not None:
        element = element.parent
        yield element


def test_of_more_findings_than_a_page_holds_the_rest_is_counted(monkeypatch):
    monkeypatch.setattr("checker.report.html.context.MOST", 3)
    root = read(page_of(OUTCOMES["many"]))
    assert len([each for each in root.every("article") if each.has("finding")]) == 3
    assert "3 of 35 findings are on this page" in root.text
    assert entries_module.MOST == 5_000


def test_unread_lines_are_told():
    rows = read(page_of(OUTCOMES["unread"])).every("tr")
    row = next(each for each in rows if each.get("id") == "i2")
    assert "5 lines" in row.text and "lines 3-5, 9: a stamp without a year" in row.text


def test_the_timeline_is_told_in_words():
    root = read(page_of(small()))
    table = next(each for each in root.every("table") if each.every("caption")[0].text.startswith("What changed"))
    told = [[cell.text for cell in row.every("td")] for row in table.every("tbody")[0].every("tr")]
    assert ["19:24:45.700 to .800", "pgb1 is DOWN for hap1", "changes in here"] in [row[:3] for row in told]
    images = {each.get("aria-label") for each in root.every("svg") if each.has("strip")}
    assert "pgb2 is DOWN for hap1: no for 30.0s, unknown for 10.0s" in images


def test_a_process_and_a_server_of_a_backend_are_filtered_by_their_own_names():
    assert own_name("pgbouncer_back/pgb1") == "pgb1"
    assert own_name("heartbeat@HS1[29183]") == "heartbeat@HS1"
    assert own_name("") == "" and own_name("/") == "/"


def test_it_asks_for_what_only_it_shows():
    formats = load_formats()
    assert [name for name, each in formats.items() if each.illustrated] == ["html"]
    assert render(small(), RenderOptions()).startswith("<!DOCTYPE html>")


def test_words_between_backticks_are_code_and_nothing_else_is():
    assert prose("set `a <b>` and `c`; d`e") == ("set <code>a &lt;b&gt;</code> and <code>c</code>; d`e")
