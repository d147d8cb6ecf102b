"""keepalived itself, in a network namespace of its own, as the judge of what files mean."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.configs.keepalived.corpus import Files

_INTERFACES = """
ip link set lo up
for i in eth0 eth1 eth2; do
  ip link add $i type veth peer name p$i; ip link set p$i up; ip link set $i up
done
ip addr add 192.168.1.10/24 dev eth0
"""
_TEST = """
for case in */; do
  id=$(cat "$case/.id"); (cd "$case"; keepalived --config-test -f "$PWD/keepalived.conf" ${id:+-i $id} </dev/null \
    >.said 2>&1; echo $? >.status)
done
"""
# It writes its data to /tmp, where the cases are too, and its pid files to /run.
_DUMP = """
mount --bind . /mnt; mount -t tmpfs none /tmp; cd /mnt
for case in */; do
  mount -t tmpfs none /run
  id=$(cat "$case/.id")
  keepalived -n -l -P -D -f "/mnt/$case/keepalived.conf" ${id:+-i $id} >"$case/.said" 2>&1 & daemon=$!
  # A signal that comes before it is ready would end it.
  for try in 1 2 3 4 5 6 7 8 9 10; do sleep 0.1; grep -qs "Startup complete" "$case/.said" && break; done
  rm -f /tmp/keepalived.data
  for try in 1 2 3 4 5 6 7 8 9 10; do
    kill -USR1 $daemon || break; sleep 0.2
    grep -qs "Interfaces >" /tmp/keepalived.data && break
  done
  cp /tmp/keepalived.data "$case/.data"; kill $daemon; wait $daemon; umount /run
done
"""
_SHARES = 6


def needed() -> pytest.MarkDecorator:
    """Return the mark of tests that need keepalived, root and network namespaces."""
    missing = [name for name in ("keepalived", "unshare", "ip") if not shutil.which(name)]
    if not missing and os.geteuid() == 0:
        tried = subprocess.run(["unshare", "-n", "-m", "true"], capture_output=True, check=False)
        missing = [] if tried.returncode == 0 else ["network namespaces"]
    elif not missing:
        missing = ["root"]
    return pytest.mark.skipif(bool(missing), reason=f"needs {', '.join(missing)}")


def config_tests(folder: Path, cases: Mapping[str, tuple[Files, str]]) -> dict[str, tuple[int, str]]:
    """Return the exit status of `keepalived --config-test` for each case, and what it says."""
    _run(folder, cases, _TEST)
    return {
        name: (int((place / ".status").read_text()), (place / ".said").read_text("utf-8", "replace"))
        for name, place in _places(folder, cases).items()
    }


def data_dumps(folder: Path, cases: Mapping[str, tuple[Files, str]]) -> dict[str, str]:
    """Return what a running keepalived says of its configuration, for each case."""
    _run(folder, cases, _DUMP, _SHARES)
    return {
        name: (place / ".data").read_text("utf-8", "replace") if (place / ".data").exists() else ""
        for name, place in _places(folder, cases, _SHARES).items()
    }


def _places(folder: Path, cases: Mapping[str, object], shares: int = 1) -> dict[str, Path]:
    return {name: folder / f"share{at % shares}" / f"{at:03}" for at, name in enumerate(cases)}


def _run(folder: Path, cases: Mapping[str, tuple[Files, str]], commands: str, shares: int = 1) -> None:
    """Run commands in a folder with a folder for each case; in several at once, as they wait most of the time."""
    for name, place in _places(folder, cases, shares).items():
        files, config_id = cases[name]
        for path, text in files.items():
            (place / path).parent.mkdir(parents=True, exist_ok=True)
            (place / path).write_bytes(text.encode("utf-8", "surrogateescape"))
            (place / path).chmod(0o600)
        (place / ".id").write_text(config_id)
    running = [
        subprocess.Popen(
            ["unshare", "-n", "-m", "sh", "-c", _INTERFACES + commands], cwd=share, stderr=subprocess.DEVNULL
        )
        for share in sorted(folder.iterdir())
    ]
    try:
        for each in running:
            each.wait(timeout=120)
    finally:
        for each in running:
            each.kill()
