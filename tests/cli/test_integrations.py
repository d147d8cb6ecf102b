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
    used = {
        name
        for step in ACTION["runs"]["steps"]
        for name in re.findall(r"inputs\.([\w-]+)", f"{step['env']} {step.get('if', '')}")
    }
    assert used == set(ACTION["inputs"])
    assert all(each["description"] for each in ACTION["inputs"].values())


def test_the_scripts_are_bash() -> None:
    for step in ACTION["runs"]["steps"]:
        subprocess.run(["bash", "-n"], input=step["run"], text=True, check=True)


def test_the_hook_keeps_to_what_pre_commit_takes() -> None:
    from pre_commit.clientlib import load_manifest

    hooks = load_manifest(HOOKS)
    assert [hook["entry"].split()[:2] for hook in hooks] == [["verify", "gate"], ["verify", "diff"]]
    assert not any(hook["pass_filenames"] for hook in hooks)


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
    hook, _ = yaml.safe_load(HOOKS.read_text(encoding="utf-8"))
    assert bool(re.search(hook["files"], path)) == starts


@pytest.mark.parametrize(
    ("path", "starts"), [("docs/failover.md", True), ("a.mmd", True), ("docs/failover.yaml", True), ("a.cfg", False)]
)
def test_the_hook_starts_for_diagrams(path: str, starts: bool) -> None:
    _, hook = yaml.safe_load(HOOKS.read_text(encoding="utf-8"))
    assert bool(re.search(hook["files"], path)) == starts


def test_the_page_shows_each_integration() -> None:
    assert [len(snippets(key)) for key in ("jobs", "failover-gate", "failover-diff", "repos")] == [3, 1, 1, 1]


@pytest.mark.parametrize("snippet", snippets("jobs"), ids=["plain", "scanning", "diff"])
def test_workflows_keep_to_the_schema(snippet: dict[str, Any]) -> None:
    schema("github-workflows").validate(snippet)
    (job,) = snippet["jobs"].values()
    (step,) = (step for step in job["steps"] if "failover-verify" in step.get("uses", ""))
    assert set(step["with"]) <= set(ACTION["inputs"])


def test_the_gitlab_jobs_keep_to_the_schema() -> None:
    for snippet in (*snippets("failover-gate"), *snippets("failover-diff")):
        schema("gitlab-ci").validate(snippet)


def test_the_pre_commit_configuration_is_one(tmp_path: Path) -> None:
    from pre_commit.clientlib import load_config

    for snippet in snippets("repos"):
        file = tmp_path / ".pre-commit-config.yaml"
        file.write_text(yaml.safe_dump(snippet))
        (repo,) = load_config(file)["repos"]
        assert [hook["id"] for hook in repo["hooks"]] == ["verify-gate", "verify-diff"]


def test_every_command_of_the_page_is_understood() -> None:
    from checker.cli.arguments import parse

    lines = re.findall(r"^(?:\$|    -) (verify [^|\n]*)", PAGE, re.MULTILINE)
    assert len(lines) == 6
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


def judged(runner: Path, number: int = 1, **inputs: str) -> tuple[int, str, str, str]:
    """Run a step as the runner does; return status, standard output, summary and outputs."""
    step = ACTION["runs"]["steps"][number]
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


DRAWN = "```mermaid\nsequenceDiagram\n  LB->>W: check\n  W--xLB: refused\n  Note over LB: After 3 failures (6s)\n```\n"


@pytest.fixture
def branch(runner: Path) -> Path:
    """A clone of one commit, as a runner has it; its base is at the origin only."""
    origin, work = runner / "origin", runner / "work"
    identity = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    (origin / "docs").mkdir(parents=True)
    (origin / "docs/failover.md").write_text(DRAWN)
    (origin / "docs/gone.md").write_text(DRAWN.replace("LB", "Balancer"))
    for words in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-q", "-m", "first"], ["branch", "base"]):
        subprocess.run(["git", *identity, *words], cwd=origin, check=True)
    (origin / "docs/failover.md").write_text(DRAWN.replace("(6s)", "(20s)"))
    (origin / "docs/new.md").write_text(DRAWN)
    (origin / "docs/gone.md").unlink()
    for words in (["add", "-A", "."], ["commit", "-q", "-m", "second"]):
        subprocess.run(["git", *identity, *words], cwd=origin, check=True)
    work.rmdir()
    subprocess.run(["git", "clone", "-q", "--depth=1", f"file://{origin}", str(work)], check=True)
    return runner


def base_of(branch: Path) -> str:
    words = ["git", "rev-parse", "base"]
    return subprocess.run(words, cwd=branch / "origin", check=True, capture_output=True, text=True).stdout.strip()


needs_both = pytest.mark.skipif(not (shutil.which("bash") and shutil.which("git")), reason="needs bash and git")


@needs_both
def test_the_action_compares_with_the_base(branch: Path) -> None:
    status, out, summary, output = judged(
        branch, 2, paths="docs/failover.md\n", base=base_of(branch), pictures="drawn", **{"fail-on": "breaking"}
    )
    assert status == 1
    assert summary.startswith("### ❌ verify diff: 1 breaking\n")
    assert "```mermaid" in summary
    outputs = dict(line.split("=", 1) for line in output.splitlines())
    assert outputs["exit-status"] == "1"
    assert Path(outputs["comment"]).read_text(encoding="utf-8") == summary
    assert (
        "::error file=docs/failover.md,line=5," in re.split(r"^::verify-[0-9a-f]{32}::\n", out, flags=re.MULTILINE)[1]
    )
    assert [each.name for each in (branch / "work/drawn").iterdir()] == ["failover-1.svg"]


@needs_both
@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("docs", "1 breaking, 1 cosmetic"),
        (".", "1 breaking, 1 cosmetic"),
        ("docs/new.md", "1 strengthening"),
        ("docs/gone.md", "1 breaking"),
    ],
)
def test_what_is_new_or_gone_is_compared_with_nothing(branch: Path, path: str, told: str) -> None:
    status, _, summary, _ = judged(branch, 2, paths=path, base=base_of(branch))
    assert status == 0
    assert told in summary.splitlines()[0]


@needs_both
@pytest.mark.parametrize("base", ["", "--output=pwned", "main:refs/heads/x", "nowhere", "$(touch pwned)"])
def test_a_base_that_is_none_is_told(branch: Path, base: str) -> None:
    status, _, summary, _ = judged(branch, 2, paths="docs", base=base)
    assert status == 2
    assert summary == ""
    assert not (branch / "work/pwned").exists()


@needs_both
def test_hostile_paths_of_a_diff_are_values(branch: Path) -> None:
    for path in ("$(touch pwned)", "--help", "; touch pwned"):
        assert judged(branch, 2, paths=path, base=base_of(branch))[0] == 2
    assert not (branch / "work/pwned").exists()
