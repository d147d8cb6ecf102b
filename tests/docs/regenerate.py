"""Writes docs/reference/ anew: `python -m tests.docs.regenerate`, then read the difference before committing."""

from tests.docs.reference import FOLDER, PAGES


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, made in PAGES.items():
        (FOLDER / name).write_text(made(), encoding="utf-8")


if __name__ == "__main__":
    main()
