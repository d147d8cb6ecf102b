"""Writes the golden files and the page of docs/ anew: `python -m tests.report.regenerate`.

Read the difference, and look at the page, before committing.
"""

from tests.report.goldens import FOLDER, GOLDENS
from tests.report.html.golden_page import PAGE, small_page
from tests.report.html.sample import KEPT, write


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    stale = {path.name for path in FOLDER.iterdir()}
    for golden in GOLDENS:
        golden.path.write_text(golden.render(), encoding="utf-8")
        stale.discard(golden.file)
    for name in stale:
        (FOLDER / name).unlink()
    PAGE.write_text(small_page(), encoding="utf-8")
    write(KEPT)


if __name__ == "__main__":
    main()
