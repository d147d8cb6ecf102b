"""Writes docs/reference/ anew, and what is printed under commands of blocks that are marked `printed`.

`python -m tests.docs.regenerate`, then read the difference before committing.
"""

import re
import tempfile
from pathlib import Path

from tests.docs.pages import ROOT, Block, Command, shells
from tests.docs.reference import FOLDER, PAGES
from tests.docs.sandbox import fits, installed, made, plain, typed


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, page_of in PAGES.items():
        (FOLDER / name).write_text(page_of(), encoding="utf-8")
    for block in shells():
        if block.mark("printed") is not None:
            page = ROOT / block.page
            page.write_text(page.read_text(encoding="utf-8").replace(block.text, _printed(block)), encoding="utf-8")


def _printed(block: Block) -> str:
    """Return the text of a block with what its commands print today; as it stands where only seconds differ."""
    with tempfile.TemporaryDirectory() as name:
        binaries, folder = Path(name) / "bin", Path(name) / "copy"
        binaries.mkdir()
        folder.mkdir()
        made(folder, block)
        installed(binaries)
        if before := block.mark("after"):
            typed(Command(before, None), folder, binaries)
        printed = [(each, plain(typed(each, folder, binaries).stdout)) for each in block.commands]
    if all(fits(each.shown or "", output) for each, output in printed):
        return block.text
    lines = [line for each, output in printed for line in (f"$ {each.line}", output) if line]
    return re.sub(r" +$", "", "\n".join(lines), flags=re.MULTILINE) + "\n"


if __name__ == "__main__":
    main()
