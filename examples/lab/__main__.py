"""The command line: `list` names the scenarios, `record SCENARIO --out DIR` makes one capture (as root)."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from pathlib import Path

from .lab import record
from .scenarios import SCENARIOS


def main() -> int:
    """Read the command line and do it; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m examples.lab", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="name the scenarios")
    recorder = commands.add_parser("record", help="run one scenario and keep what the components wrote")
    recorder.add_argument("scenario", choices=[scenario.name for scenario in SCENARIOS])
    recorder.add_argument("--out", type=Path, required=True, help="the folder of the capture")
    given = parser.parse_args()
    if given.command == "list":
        for scenario in SCENARIOS:
            print(f"{scenario.name:22}{scenario.summary}")
        return 0
    if os.geteuid() != 0:
        print("record needs root: it makes network namespaces", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    known = record(next(scenario for scenario in SCENARIOS if scenario.name == given.scenario), given.out)
    for name in ("single_vip_holder", "no_request_routed_to_down"):
        verdict = known[name]
        assert isinstance(verdict, dict)
        print(f"{name}: {verdict['verdict']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
