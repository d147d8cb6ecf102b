"""Writes the golden outlines anew: `python -m tests.picture.regenerate`; look at the pictures before they are kept."""

from tests.picture.seeds import GOLDEN, outline, seeds


def main() -> None:
    for name, picture in seeds():
        (GOLDEN / f"{name}.txt").write_text(outline(picture), encoding="utf-8")


if __name__ == "__main__":
    main()
