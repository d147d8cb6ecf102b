"""Writes the golden outlines and the pictures of docs/ anew: `python -m tests.picture.regenerate`.

Look at the pictures, on a light page and on a dark one, before they are committed.
"""

import tempfile
from pathlib import Path

from checker.cli import main as verify
from checker.picture.svg import svg
from tests.picture.seeds import DOCS, FOLLOWED, GOLDEN, OBSERVED, RUN, edited, outline, seeds


def main() -> None:
    for name, picture in (*seeds(), *edited()):
        (GOLDEN / f"{name}.txt").write_text(outline(picture), encoding="utf-8")
        (DOCS / f"{name}.svg").write_text(svg(picture), encoding="utf-8")
    verify([*OBSERVED, f"svg:{DOCS / 'observed-pgb2_kill.svg'}"])
    with tempfile.TemporaryDirectory() as folder:
        verify([*RUN, folder])
        verify([*FOLLOWED, folder])
        for drawn, kept in (
            ("pgbouncer-ha.single-vip-holder", "run-single-vip-holder"),
            ("pgbouncer-ha-2", "followed-persist_to_down"),
        ):
            (DOCS / f"{kept}.svg").write_bytes((Path(folder) / f"{drawn}.svg").read_bytes())


if __name__ == "__main__":
    main()
