"""Writes the golden outlines, the graphs and the pictures of docs/ anew: `python -m tests.picture.regenerate`.

Wants Graphviz. Look at the pictures, on a light page and on a dark one, before they are committed.
"""

import tempfile
from pathlib import Path

from checker.cli import main as verify
from checker.picture.svg import svg
from checker.report.dot import painted
from tests.picture.graphs import GRAPHS, SHOWN, drawn, kept, text_of
from tests.picture.seeds import DOCS, FOLLOWED, GOLDEN, OBSERVED, RUN, edited, outline, seeds


def main() -> None:
    for name, picture in (*seeds(), *edited()):
        (GOLDEN / f"{name}.txt").write_text(outline(picture), encoding="utf-8")
        (DOCS / f"{name}.svg").write_text(svg(picture), encoding="utf-8")
    for name in GRAPHS:
        kept(name).parent.mkdir(exist_ok=True)
        kept(name).write_text(text_of(name), encoding="utf-8")
    for name in SHOWN:
        drawn(name).write_bytes(painted(kept(name).read_text(encoding="utf-8"), "svg"))
    verify([*OBSERVED, f"svg:{DOCS / 'observed-pgb2_kill.svg'}"])
    with tempfile.TemporaryDirectory() as folder:
        verify([*RUN, folder])
        verify([*FOLLOWED, folder])
        for made, name in (
            ("pgbouncer-ha.single-vip-holder", "run-single-vip-holder"),
            ("pgbouncer-ha-2", "followed-persist_to_down"),
        ):
            (DOCS / f"{name}.svg").write_bytes((Path(folder) / f"{made}.svg").read_bytes())


if __name__ == "__main__":
    main()
