"""The diagrams of spec/, and what their pictures hold as text: the structure, not the pixels."""

from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory

from checker.base.progress import SilentProgress
from checker.diagram import parse, read_document
from checker.picture.layout import laid_out
from checker.picture.shapes import Element, Picture, Words
from checker.pipeline import DiffRequest, diff
from checker.report.merged_pictures import pictures_of

ROOT = Path(__file__).parents[2]
SPEC, DOCS = ROOT / "spec", ROOT / "docs" / "pictures"
GOLDEN = Path(__file__).parent / "golden"
# The commands that draw the other pictures of docs/; behind them stands where.
OBSERVED = ["render", "--observed", str(ROOT / "traces" / "pgbouncer-ha" / "pgb2_kill"), "-q", "--format"]
FOLLOWED = [str(ROOT / "traces" / "pgbouncer-ha" / "persist_to_down"), "-q", "--pictures"]
RUN = ["prove", str(SPEC / "pgbouncer-ha.yaml"), "--select", "single-vip-holder", "--without", "no-partition", "-q"]
RUN += ["--pictures"]


# An edit of the failover scenario as somebody might make it: a longer bound, no alert, another name for a lifeline, and
# an optional way that goes to the server that is DOWN.
EDITS = (
    ("(6s)", "(20s)"),
    ("    Monitor->>Slack: Alert: pgb2 is DOWN\n", ""),
    ("participant Slack as Slack", "participant Chat as Team chat"),
    ("Client,Slack:", "Client,Chat:"),
    ("->>Slack:", "->>Chat:"),
    (
        "    Client->>VIP: Query 4\n",
        "    opt cache is cold\n        HAProxy->>PGB2: Route to 192.168.1.5:6433\n    end\n\n"
        "    Client->>VIP: Query 4\n",
    ),
)


def edited() -> Iterator[tuple[str, Picture]]:
    """Yield the pictures of that edit, as `verify diff --pictures` draws them."""
    document = (SPEC / "pgbouncer-ha.md").read_text(encoding="utf-8")
    head, title, rest = document.partition("## 2. PgBouncer Failover Scenario")
    scenario, further, tail = rest.partition("## 3.")
    for old, new in EDITS:
        assert old in scenario
        scenario = scenario.replace(old, new)
    with TemporaryDirectory() as folder, chdir(folder):
        for name, text in (("old", document), ("new", f"{head}{title}{scenario}{further}{tail}")):
            Path(name).mkdir()
            Path(name, "failover.md").write_text(text, encoding="utf-8")
        outcome = diff(DiffRequest("old/failover.md", "new/failover.md", draw=True), SilentProgress())
    for name, picture in pictures_of(outcome.merged):
        yield name.replace("failover-2", "changed-failover"), picture


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
