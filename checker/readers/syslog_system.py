"""What the system itself logs of a host's programs: that the kernel booted, that systemd started or stopped a unit."""

from __future__ import annotations

import re

from checker.readers.syslog import Line

_BOOT = re.compile(r"(?:\[ {0,6}\d{1,10}\.\d{1,9}\] )?Linux version \d", re.ASCII)
_UNIT = re.compile(r"(Start|Stopp)(?:ing|ed) (\S{1,255}?)\.?(?:\.\.\.| Load Balancer.*| - .*)?\Z", re.ASCII | re.DOTALL)


def system_kind(line: Line, unit: str) -> str:
    """Return the kind of event that a line of the kernel or of systemd is for the processes of a unit, or ''.

    All of a host's processes are new after a boot. A reload is not told here: the old process goes on beside the new.
    """
    if line.program == "kernel" and _BOOT.match(line.text):
        return "process_started"
    match = _UNIT.match(line.text) if line.program == "systemd" else None
    if match is None or match[2].lower().removesuffix(".service") != unit:
        return ""
    return "process_started" if match[1] == "Start" else "process_stopped"
