"""How long a large diagram takes to be drawn: `python benchmarks/pictures.py [MESSAGES]` (2,000 if none is said).

Processor time of reading, of the layout and of the painting; notes and fragments stand between the messages. Seeded.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

LIFELINES = 8


def lines(messages: int) -> Iterator[str]:
    dice = random.Random(1)
    yield "sequenceDiagram"
    yield from (f"participant P{n} as Service number {n}" for n in range(LIFELINES))
    for number in range(messages):
        yield from ["alt it works"] if number % 40 == 0 else []
        sender, receiver = dice.randrange(LIFELINES), dice.randrange(LIFELINES)
        yield f"P{sender}->>P{receiver}: request number {number} for the resource /api/v1/users with some more words"
        yield from ["note over P1,P3: something is to be said here"] if number % 25 == 0 else []
        yield from ["else it fails"] if number % 40 == 20 else []
        yield from ["end"] if number % 40 == 39 or number == messages - 1 else []


def main() -> None:
    from checker.diagram import diagram_of
    from checker.picture.layout import laid_out
    from checker.picture.svg import svg

    messages = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    text = "\n".join(lines(messages))
    diagram_of("sequenceDiagram\n")  # builds the tables of the parser
    marks = [time.process_time()]
    diagram = diagram_of(text)
    marks.append(time.process_time())
    picture = laid_out(diagram)
    marks.append(time.process_time())
    size = len(svg(picture))
    marks.append(time.process_time())
    read, laid, painted = (after - before for before, after in pairwise(marks))
    print(f"{messages:,} messages: read {read:.2f} s, laid out {laid:.2f} s, painted {painted:.2f} s, {size:,} bytes")


if __name__ == "__main__":
    main()
