"""The page in a real browser, from the disk, without a network: it works by mouse and keys, and says what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.report.html.made import hostile, illustration, large, page_of, small
from tests.report.html.outline import read
from tests.report.html.sample import KEPT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    pytest.importorskip("selenium", reason="selenium is not installed: pip install -e '.[dev]'")
    from tests.report.html.browser import LACKING, Browser

    if LACKING:
        pytest.skip(LACKING)
    opened = Browser()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    written = {}
    for name, text in (
        ("small", page_of(small(), illustration())),
        ("hostile", page_of(hostile(), illustration())),
        ("large", page_of(large())),
    ):
        written[name] = folder / f"{name}.html"
        written[name].write_text(text, encoding="utf-8")
    return written


def shown(browser) -> int:
    return browser.ask("[...document.querySelectorAll('.finding')].filter((e) => e.offsetParent).length")


def count(browser) -> str:
    return browser.ask("document.getElementById('count').textContent")


def choose(browser, name: str, value: str) -> None:
    browser.ask(
        "[document.getElementById(arguments[0]).value = arguments[1],"
        " document.getElementById('filters').dispatchEvent(new Event('input'))]",
        f"filter-{name}",
        value,
    )
    browser.settle()


def axis(browser) -> list[str]:
    return browser.ask("[...document.querySelectorAll('#t1 .axis text')].map((e) => e.textContent)")


def press(browser, selector: str, *keys: str) -> None:
    from selenium.webdriver.common.by import By

    element = browser.driver.find_element(By.CSS_SELECTOR, selector)
    for key in keys:
        element.send_keys(key)
    browser.settle()


def click(browser, selector: str) -> None:
    browser.ask("document.querySelector(arguments[0]).click()", selector)
    browser.settle()


@pytest.mark.parametrize("name", ["small", "hostile", "large"])
@pytest.mark.parametrize("width", [1200, 400])
def test_nothing_goes_wrong_and_nothing_is_wider_than_the_window(browser, pages, name, width):
    browser.show(pages[name], width=width)
    assert browser.messages() == []
    assert browser.ask("document.documentElement.scrollWidth <= window.innerWidth")
    assert browser.ask("performance.getEntriesByType('resource').length") == 0


def test_the_filter_keeps_what_was_asked_for(browser, pages):
    browser.show(pages["small"])
    assert (shown(browser), count(browser)) == (7, "7 of 7 findings, 5 of 5 rows of timelines")
    choose(browser, "text", "47781")
    assert (shown(browser), count(browser)) == (1, "1 of 7 findings, 0 of 5 rows of timelines")
    choose(browser, "text", "")
    choose(browser, "kind", "violated")
    assert (shown(browser), count(browser)) == (2, "2 of 7 findings, 5 of 5 rows of timelines")
    choose(browser, "group", "down")
    assert count(browser) == "2 of 7 findings, 2 of 5 rows of timelines"
    assert browser.ask("document.querySelectorAll('#t1 tr.group:not([hidden])').length") == 1
    click(browser, "#filters [type=reset]")
    assert shown(browser) == 7


def test_thousands_of_findings_come_in_pages(browser, pages):
    browser.show(pages["large"])
    assert shown(browser) == 50 and "1 to 50 of 4000" in browser.ask("document.querySelector('.pages').textContent")
    click(browser, ".pages button:last-child")
    assert "51 to 100 of 4000" in browser.ask("document.querySelector('.pages').textContent")
    choose(browser, "subject", "pgb3")
    assert count(browser).startswith("800 of 4000 findings, 2 of 12 rows of timelines")


def test_buttons_and_keys_zoom_and_move(browser, pages):
    browser.show(pages["small"])
    whole = axis(browser)
    assert whole[0] == "19:24:30" and whole[-1] == "19:25:10"
    click(browser, "#t1 [data-do=in]")
    closer = axis(browser)
    assert closer != whole and closer[0] >= "19:24:40" and closer[-1] <= "19:25:00"
    press(browser, "#t1 .lanes", "+", "+")
    closest = axis(browser)
    from selenium.webdriver.common.keys import Keys

    press(browser, "#t1 .lanes", Keys.ARROW_RIGHT)
    assert axis(browser) > closest
    press(browser, "#t1 .lanes", "0")
    assert axis(browser) == whole


def test_the_script_draws_what_the_page_had_without_it(browser, pages):
    """Two languages, one drawing: at the width of the static page every path is the same."""
    for name in ("small", "large"):
        still = read(pages[name].read_text(encoding="utf-8"))
        rows = [row for row in still.every("tr") if row.has("lane") and not row.get("id").endswith("-1")]
        wanted = {row.get("id"): _paths(row) for row in rows}
        browser.show(pages[name])
        browser.ask(
            "(() => { const table = document.querySelector('#t1 .lanes table');"
            " const svg = document.querySelector('#t1 tr.lane svg');"
            " table.style.width = `${table.clientWidth + 1000 - svg.clientWidth}px`;"
            " document.getElementById('filters').dispatchEvent(new Event('input')); })()"
        )
        browser.settle()
        assert browser.ask("document.querySelector('#t1 tr.lane svg').clientWidth") == 1000
        drawn = browser.ask(
            "Object.fromEntries([...document.querySelectorAll('#t1 tr.lane')].map((row) => [row.id,"
            " Object.fromEntries([...row.querySelectorAll('path')].map((e) =>"
            " [e.getAttribute('class').split(' ')[0], e.getAttribute('d')]))]))"
        )
        assert len(wanted) >= 5
        for id, paths in wanted.items():
            assert {kind: drawn[id][kind] for kind in paths} == paths, id


def _paths(row) -> dict[str, str]:
    drawn = {path.get("class").split()[0]: path.get("d") for path in row.every("path")}
    return {kind: path for kind, path in drawn.items() if kind != "grid"}


def test_the_wheel_zooms_with_control_alone(browser, pages):
    browser.show(pages["small"])
    whole = axis(browser)
    wheel = (
        "document.querySelector('#t1 tr.lane:nth-of-type(2) td svg').dispatchEvent(new WheelEvent('wheel',"
        "{ bubbles: true, cancelable: true, deltaY: -400, ctrlKey: arguments[0], clientX: 600 }))"
    )
    assert browser.ask(wheel, False) is True
    browser.settle()
    assert axis(browser) == whole
    assert browser.ask(wheel, True) is False
    browser.settle()
    assert axis(browser) != whole


def test_a_finding_leads_to_its_time_and_back(browser, pages):
    browser.show(pages["small"])
    click(browser, "#f2 [data-show]")
    assert browser.ask("location.hash") == "#t1"
    assert browser.ask("document.activeElement.className") == "lanes"
    assert axis(browser)[0] > "19:24:40"
    told = browser.ask("document.querySelector('#t1 .readout').textContent")
    assert told.startswith("19:24:47.195") and "47781" in told
    click(browser, "#t1 .readout a")
    assert browser.ask("location.hash") == "#f2" and browser.ask("document.activeElement.id") == "f2"


def test_a_key_goes_from_finding_to_finding(browser, pages):
    browser.show(pages["small"])
    press(browser, "#t1 .lanes", "n", "n")
    assert "finding 1:" in browser.ask("document.querySelector('#t1 .readout').textContent")
    press(browser, "#t1 .lanes", "p")
    assert "finding 4:" in browser.ask("document.querySelector('#t1 .readout').textContent")


def test_arrows_read_the_rows(browser, pages):
    from selenium.webdriver.common.keys import Keys

    browser.show(pages["small"])
    press(browser, "#t1 .lanes", *[Keys.ARROW_DOWN] * 2)
    told = browser.ask("document.querySelector('#t1 .readout').textContent")
    assert re.fullmatch(r"19:24:50\.000\d*, pgb1 is DOWN for hap1: yes; .*", told)


def test_a_link_shows_what_a_page_or_a_filter_hides(browser, pages):
    browser.show(pages["large"], fragment="#f3999")
    assert browser.ask("document.getElementById('f3999').offsetParent !== null")
    choose(browser, "text", "no such words")
    assert shown(browser) == 0
    browser.ask("location.hash = '#f7'")
    browser.settle()
    assert browser.ask("document.getElementById('f7').offsetParent !== null")


def test_what_must_have_a_name_has_one(browser, pages):
    browser.show(pages["small"])
    nodes = browser.command("Accessibility.getFullAXTree")["nodes"]
    told = [(n["role"]["value"], n.get("name", {}).get("value", "")) for n in nodes if not n["ignored"]]
    wanted = {"link", "button", "textbox", "searchbox", "combobox", "img", "image", "region", "navigation", "table"}
    assert [pair for pair in told if pair[0] in wanted and not pair[1].strip()] == []
    roles = {role for role, _ in told}
    assert {"banner", "navigation", "main", "contentinfo", "search", "status", "table", "rowheader"} <= roles
    named = {name: role for role, name in told}
    assert named["timeline of pgbouncer-ha: 19:24:30 to 19:25:10"] == "group"
    assert "zoom in (key +)" in named


def test_it_is_whole_without_a_script(browser, pages):
    browser.show(pages["small"], script=False)
    tree = browser.command("DOM.getDocument")["root"]["nodeId"]

    def boxes(selector: str) -> list[bool]:
        found = browser.command("DOM.querySelectorAll", nodeId=tree, selector=selector)["nodeIds"]
        return [_has_box(browser, node) for node in found]

    assert boxes(".finding") == [True] * 7
    assert all(boxes("#t1 tr.lane path.true")) and all(boxes("#t1 .mark"))
    assert not any(boxes(".filters")) and not any(boxes(".controls"))


def _has_box(browser, node: int) -> bool:
    from selenium.common.exceptions import WebDriverException

    try:
        browser.command("DOM.getBoxModel", nodeId=node)
    except WebDriverException:
        return False
    return True


def test_a_dark_page_is_dark(browser, pages):
    browser.show(pages["small"], dark=True)
    assert browser.ask("getComputedStyle(document.body).backgroundColor") == "rgb(13, 17, 23)"
    fill = "getComputedStyle(document.querySelector('#d1 rect.page')).fill"
    assert browser.ask(fill) == "rgb(13, 17, 23)"


def test_a_hundred_thousand_events_do_not_stall_it(browser, pages):
    """Not by the clock: what it draws is bounded by the pixels that there are, not by what was told."""
    browser.show(pages["large"])
    shapes = "document.querySelectorAll('#t1 .lanes svg *').length"
    assert browser.ask(shapes) < 1_000
    assert (
        browser.ask(
            "Math.max(...[...document.querySelectorAll('#t1 path')].map((e) => (e.getAttribute('d') || '').length))"
        )
        < 100_000
    )
    click(browser, "#t1 [data-do=in]")
    assert browser.ask(shapes) < 1_000


def test_a_fragment_that_is_no_text_is_no_error(browser, pages):
    browser.show(pages["small"], fragment="#%zz")
    assert browser.messages() == []


def test_a_row_chosen_by_key_is_not_hidden(browser):
    from selenium.webdriver.common.keys import Keys

    browser.show(KEPT)
    hidden = []
    for key in [Keys.ARROW_DOWN] * 25 + [Keys.ARROW_UP] * 25:
        press(browser, "#t1 .lanes", key)
        hidden.append(
            browser.ask(
                "(() => { const row = document.querySelector('#t1 .here').getBoundingClientRect();"
                " const head = document.querySelector('#t1 thead th').getBoundingClientRect();"
                " const out = document.querySelector('#t1 .readout').getBoundingClientRect();"
                " return row.top < head.bottom - 1 || row.bottom > out.top + 1; })()"
            )
        )
    assert not any(hidden)


def test_times_before_1970_are_written_like_others(browser, tmp_path):
    early = tmp_path / "early.html"
    seconds = re.compile(r'"seconds": ?\d+')
    text = page_of(small(), illustration())
    assert seconds.search(text)
    early.write_text(seconds.sub('"seconds":-3000', text), encoding="utf-8")
    browser.show(early)
    press(browser, "#t1 .lanes", *["+"] * 9)
    assert any(re.search(r"23:\d\d:\d\d\.\d", each) for each in axis(browser))
    assert all(re.fullmatch(r"(19(69|70)-\d\d-\d\d )?\d\d:\d\d:\d\d(\.\d+)?", each) for each in axis(browser))
