"""docs/formats.md says nothing that the program does not do."""

import io
import re
from pathlib import Path

import pytest

from checker.base.errors import InputError
from checker.base.time import show_instant
from checker.readers.declared import load, load_folder
from checker.readers.declared_values import shown
from checker.readers.reader import Context, Tally, Wanted
from checker.readers.registry import own_readers, readers, recognise

DOC = Path(__file__).parents[2] / "docs" / "formats.md"


def block(mark):
    match = re.search(rf"<!-- {re.escape(mark)} -->\n```\w+\n(.*?)\n```\n", DOC.read_text(), re.DOTALL)
    assert match, f"docs/formats.md has no block {mark!r}"
    return match[1] + "\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "switchd.yaml").write_text(block("file: switchd.yaml"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_example_reads_what_the_page_says(folder):
    (reader,) = load_folder(folder, readers())
    log = block("file: switchd.log").encode()
    assert recognise(log, [*readers(), reader]) is reader
    assert recognise(log, readers(own_readers(folder))).name == "switchd"
    tally = Tally()
    events = reader.read(io.BytesIO(log), Context("switchd.log"), Wanted(), tally)
    lines = [f"{show_instant(e.time.lo)[11:-1]} {e.source.observer} {e.kind} {shown(e.args)}" for e in events]
    assert "\n".join(lines) + "\n" == block("events")
    assert tally.unread_total == 0


@pytest.mark.parametrize(
    ("mark", "changes"),
    [
        ("errors", {"%H:%M:%S.%f": "%H:%M:%Q.%f", "with: {server: $server, before": "with: {sever: $server, before",
                    "after: $state": "after: $stat"}),
        ("sample", {"health: 2, of": "health: 1, of"}),
    ],
)  # fmt: skip
def test_the_errors_are_those_of_the_page(folder, mark, changes):
    text = (folder / "switchd.yaml").read_text()
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    (folder / "switchd.yaml").write_text(text)
    with pytest.raises(InputError) as caught:
        load(Path("switchd.yaml"))
    assert str(caught.value) + "\n" == block(mark)


@pytest.mark.parametrize("name", ["switches", "spans"])
def test_the_further_formats_load_with_their_samples(tmp_path, name):
    (tmp_path / f"{name}.yaml").write_text(block(f"file: {name}.yaml"))
    assert load(tmp_path / f"{name}.yaml").name == name
