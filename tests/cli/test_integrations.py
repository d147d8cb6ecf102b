"""The GitHub action, the pre-commit hook and the snippets of docs/ci.md keep to the schemas of those who read them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

ROOT = Path(__file__).parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
HOOKS = ROOT / ".pre-commit-hooks.yaml"
PAGE = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
SNIPPETS = [yaml.load(text, yaml.BaseLoader) for text in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)]


def schema(name: str) -> Draft7Validator:
    """Return a schema of those that check-jsonschema comes with."""
    vendored = files("check_jsonschema.builtin_schemas.vendor").joinpath(f"{name}.json")
    return Draft7Validator(json.loads(vendored.read_text(encoding="utf-8")))


def snippets(key: str) -> list[Any]:
    return [snippet for snippet in SNIPPETS if key in snippet]


def test_the_action_keeps_to_the_schema() -> None:
    schema("github-actions").validate(ACTION)


def test_no_input_is_ever_part_of_a_script() -> None:
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step["run"]
        assert "uses" not in step


def test_every_input_is_used_and_says_what_it_is() -> None:
    used = {name for step in ACTION["runs"]["steps"] for name in re.findall(r"inputs\.(\w+)", str(step["env"]))}
    assert used == set(ACTION["inputs"])
    assert all(each["description"] for each in ACTION["inputs"].values())


def test_the_scripts_are_bash() -> None:
    for step in ACTION["runs"]["steps"]:
        subprocess.run(["bash", "-n"], input=step["run"], text=True, check=True)


def test_the_hook_keeps_to_what_pre_commit_takes() -> None:
    from pre_commit.clientlib import load_manifest

    (hook,) = load_manifest(HOOKS)
    assert hook["entry"].startswith("verify gate")
    assert hook["pass_filenames"] is False


@pytest.mark.parametrize(
    ("path", "starts"),
    [
        ("haproxy.cfg", True),
        ("deploy/hap1/haproxy.cfg", True),
        ("deploy/keepalived-2.conf", True),
        ("pgbouncer/pgbouncer.ini", True),
        ("conf/nginx.conf", True),
        ("docker-compose.prod.yml", True),
        ("stack.yaml", True),
        ("src/main/resources/application-dev.properties", True),
        ("README.md", False),
        ("my.applications.yml", False),
        ("haproxy.cfg.md", False),
    ],
)
def test_the_hook_starts_for_configurations(path: str, starts: bool) -> None:
    (hook,) = yaml.safe_load(HOOKS.read_text(encoding="utf-8"))
    assert bool(re.search(hook["files"], path)) == starts


def test_the_page_shows_each_integration() -> None:
    assert [len(snippets(key)) for key in ("jobs", "failover-gate", "repos")] == [2, 1, 1]


@pytest.mark.parametrize("snippet", snippets("jobs"), ids=["plain", "scanning"])
def test_workflows_keep_to_the_schema(snippet: dict[str, Any]) -> None:
    schema("github-workflows").validate(snippet)
    (step,) = (step for step in snippet["jobs"]["gate"]["steps"] if "failover-verify" in step["uses"])
    assert set(step["with"]) <= set(ACTION["inputs"])


def test_the_gitlab_job_keeps_to_the_schema() -> None:
    for snippet in snippets("failover-gate"):
        schema("gitlab-ci").validate(snippet)


def test_the_pre_commit_configuration_is_one(tmp_path: Path) -> None:
    from pre_commit.clientlib import load_config

    for snippet in snippets("repos"):
        file = tmp_path / ".pre-commit-config.yaml"
        file.write_text(yaml.safe_dump(snippet))
        (repo,) = load_config(file)["repos"]
        assert [hook["id"] for hook in repo["hooks"]] == ["verify-gate"]


def test_every_command_of_the_page_is_understood() -> None:
    from checker.cli.arguments import parse

    lines = re.findall(r"^(?:\$|    -) (verify [^|\n]*)", PAGE, re.MULTILINE)
    assert len(lines) == 5
    for line in lines:
        parse(line.split()[1:])


@pytest.fixture
def runner(tmp_path: Path) -> Path:
    """What a runner prepares; verify stands where the first step would have installed it."""
    binaries = tmp_path / "temp/verify/bin"
    binaries.mkdir(parents=True)
    (binaries / "python").symlink_to(sys.executable)
    verify = binaries / "verify"
    verify.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m checker "$@"\n')
    verify.chmod(0o755)
    (tmp_path / "work").mkdir()
    return tmp_path


def judged(runner: Path, **inputs: str) -> tuple[int, str, str, str]:
    """Run the second step as the runner does; return status, standard output, summary and outputs."""
    step = ACTION["runs"]["steps"][1]
    given = {name: str(each.get("default", "")) for name, each in ACTION["inputs"].items()} | inputs
    values = {key: given[text.split("inputs.")[1].split()[0]] for key, text in step["env"].items()}
    where = {
        "GITHUB_STEP_SUMMARY": runner / "summary",
        "GITHUB_OUTPUT": runner / "output",
        "RUNNER_TEMP": runner / "temp",
    }
    environment = {"PATH": os.environ["PATH"], **values, **{name: str(path) for name, path in where.items()}}
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    ran = subprocess.run(
        command, cwd=runner / "work", env=environment, stdout=subprocess.PIPE, text=True, encoding="utf-8", check=False
    )
    told = [path.read_text(encoding="utf-8") if path.exists() else "" for path in list(where.values())[:2]]
    return ran.returncode, ran.stdout, told[0], told[1]


CONFIGURATION = """\
backend pool
    mode tcp
    balance leastconn
    default-server inter 2s fall {fall} rise 2
    server pgb1 192.168.1.5:6432 check
    server pgb2 192.168.1.5:6433 check
    server pgb3 192.168.1.5:6434 check
"""


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_the_action_annotates_and_sums_up(runner: Path) -> None:
    (runner / "work/a b.cfg").write_text(CONFIGURATION.format(fall=10))
    status, out, summary, output = judged(runner, paths="a b.cfg\r\n\n", sarif="out.sarif", set="check.rise=2")
    assert status == 1
    assert output == "exit-status=1\n"
    report, annotations = re.split(r"^::verify-[0-9a-f]{32}::\n", out, flags=re.MULTILINE)
    assert report.startswith("::stop-commands::verify-")
    assert "error[fall-threshold]" in report
    assert "::error file=a b.cfg,line=4," in annotations
    assert summary.startswith("### ❌ verify gate: violated")
    assert json.loads((runner / "work/out.sarif").read_text())["version"] == "2.1.0"


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_hostile_inputs_are_values(runner: Path) -> None:
    status, out, _, _ = judged(runner, paths='$(touch pwned); `touch pwned`\n--version\n"', spec="; touch pwned")
    assert status == 2
    assert list((runner / "work").iterdir()) == []
    assert "verify 0" not in out


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_annotations_and_summary_can_be_refused(runner: Path) -> None:
    (runner / "work/a.cfg").write_text(CONFIGURATION.format(fall=3))
    _, out, summary, _ = judged(runner, annotations="false", summary="false")
    assert summary == ""
    assert re.search(r"^::verify-[0-9a-f]{32}::\n\Z", out, re.MULTILINE)
