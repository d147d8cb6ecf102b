"""Writes the golden outlines and the pictures of docs/ anew: `python -m tests.picture.regenerate`.

Look at the pictures, on a light page and on a dark one, before they are committed.
"""

import tempfile
from pathlib import Path

from checker.cli import main as verify
from checker.picture.svg import svg
from tests.picture.seeds import DOCS, GOLDEN, OBSERVED, RUN, outline, seeds


def main() -> None:
    for name, picture in seeds():
        (GOLDEN / f"{name}.txt").write_text(outline(picture), encoding="utf-8")
        (DOCS / f"{name}.svg").write_text(svg(picture), encoding="utf-8")
    verify([*OBSERVED, f"svg:{DOCS / 'observed-pgb2_kill.svg'}"])
    with tempfile.TemporaryDirectory() as folder:
        verify([*RUN, folder])
        drawn = (Path(folder) / "pgbouncer-ha.single-vip-holder.svg").read_text(encoding="utf-8")
    (DOCS / "run-single-vip-holder.svg").write_text(drawn, encoding="utf-8")


if __name__ == "__main__":
    main()
