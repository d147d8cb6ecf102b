"""What may be written behind `verify gate`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from checker.cli.parser import (
    Parser,
    Usage,
    add_repeatable,
    add_report_options,
    add_settings,
    add_spec,
    paths_anywhere,
    refuse_two_inputs,
)

ABOUT = "Says which promise of the diagrams a configuration cannot keep, on which line, and what would."
EXAMPLES = """\
examples:
  verify gate deploy/                              all files of it, formats recognised by content
  verify gate deploy/ --spec docs/failover.yaml    by your own diagrams
  verify gate deploy/ --diff | git apply           make the safe repairs (or: --fix)
  verify gate deploy/ --format github              annotations on a pull request
  verify gate deploy/ --format sarif:gate.sarif    for people here, for code scanning there
  verify gate deploy/ --write-baseline known.json  begin with what there is today
  verify gate deploy/ --baseline known.json        ... and refuse what comes on top
  verify explain fall-threshold                    what a finding means

A finding is accepted by a comment on its line or the line above:  # verify: allow CODE: REASON

exit status:
  0  no promise is known to be broken (a warning may be printed)
  1  an error; with --strict: or a warning
  2  wrong use, or an input or spec that cannot be read
  3  no error, but something is not known, or there was nothing to examine"""


class GateArguments(NamedTuple):
    """`verify gate PATH...`"""

    paths: tuple[str, ...]
    spec: str | None
    settings: tuple[str, ...]
    select: tuple[str, ...]
    strict: bool
    environment: tuple[str, ...]
    baseline: str | None
    write_baseline: str | None
    fix: bool
    diff: bool
    formats: tuple[str, ...]
    color: str
    summary: bool
    quiet: bool


def parse_gate(argv: Sequence[str]) -> GateArguments:
    """Return what the words behind `gate` ask for; raise Usage when they make no sense."""
    given, paths = paths_anywhere(parser(), argv)
    if not paths:
        raise Usage("gate needs a path", "verify gate PATH... reads configuration files and directories of them")
    refuse_two_inputs(paths)
    _refuse_contradictions(given, paths)
    return GateArguments(
        paths=paths,
        spec=given.spec,
        settings=tuple(given.set),
        select=tuple(given.select),
        strict=given.strict,
        environment=tuple(given.env),
        baseline=given.baseline,
        write_baseline=given.write_baseline,
        fix=given.fix,
        diff=given.diff,
        formats=tuple(given.format),
        color=given.color,
        summary=given.summary,
        quiet=given.quiet,
    )


def _refuse_contradictions(given: argparse.Namespace, paths: Sequence[str]) -> None:
    if given.fix and given.diff:
        raise Usage("--diff shows what --fix would write", "give one of them")
    if given.fix and given.write_baseline:
        raise Usage("--fix and --write-baseline both answer the same findings", "first --fix, then --write-baseline")
    if given.fix and "-" in paths:
        raise Usage("--fix cannot write to standard input", "--diff shows the repairs")


def parser() -> Parser:
    """Return the parser of this command."""
    made = Parser("verify gate", ABOUT, EXAMPLES)
    made.usage = "verify gate PATH... [options]"
    add: Callable[..., Any] = made.add_argument
    add("paths", metavar="PATH", nargs="*", help="a configuration file, a directory of them, or - for standard input")
    add_spec(made)
    add_settings(made, "check.fall=5")
    add_repeatable(made, "--env", "NAME=VALUE", "a variable of the environment in which the daemons are started")
    add_repeatable(made, "--select", "CODE", "judge only by this rule")
    add("--strict", action="store_true", help="exit 1 also on a warning, 3 also when anything is not known")
    add("--fix", action="store_true", help="write the safe repairs into the files, then judge again")
    add("--diff", action="store_true", help="write the safe repairs as a unified diff instead of a report")
    add("--baseline", metavar="FILE", help="findings that are accepted, each with its reason")
    add("--write-baseline", metavar="FILE", help="accept all findings of today in FILE (keeps those of --baseline)")
    add_report_options(made)
    return made
