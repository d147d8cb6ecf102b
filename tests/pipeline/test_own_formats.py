"""A team's own log formats: in a folder beside its contract, used with it and only with it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from checker.base.errors import InputError
from checker.model.spec_files import format_folder
from tests.pipeline.running import run

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "formats.md").read_text()


def block(mark: str) -> str:
    match = re.search(rf"<!-- {re.escape(mark)} -->\n```\w+\n(.*?)\n```\n", PAGE, re.DOTALL)
    assert match
    return match[1] + "\n"


@pytest.fixture
def folder(tmp_path):
    spec = tmp_path / "spec"
    shutil.copytree(ROOT / "spec", spec)
    (spec / "formats").mkdir(exist_ok=True)
    (spec / "formats" / "switchd.yaml").write_text(block("file: switchd.yaml"))
    (tmp_path / "logs" / "db1").mkdir(parents=True)
    (tmp_path / "logs" / "db1" / "switchd.log").write_text(block("file: switchd.log"))
    return tmp_path


def read(folder: Path, spec: Path | None) -> list[tuple[str, int]]:
    outcome = run(folder / "logs", spec=str(spec) if spec else None)
    return [(i.format, i.events) for i in outcome.inputs]


@pytest.mark.parametrize("spec", ["spec", "spec/pgbouncer-ha.yaml"])
def test_a_format_beside_the_contract_is_read_with_it(folder, spec):
    assert read(folder, folder / spec) == [("switchd", 2)]
    assert read(folder, None) == [("", 0)]


def test_known_formats_are_read_as_ever(folder):
    shutil.copytree(ROOT / "traces" / "pgbouncer-ha" / "normal" / "hap1", folder / "logs" / "hap1")
    formats = {name for name, _ in read(folder, folder / "spec")}
    assert {"switchd", "haproxy", "keepalived", ""} == formats


def test_a_broken_format_stops_the_program_with_its_place_even_if_no_log_needs_it(folder):
    path = folder / "spec" / "formats" / "switchd.yaml"
    path.write_text(path.read_text().replace("health: 2, of", "health: 1, of"))
    (folder / "logs" / "db1" / "switchd.log").write_text("nothing of the kind\n")
    with pytest.raises(InputError, match=re.escape(f"{path}:27:11: this sample gives check")):
        read(folder, folder / "spec")


def test_a_contract_without_formats_has_none(tmp_path):
    (tmp_path / "shop.yaml").touch()
    assert [format_folder(p) for p in (None, tmp_path, tmp_path / "shop.yaml")] == [None, None, None]
    (tmp_path / "formats").write_text("a file, and no folder")
    assert format_folder(tmp_path) is None
