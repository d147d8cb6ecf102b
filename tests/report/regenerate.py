"""Writes the golden files anew: `python -m tests.report.regenerate`, then read the difference before committing."""

from tests.report.goldens import FOLDER, GOLDENS
from tests.report.html.golden_page import PAGE, small_page


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    stale = {path.name for path in FOLDER.iterdir()}
    for golden in GOLDENS:
        golden.path.write_text(golden.render(), encoding="utf-8")
        stale.discard(golden.file)
    for name in stale:
        (FOLDER / name).unlink()
    PAGE.write_text(small_page(), encoding="utf-8")


if __name__ == "__main__":
    main()
