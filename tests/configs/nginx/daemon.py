"""The real nginx with its RTMP module, as Debian packages them (nginx, libnginx-mod-rtmp)."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest


@cache
def module() -> str:
    """Return the path of the RTMP module, or ''."""
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if not nginx:
        return ""
    told = subprocess.run([nginx, "-V"], capture_output=True, text=True, check=False).stderr
    folder = re.search(r"--modules-path=(\S+)", told)
    path = Path(folder[1] if folder else "/usr/lib/nginx/modules") / "ngx_rtmp_module.so"
    return str(path) if path.exists() else ""


needed = pytest.mark.skipif(
    not module() or os.geteuid() != 0,
    reason="needs nginx with its RTMP module (nginx, libnginx-mod-rtmp), as root for its logs",
)


def command(folder: Path, text: str, *options: str, more: str = "") -> list[str]:
    """Return how nginx is started with a text as its configuration, all its files in a folder."""
    file = folder / "nginx.conf"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    first = f"load_module {module()}; pid {folder}/nginx.pid; {more}"
    return [shutil.which("nginx") or "/usr/sbin/nginx", "-p", str(folder), "-c", str(file), "-g", first, *options]


def verdict(folder: Path, text: str) -> tuple[bool, str]:
    """Return whether nginx takes a configuration, and what it says."""
    ran = subprocess.run(command(folder, text, "-t"), capture_output=True, text=True, errors="replace", check=False)
    return ran.returncode == 0, ran.stderr
