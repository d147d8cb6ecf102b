"""The painter: well-formed XML whatever the texts, words for those who cannot see, dark where that is preferred."""

import subprocess
import sys
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from checker.diagram import diagram_of
from checker.diagram.tree import Diagram, Message
from checker.picture.layout import laid_out
from checker.picture.marks import Mark, Marks
from checker.picture.shapes import Words
from checker.picture.svg import svg
from tests.picture.seeds import DOCS, edited, seeds
from tests.picture.strategies import diagrams, marked

NS = "{http://www.w3.org/2000/svg}"


@settings(deadline=None, max_examples=40)
@given(diagrams().flatmap(lambda diagram: st.tuples(st.just(diagram), marked(diagram))), st.text(max_size=20))
def test_any_picture_is_well_formed_and_holds_all_its_texts(drawn, title):
    picture = laid_out(*drawn, title)
    root = ElementTree.fromstring(svg(picture))
    shown = [each.text for each in root.iter(f"{NS}text")]
    words = [s.text for e in picture.elements for s in e.shapes if isinstance(s, Words) and s.text]
    assert len(shown) == len(words)


@given(st.text(st.characters(min_codepoint=0, max_codepoint=0x10FFFF, exclude_categories=()), max_size=30))
def test_no_character_breaks_it(text):
    diagram = Diagram((Message("A", "B", text=text),))
    ElementTree.fromstring(svg(laid_out(diagram, Marks({0: Mark("changed", text, text)}, tips={0: text}), text)))


def test_markup_in_a_text_stays_text():
    text = svg(laid_out(diagram_of("sequenceDiagram\nA->>B: </text><script>alert(1)</script>\n"), title='"><img>'))
    root = ElementTree.fromstring(text)
    assert {each.tag for each in root.iter()}.isdisjoint({f"{NS}script", f"{NS}img"})


def test_it_says_what_it_shows():
    root = ElementTree.fromstring(svg(laid_out(diagram_of("sequenceDiagram\nA->>B: ask\nB--xA: no\n"), title="T & U")))
    ids = {each.get("id"): each for each in root.iter() if each.get("id")}
    assert root.get("role") == "img"
    title, about = (ids[name] for name in root.get("aria-labelledby").split())
    assert (title.tag, title.text) == (f"{NS}title", "T & U")
    assert about.tag == f"{NS}desc"
    assert about.text.splitlines() == ["2 lifelines: A and B.", "1. A to B: ask", "2. B to A, lost: no"]
    groups = [each for each in root.iter(f"{NS}g") if each.get("aria-hidden") != "true"]
    assert groups and all(each.get("aria-label") and each.find(f"{NS}title") is not None for each in groups)


def test_the_description_of_the_author_comes_first():
    text = svg(laid_out(diagram_of("sequenceDiagram\naccDescr: How it fails over\nA->>B: ask\n")))
    assert ElementTree.fromstring(text).find(f"{NS}desc").text.startswith("How it fails over\n2 lifelines")


def test_of_a_long_diagram_the_description_counts_the_rest():
    picture = laid_out(diagram_of("sequenceDiagram\n" + "A->>B: again\n" * 250))
    assert picture.about[-1] == "And 50 more."


def test_a_tip_tells_where_it_was_read():
    picture = laid_out(diagram_of("sequenceDiagram\nA->>B: ask\n"), Marks(tips={0: "haproxy.log:12"}))
    tips = [each.text for each in ElementTree.fromstring(svg(picture)).iter(f"{NS}title")]
    assert "A to B: ask\nhaproxy.log:12" in tips


def test_every_style_looks_different_on_a_dark_page():
    (_, picture), *_ = seeds()
    sheet = ElementTree.fromstring(svg(picture)).find(f"{NS}style").text
    light, dark = sheet.split("@media (prefers-color-scheme:dark)")
    used = {each.get("class").split()[0] for each in ElementTree.fromstring(svg(picture)).iter() if each.get("class")}
    for name in used - {"verify-picture", "text", "blank"}:
        assert f".{name}{{" in light and f".{name}{{" in dark, name


def test_two_pictures_of_a_page_have_names_of_their_own():
    picture = laid_out(diagram_of("sequenceDiagram\nA->>B: ask\n"))
    ids = [{e.get("id") for e in ElementTree.fromstring(svg(picture, n)).iter() if e.get("id")} for n in ("a", "b")]
    assert ids[0].isdisjoint(ids[1])


def test_nothing_is_loaded_from_elsewhere():
    for _, picture in seeds():
        text = svg(picture).replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert "http" not in text.partition("<style>")[2].partition("</style>")[0]
        assert not any(word in text for word in ("href=", "url(", "@import", "<script"))


def test_the_pictures_of_the_documents_are_what_is_drawn_today():
    for name, picture in (*seeds(), *edited()):
        kept = (DOCS / f"{name}.svg").read_text(encoding="utf-8")
        assert kept == svg(picture), "if this is meant: python -m tests.picture.regenerate, and look at the pictures"


def test_it_is_the_same_in_every_process():
    code = (
        "from checker.diagram import diagram_of\nfrom checker.picture.layout import laid_out\n"
        "from checker.picture.marks import *\nfrom checker.picture.svg import svg\n"
        "d = diagram_of('sequenceDiagram\\nA->>B: x\\nB->>C: y\\nloop z\\nC->>A: w\\nend\\n')\n"
        "m = Marks({0: Mark('added'), 1: Mark('removed'), 2: Mark('seen')})\n"
        "print(svg(laid_out(d, m)))"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(runs) == 1


def test_what_is_centred_stays_so_in_fonts_that_nobody_measured():
    text = svg(laid_out(diagram_of("sequenceDiagram\nparticipant A as 负载均衡器\nA->>B: שלום\nB->>B: 检查\n")))
    found = {each.text: each for each in ElementTree.fromstring(text).iter(f"{NS}text")}
    assert {found[each].get("text-anchor") for each in ("负载均衡器", "שלום")} == {"middle"}
    line = next(each for each in text.splitlines() if 'class="solid"' in each)
    start, end = (float(x.split(",")[0]) for x in line.split(' d="M')[1].split('"')[0].split("L"))
    assert abs(float(found["שלום"].get("x")) - (start + end) / 2) < 8
    assert found["检查"].get("text-anchor") is None and found["B"].get("text-anchor") is None
