"""The diagrams of spec/, and what their pictures hold as text: the structure, not the pixels."""

from collections.abc import Iterator
from pathlib import Path

from checker.diagram import parse, read_document
from checker.picture.layout import laid_out
from checker.picture.shapes import Element, Picture, Words

ROOT = Path(__file__).parents[2]
SPEC, DOCS = ROOT / "spec", ROOT / "docs" / "pictures"
GOLDEN = Path(__file__).parent / "golden"
# The commands that draw the other pictures of docs/; behind them stands where.
OBSERVED = ["render", "--observed", str(ROOT / "traces" / "pgbouncer-ha" / "pgb2_kill"), "-q", "--format"]
FOLLOWED = [str(ROOT / "traces" / "pgbouncer-ha" / "persist_to_down"), "-q", "--pictures"]
RUN = ["prove", str(SPEC / "pgbouncer-ha.yaml"), "--select", "single-vip-holder", "--without", "no-partition", "-q"]
RUN += ["--pictures"]


def seeds() -> Iterator[tuple[str, Picture]]:
    """Yield the name and the picture of each diagram."""
    for path in sorted(SPEC.glob("*.md")):
        for number, source in enumerate(read_document(path.name, path.read_bytes()).sequences, 1):
            diagram = parse(source)
            yield f"{path.stem}-{number}", laid_out(diagram, title=diagram.title or source.title)


def outline(picture: Picture) -> str:
    """Return what a picture holds: its width, where the lifelines stand, each element with its lines."""
    columns = ", ".join(f"{round(x)}" for x in picture.columns)
    lines = [f"width {round(picture.width)}; lifelines at {columns}", *map(_line, picture.elements)]
    return "\n".join(lines) + "\n"


def _line(element: Element) -> str:
    words = [shape.text for shape in element.shapes if isinstance(shape, Words)]
    return f"{element.role:<9}{element.label}  [{' | '.join(words)}]"
