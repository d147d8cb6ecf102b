"""What the components' own checkers, and gixy-ng, say of the configurations that the gate finds something wrong with.

    python -m examples.checkers           prints the table
    python -m examples.checkers --write   writes docs/official-checkers.md

For every rule its first bad example is given to each checker that knows one of its files, and its first good one beside
it: what a checker says of the bad one alone is what it found. Needs root (network namespaces with the interfaces that
the files name), HAProxy, keepalived, nginx with its RTMP module, and gixy; a checker that is not there has no column.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from checker.base.finding import Finding, Severity
from checker.base.progress import SilentProgress
from checker.configs.registry import recognised_as
from checker.gate.registry import load
from checker.gate.rule import Example
from checker.pipeline import GateRequest, gate
from examples.checkers.faults import FAULTS

_HEAD = """\
# What the official checkers say of the same faults

Written by `python -m examples.checkers --write`. Each row is the first bad example of a rule of the gate
(`verify explain CODE` shows it). `accepts`: the checker has nothing to say of the bad example that it does not say of
the good one, too; an empty cell: it reads none of the files. PgBouncer and the YAML files have no checker of their own.
Only rules that fail or warn are listed; what only informs is not.
"""
_OTHERS = """
## Faults that the official checkers know

What is wrong with a file as such is theirs to say, and the gate does not try to know every keyword. Some of it, as an
effective value cannot be worked out from a file that the daemon refuses:
"""
TARGET = Path(__file__).parents[2] / "docs" / "official-checkers.md"
RTMP = Path("/usr/lib/nginx/modules/ngx_rtmp_module.so")
_VARYING = re.compile(
    r"\[pid[^\]]*\]|\(\d+\)|\b\d{4}/\d\d/\d\d \d\d:\d\d:\d\d\b|\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}:?|"
    r"/tmp/[^\s:'\"]*|:\d+\b|\b\d+#\d+"
)
NAMES = "127.0.0.1 localhost spring-boot-app-primary spring-boot-app-secondary nginx-rtmp-server mysql\n"


_LISTENER = """
listen beside
    mode tcp
    bind 127.0.0.1:65000
    timeout connect 1s
    timeout client 1s
    timeout server 1s
