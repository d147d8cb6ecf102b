"""Writes the golden files anew: `python -m tests.pipeline.observed.regenerate`, then read the difference."""

from tests.pipeline.observed.goldens import FOLDER, NAMES, drawn, golden, trace


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.iterdir():
        path.unlink()
    for name in NAMES:
        golden(name).write_text(drawn(trace(name)), encoding="utf-8")


if __name__ == "__main__":
    main()
