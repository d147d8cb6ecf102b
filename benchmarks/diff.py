"""How long `verify diff` takes over two diagrams of 2,000 messages: equal, edited in places, moved about, rewritten;
and how long the picture and the Mermaid text of both versions take.

python benchmarks/diff.py [MESSAGES]
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from checker.diff.change import Rank  # noqa: E402
from checker.diff.classifying.versions import compared  # noqa: E402
from checker.diff.merging.merged import merged_diagrams  # noqa: E402
from checker.diff.version import Version  # noqa: E402
from checker.model.document import Document  # noqa: E402
from checker.picture.svg import svg  # noqa: E402
from checker.report.merged_mermaid import drawn  # noqa: E402
from checker.report.merged_pictures import pictures_of  # noqa: E402

Lines = list[str]


def drawing(messages: int, frames: bool = True) -> Lines:
    """Return the lines of a diagram: rounds of checks with failures, rules, alternatives and loops among requests."""
    lines: Lines = []
    count = 0
    while count < messages:
        at = len(lines)
        server = f"S{at % 9}"
        lines += [f"Client{at % 7}->>LB: request {at}", f"LB->>{server}: route {at}", f"{server}-->>LB: answer {at}"]
        count += 3
        if at % 8 == 0:
            lines += [
                f"LB->>{server}: check {at}",
                f"{server}--xLB: refused",
                f"Note over LB: After 3 failures ({at}s)",
            ]
            count += 2
        if frames and at % 5 == 0:
            lines += ["opt cached", f"LB->>Cache: store {at}", "end"]
            count += 1
    return lines


def version(lines: Lines) -> Version:
    """Return a version that draws these lines."""
    data = "\n".join(["```mermaid", "sequenceDiagram", *lines, "```", ""]).encode()
    return Version("d.md", (), (Document("d.md", data, tuple(data.decode().split("\n"))),))


def edited(lines: Lines, share: float, rng: random.Random) -> Lines:
    """Return the lines with a share of the messages reworded, removed or joined by new ones."""
    found: Lines = []
    for line in lines:
        edits = ":" in line and rng.random() < share
        way = rng.randrange(3) if edits else -1
        if way == 0:
            found.append(f"{line} again")
        elif way == 1:
            found += [line, "LB->>Log: note it"]
        elif way == -1:
            found.append(line)
    return found


def moved(lines: Lines, share: float, rng: random.Random) -> Lines:
    """Return the lines with a share of neighbouring messages swapped."""
    found = list(lines)
    for at in range(len(found) - 1):
        if ":" in found[at] and ":" in found[at + 1] and rng.random() < share:
            found[at], found[at + 1] = found[at + 1], found[at]
    return found


def main(messages: int) -> None:
    """Print the processor time of each pair, parsing of both included, of drawing it, and what was found."""
    rng = random.Random(1)
    base = drawing(messages)
    pairs: dict[str, Callable[[], tuple[Lines, Lines]]] = {
        "equal": lambda: (base, base),
        "one bound": lambda: (base, [line.replace("After 3 failures", "After 4 failures") for line in base]),
        "1 % edited": lambda: (base, edited(base, 0.01, rng)),
        "20 % edited": lambda: (base, edited(base, 0.2, rng)),
        "2 % swapped": lambda: (base, moved(base, 0.02, rng)),
        "20 % swapped": lambda: (base, moved(base, 0.2, rng)),
        "without fragments": lambda: (base, drawing(messages, frames=False)),
        "all optional": lambda: (base, ["opt maybe", *base, "end"]),
        "renamed": lambda: (base, [line.replace("LB", "Balancer") for line in base]),
        "another one": lambda: (base, [f"X{n % 5}->>Y{n % 3}: step {n}" for n in range(messages)]),
        "all alike": lambda: (["A->>B: check"] * messages, ["A->>B: check"] * (messages - 1)),
    }
    for name, make in pairs.items():
        old, new = make()
        start = time.process_time()
        found = compared(version(old), version(new))
        told = time.process_time()
        merged = list(merged_diagrams(found, found.changes))
        painted = [svg(picture) for _, picture in pictures_of(merged)]
        written = sum(len(drawn(each)) for each in merged)
        done = time.process_time()
        counts = ", ".join(f"{sum(c.rank is rank for c in found.changes)} {rank.value}" for rank in Rank)
        size = f"{len(painted)} pictures, {sum(map(len, painted)) / 1e6:.1f} MB, Mermaid {written / 1e3:.0f} kB"
        print(f"{name:20} {told - start:6.2f} s   drawn {done - told:6.2f} s   {counts}; {size}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000)
