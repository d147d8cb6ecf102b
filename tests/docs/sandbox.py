"""A copy of the repository in which the commands of a page are typed, with the files that the pages speak of."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.docs.pages import ROOT, Block, Command, blocks

# What is only read: a link is as good as a copy.
_READ = ("spec", "traces", "examples", "tests", "benchmarks", "action.yml")
_GIT = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")


def made(folder: Path, block: Block) -> Path:
    """Fill a folder for a page: what its examples call deploy/, docs/failover.md, incident/, logs/, drills."""
    for name in _READ:
        (folder / name).symlink_to(ROOT / name)
    docs = folder / "docs"
    docs.mkdir()
    for name in ("failover", "shop"):
        shutil.copy(ROOT / "spec" / "pgbouncer-ha.md", docs / f"{name}.md")
        if f"-o docs/{name}.yaml" in block.text:
            continue  # it is written there
        contract = (ROOT / "spec" / "pgbouncer-ha.yaml").read_text(encoding="utf-8")
        (docs / f"{name}.yaml").write_text(contract.replace("pgbouncer-ha.md", f"{name}.md"), encoding="utf-8")
    (docs / "shop.yaml").write_text((docs / "shop.yaml").read_text().replace("system: pgbouncer-ha", "system: shop"))
    (folder / "dev").write_text("#!/bin/sh\n")  # `./dev verify` is replaced, and tests are not run by tests
    (folder / "dev").chmod(0o755)
    shutil.copytree(ROOT / "tests/gate/cases/h01-fall-10", folder / "deploy")
    for name in ("incident", "logs", "drill-1", "drill-2"):
        (folder / name).symlink_to(ROOT / "traces" / "lab" / "maint")
    for each in blocks(ROOT / block.page):
        if name := each.mark("file"):
            (folder / name).parent.mkdir(exist_ok=True, parents=True)
            (folder / name).write_text(each.text, encoding="utf-8")
    if re.search(r"main:|git ", block.text):
        for arguments in (("init", "-q"), ("add", "docs", "deploy"), ("commit", "-qm", "a"), ("branch", "origin/main")):
            subprocess.run(["git", *_GIT, *arguments], cwd=folder, check=True, capture_output=True)
    return folder


def typed(command: Command, folder: Path, binaries: Path) -> subprocess.CompletedProcess[str]:
    """Run a line in a folder, as a person types it."""
    env = {
        **os.environ,
        "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
    }
    line = command.typed.replace("./dev verify", "verify")
    ran = ["bash", "-o", "pipefail", "-c", line]
    return subprocess.run(ran, cwd=folder, env=env, capture_output=True, text=True, check=False, encoding="utf-8")


def installed(folder: Path) -> Path:
    """Return a folder in which `verify` and `python` are commands."""
    for name, words in (("verify", "-m checker"), ("python", "")):
        file = folder / name
        file.write_text(f'#!/bin/sh\nexec "{sys.executable}" {words} "$@"\n')
        file.chmod(0o755)
    return folder


def plain(text: str) -> str:
    """Return an output without what differs from run to run."""
    return "\n".join(re.sub(r"; \d+\.\d\d s$", "; 0.00 s", line.rstrip()) for line in text.strip("\n").splitlines())


def fits(shown: str, printed: str) -> bool:
    """Say whether an output is what a page shows; a line `...` there stands for any lines."""
    lines = (r"(?:.*\n)*?" if line == "..." else f"{re.escape(line)}\n" for line in plain(shown).split("\n"))
    return re.fullmatch("".join(lines), f"{plain(printed)}\n") is not None
