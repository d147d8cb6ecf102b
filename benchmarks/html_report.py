"""How long the HTML report of a long capture takes: `python benchmarks/html_report.py [FINDINGS [BANDS]]`.

Processor time of writing the page, then, in headless Chromium from the disk: until it is loaded, the longest time that
it is busy, and the same for a zoom and a filter. By default 4,000 findings, ten rows of 400 bands each, 5,000
happenings and 100,000 requests. Needs the packages chromium and chromium-driver.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.report.html.browser import Browser

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

DEFAULTS = (4_000, 400)


def main() -> None:
    from tests.report.html.browser import LACKING, Browser
    from tests.report.html.made import large, page_of

    if LACKING:
        sys.exit(LACKING)
    outcome = large(*(int(each) for each in (*sys.argv[1:3], *DEFAULTS[len(sys.argv) - 1 :])))
    began = time.process_time()
    text = page_of(outcome)
    print(f"written in {time.process_time() - began:.2f} s, {len(text):,} bytes")
    browser = Browser()
    try:
        with tempfile.TemporaryDirectory() as folder:
            page = Path(folder) / "page.html"
            page.write_text(text, encoding="utf-8")
            browser.show(page)
            loaded = browser.ask("performance.getEntriesByType('navigation')[0].duration")
            print(f"loaded in {loaded:.0f} ms, busy for {longest(browser)} ms at a time")
            for name, deed in (
                ("zoomed", "document.querySelector('[data-do=in]').click()"),
                ("filtered", "document.getElementById('filters').dispatchEvent(new Event('input'))"),
            ):
                browser.ask(deed)
                browser.settle()
                print(f"{name}: busy for {longest(browser)} ms at a time")
    finally:
        browser.close()


def longest(browser: Browser) -> str:
    """Return the longest task since it was last asked; Chromium tells of those over 50 ms."""
    time.sleep(0.3)
    tasks = browser.ask("window.longTasks.splice(0)")
    return f"{max(tasks):.0f}" if tasks else "less than 50"


if __name__ == "__main__":
    main()