"""
_SCRIPTS = """
global_defs {
    enable_script_security
    script_user root
}
"""


@dataclass(frozen=True)
class Checker:
    """One checker: which format it reads, how it is called, and how its version is asked for."""

    name: str
    format: str
    needs: str
    run: Callable[[Path, Path], tuple[bool, str]]
    version: tuple[str, ...]


def _done(command: list[str], **more: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, **more)  # type: ignore[call-overload, no-any-return]


def _haproxy(file: Path, work: Path) -> tuple[bool, str]:
    """With a listener beside it: a configuration without any is rejected, and an example may be a backend alone."""
    (work / "listener.cfg").write_text(_LISTENER)
    done = _done(["haproxy", "-c", "-dr", "-f", str(file), "-f", str(work / "listener.cfg")])
    lines = [x for x in (done.stdout + done.stderr).splitlines() if x.startswith(("[ALERT]", "[WARNING]"))]
    return done.returncode == 0, "\n".join(lines)


def _keepalived(file: Path, work: Path) -> tuple[bool, str]:
    """In a network namespace that has every interface that the file names, and with script security switched on."""
    text = file.read_text() + _SCRIPTS
    file.write_text(text)
    links = "".join(
        f"ip link add {name} type veth peer name p{name}; "
        for name in sorted(set(re.findall(r"\binterface (\w+)", text)))
    )
    log = work / "keepalived.log"
    log.unlink(missing_ok=True)
    done = _done(
        [
            "unshare",
            "--net",
            "sh",
            "-c",
            f'{links}exec keepalived --config-test="$1" -f "$2"',
            "sh",
            str(log),
            str(file),
        ]
    )
    return done.returncode == 0, log.read_text() if log.exists() else done.stderr


def _nginx(file: Path, work: Path) -> tuple[bool, str]:
    """In a mount namespace whose /etc/hosts has the names of the examples (nginx resolves them), /shared in `work`."""
    (work / "hosts").write_text(NAMES)
    full = work / "nginx.full.conf"
    (work / "shared/live").mkdir(parents=True, exist_ok=True)
    text = file.read_text().replace("/shared", str(work / "shared"))
    full.write_text(f"load_module {RTMP};\n{text}")
    (work / "logs").mkdir(exist_ok=True)
    script = 'mount --bind "$1" /etc/hosts; exec nginx -t -q -p "$2" -c "$3" -e stderr'
    done = _done(["unshare", "--mount", "sh", "-c", script, "sh", str(work / "hosts"), str(work), str(full)])
    return done.returncode == 0, done.stderr


def _gixy(file: Path, work: Path) -> tuple[bool, str]:
    done = _done(["gixy", "-f", "json", str(file)])
    return done.returncode in (0, 1), "\n".join(sorted(set(re.findall(r'"summary": "([^"]*)"', done.stdout))))


CHECKERS = (
    Checker("haproxy -c", "haproxy", "haproxy", _haproxy, ("haproxy", "-v")),
    Checker("keepalived -t", "keepalived", "keepalived", _keepalived, ("keepalived", "--version")),
    Checker("nginx -t", "nginx", "nginx", _nginx, ("nginx", "-v")),
    Checker("gixy-ng", "nginx", "gixy", _gixy, ("gixy", "--version")),
)


def said(checker: Checker, example: Example) -> tuple[bool, set[str]] | None:
    """Return whether a checker accepts all files of its format, and what it says; None where there is none of these."""
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        own = [file for file, text in example.files.items() if recognised_as(file, text) == checker.format]
        results = []
        for file in own:
            path = work / Path(file).name
            path.write_text(example.files[file])
            results.append(checker.run(path, work))
    if not results:
        return None
    lines = {_VARYING.sub("", line).strip() for _, text in results for line in text.splitlines()}
    return all(ok for ok, _ in results), lines - {""}


def verdict(checker: Checker, bad: Example, good: Example) -> str:
    """Return in a word what a checker makes of the bad example, beside the good one."""
    of_bad, of_good = said(checker, bad), said(checker, good)
    if of_bad is None:
        return ""
    if not of_bad[0]:
        return "**rejects**" if of_good is None or of_good[0] else "rejects both"
    return "**warns**" if of_bad[1] - (of_good[1] if of_good else set()) else "accepts"


def judged(example: Example) -> tuple[Finding, ...]:
    """Return all that the gate finds in an example."""
    with tempfile.TemporaryDirectory() as name:
        for file, text in example.files.items():
            path = Path(name, file)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return gate(GateRequest(paths=(name,), settings=example.settings), SilentProgress()).outcome.findings


def ours(code: str, bad: Example) -> str:
    """Return what the gate says of the bad example of a rule: its severity, and the repairs that it knows."""
    found = [each for each in judged(bad) if each.code == code]
    if not found:
        raise SystemExit(f"the gate does not find {code} in its own example")
    repairs = [quoted(each) for each in dict.fromkeys(each.repair for each in found if each.repair)]
    return f"{found[0].severity.value}{'; repair: ' + ', '.join(repairs) if repairs else ''}"


def beside(bad: Example, good: Example) -> str:
    """Return which errors the gate finds in the bad example and not in the good one."""
    of_bad, of_good = ({f.code for f in judged(e) if f.severity is Severity.ERROR} for e in (bad, good))
    return ", ".join(f"`{code}`" for code in sorted(of_bad - of_good)) or "accepts"


def quoted(text: str) -> str:
    """Return a text as code in a cell of a table; one that holds backticks needs two of them around it."""
    text = text.replace("|", "\\|")
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def version(checker: Checker) -> str:
    """Return the first line of what a checker says of itself."""
    done = _done(list(checker.version))
    first = (done.stdout + done.stderr).strip().splitlines()[0]
    return re.sub(r"^(.*?\d+(?:\.\d+)+).*$", r"\1", first)


def present() -> list[Checker]:
    """Return the checkers that this machine has."""
    return [each for each in CHECKERS if shutil.which(each.needs) and (each.needs != "nginx" or RTMP.exists())]


def table() -> Iterator[str]:
    """Yield the page."""
    there = present()
    heads = [f"| --- | {'| '.join('---' for _ in there)} | --- |", f"{' | '.join(each.name for each in there)}"]
    rules = [rule for rule in load().values() if rule.severity is not Severity.INFO]
    judged = {rule.code: [verdict(each, rule.invalid[0], rule.valid[0]) for each in there] for rule in rules}
    yield _HEAD
    for at, each in enumerate(there):
        cells = [cells[at] for cells in judged.values() if cells[at]]
        yield f"- {each.name} ({version(each)}): finds {sum('**' in cell for cell in cells)} of {len(cells)}"
    yield f"- verify gate: finds all {len(rules)}: these are its own examples, what it does not know has no row"
    yield ""
    yield f"| rule | fault | {heads[1]} | verify gate |"
    yield f"| --- {heads[0]}"
    for rule in rules:
        yield f"| `{rule.code}` | {rule.title} | {' | '.join(judged[rule.code])} | {ours(rule.code, rule.invalid[0])} |"
    yield _OTHERS
    yield f"| fault | {heads[1]} | verify gate |"
    yield heads[0]
    for about, bad, good in FAULTS:
        yield f"| {about} | {' | '.join(verdict(each, bad, good) for each in there)} | {beside(bad, good)} |"


def main() -> None:
    """Print the page, or write it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--write", action="store_true", help=f"write {TARGET.name} in docs/")
    if os.geteuid() != 0:
        raise SystemExit("needs root: keepalived is tested in a network namespace")
    given = parser.parse_args()
    page = "\n".join(table()) + "\n"
    if given.write:
        TARGET.write_text(page)
    else:
        print(page, end="")


if __name__ == "__main__":
    main()
