"""How fast diagrams are read: seeds a second, lines a second up to 100,000 lines, and the official reader beside it.

    python benchmarks/diagrams.py

With MERMAID_DIR set to a directory in which `npm install mermaid jsdom` was run, the official reader is timed too.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from checker.diagram import DiagramSource, diagram_of, parse, read_document  # noqa: E402

OFFICIAL = """
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
const from = createRequire(process.env.MERMAID_DIR + '/x.js');
const { JSDOM } = from('jsdom');
globalThis.window = new JSDOM('').window;
globalThis.document = window.document;
const core = process.env.MERMAID_DIR + '/node_modules/mermaid/dist/mermaid.core.mjs';
const mermaid = (await import(pathToFileURL(core))).default;
mermaid.initialize({ startOnLoad: false, logLevel: 'fatal' });
const texts = JSON.parse(readFileSync(0, 'utf8'));
for (const text of texts) await mermaid.parse(text);
const start = performance.now();
let count = 0;
while (performance.now() - start < 3000) { await mermaid.parse(texts[count % texts.length]); count += 1; }
console.log(count / (performance.now() - start) * 1000);
"""


def seeds() -> list[DiagramSource]:
    paths = sorted((ROOT / "spec").glob("*.md"))
    return [source for path in paths for source in read_document(path.name, path.read_bytes()).sequences]


def seconds(work: Callable[[], object], rounds: int) -> float:
    """Return the best processor time of several rounds: other programs on the machine only add to it."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def long_diagram(lines: int) -> str:
    body = (
        f"    Client{i % 7}->>Server{i % 5}: request {i}<br/>with a text\n"
        f"    Server{i % 5}-->>Client{i % 7}: answer {i}\n"
        f"    Note over Server{i % 5}: checked {i} times\n"
        f"    %% a comment\n"
        for i in range(lines // 4)
    )
    return "sequenceDiagram\n" + "".join(body)


def main() -> None:
    sources = seeds()
    parse(sources[0])
    times = 20

    def all_of_them() -> None:
        for source in sources * times:
            parse(source)

    spent = seconds(all_of_them, 9)
    count = times * len(sources)
    lines = times * sum(source.text.count("\n") for source in sources)
    print(f"seeds: {count / spent:,.0f} diagrams/s, {lines / spent:,.0f} lines/s")
    for size in (1_000, 10_000, 100_000):
        text = long_diagram(size)
        spent = seconds(lambda text=text: diagram_of(text), 3)  # type: ignore[misc]
        print(f"{size:>7,} lines: {size / spent:,.0f} lines/s")
    if os.environ.get("MERMAID_DIR"):
        command = ["node", "--input-type=module", "-e", OFFICIAL]
        done = subprocess.run(
            command, input=json.dumps([s.text for s in sources]), capture_output=True, text=True, check=True
        )
        print(f"official reader on the seeds: {float(done.stdout):,.0f} diagrams/s")


if __name__ == "__main__":
    main()
