"""What may be written on the command line. Only argparse is loaded here, so that --help is immediate."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, NoReturn

from checker import __version__

COMMANDS = ("check", "render", "explain")
PLANNED = ("gate", "prove", "diff", "init")
COLORS = ("auto", "always", "never")

ABOUT = "Checks logs and captures of failover components against the team's own sequence diagrams."
EXAMPLES = """\
examples:
  verify hap1/haproxy.log                       one log, by the diagrams that come with verify
  verify incident/                              all of a directory, formats recognised by content
  zcat hap1.log.gz | verify -                   standard input
  verify logs/ --spec docs/failover.yaml        your own diagrams, by the contract beside them
  verify logs/ --clock hap2=-120ms±5ms          the clock of hap2 ran 120 ms ahead
  verify logs/ --format json:report.json        for people here, for machines there
  verify render docs/failover.md --to json      the diagrams as they were read, one file a line
  verify explain single-vip-holder              what a finding means; without a code: all of them

exit status:
  0  all that was exercised holds, in its printed scope
  1  something is violated
  2  wrong use, or an input or spec that cannot be read
  3  nothing is violated, but something is inconclusive or nothing was exercised
     (with --strict: or a property was not exercised, or a scope is partial)"""


class Usage(Exception):
    """The command line cannot be understood; the message says what was wanted."""

    def __init__(self, message: str, hint: str = "verify --help shows how") -> None:
        super().__init__(f"{message}\n  hint: {hint}")


class Answer(Exception):
    """The command line asked for nothing but a text: --help or --version."""


class CheckArguments(NamedTuple):
    """`verify [check] PATH...`"""

    paths: tuple[str, ...]
    spec: str | None
    settings: tuple[str, ...]
    clocks: tuple[str, ...]
    gaps: tuple[str, ...]
    select: tuple[str, ...]
    strict: bool
    formats: tuple[str, ...]
    color: str
    summary: bool
    quiet: bool


class RenderArguments(NamedTuple):
    """`verify render FILE... --to FORMAT`"""

    paths: tuple[str, ...]
    to: str


class ExplainArguments(NamedTuple):
    """`verify explain [CODE]`"""

    code: str | None
    color: str


Arguments = CheckArguments | RenderArguments | ExplainArguments


def parse(argv: Sequence[str]) -> Arguments:
    """Return what the command line asks for; raise Usage when it makes no sense."""
    if not argv:
        raise Usage("no path was given", "verify PATH... checks logs and captures; verify --help shows examples")
    first, rest = argv[0], argv[1:]
    if first == "render":
        return _render(rest)
    if first == "explain":
        return _explain(rest)
    return _check(rest if first == "check" else argv)


class _Parser(argparse.ArgumentParser):
    """Raises instead of printing the whole usage before the one line that matters."""

    def __init__(self, prog: str, about: str, epilog: str = "") -> None:
        super().__init__(
            prog=prog,
            description=about,
            epilog=epilog,
            allow_abbrev=False,
            # A width of its own keeps argparse from loading shutil only to ask for one.
            formatter_class=lambda prog: argparse.RawDescriptionHelpFormatter(prog, max_help_position=30, width=100),
        )

    def error(self, message: str) -> NoReturn:
        raise Usage(message, f"{self.prog} --help shows how")

    def _print_message(self, message: str, file: object = None) -> NoReturn:
        # The console knows what to do about a closed pipe and an encoding without ±; argparse does not.
        raise Answer(message)


def _check(argv: Sequence[str]) -> CheckArguments:
    given, paths = _paths_anywhere(_check_parser(), argv)
    _refuse_commands(paths)
    if paths.count("-") > 1:
        raise Usage("standard input (-) can be read only once")
    return CheckArguments(
        paths=paths,
        spec=given.spec,
        settings=tuple(given.set),
        clocks=tuple(given.clock),
        gaps=tuple(given.gap),
        select=tuple(given.select),
        strict=given.strict,
        formats=tuple(given.format),
        color=given.color,
        summary=given.summary,
        quiet=given.quiet,
    )


def _check_parser() -> _Parser:
    parser = _Parser("verify", ABOUT, EXAMPLES)
    parser.usage = (
        "verify [check] PATH... [options]\n       verify render FILE... --to json\n       verify explain [CODE]"
    )
    add: Callable[..., Any] = parser.add_argument
    add("paths", metavar="PATH", nargs="*", help="a log, a capture, a directory of them, or - for standard input")
    add("--spec", metavar="PATH", help="diagrams with their contract (default: those of verify)")
    for option, form, text in (
        ("--set", "NAME=VALUE", "override a parameter of the contract, such as check.fall=5"),
        ("--clock", "SOURCE=OFFSET±UNC", "add OFFSET to the stamps of a host, known to ±UNC: hap2=-120ms±5ms"),
        ("--gap", "SOURCE=FROM/TO", "lines of a host are lost in this stretch of time"),
    ):
        add(option, metavar=form, action="append", default=[], type=_pair(form), help=text)
    add(
        "--select",
        metavar="ID",
        action="append",
        default=[],
        help="check only this property; repeatable, as are --set, --clock, --gap",
    )
    add("--strict", action="store_true", help="exit 3 also when a property was not exercised or a scope is partial")
    add("--format", metavar="F[:FILE]", action="append", default=[], help=_format_help())
    add("--summary", action="store_true", help="one line a property instead of the evidence")
    add("-q", "--quiet", action="store_true", help="no report but those that --format asks for, and no progress")
    _add_color(parser)
    parser.add_argument("--version", action="version", version=f"verify {__version__}")
    return parser


def _render(argv: Sequence[str]) -> RenderArguments:
    parser = _Parser("verify render", "Writes what each file of diagrams was read as, one JSON object a line.")
    parser.add_argument(
        "paths", metavar="FILE", nargs="*", help="Markdown or Mermaid with sequence diagrams, or - for standard input"
    )
    parser.add_argument("--to", metavar="FORMAT", help="json")
    given, paths = _paths_anywhere(parser, argv)
    if given.to != "json":
        wrong = "needs a format" if given.to is None else f"cannot write '{given.to}'"
        raise Usage(f"render {wrong}", "verify render FILE... --to json")
    if not paths:
        raise Usage("render needs a file", "verify render FILE... --to json")
    return RenderArguments(paths, given.to)


def _explain(argv: Sequence[str]) -> ExplainArguments:
    parser = _Parser("verify explain", "Says what a finding means, with a bad and a good example.")
    parser.add_argument("code", metavar="CODE", nargs="?", help="as printed in a report; without: all codes")
    _add_color(parser)
    given = parser.parse_args(list(argv))
    return ExplainArguments(given.code, given.color)


def _paths_anywhere(parser: _Parser, argv: Sequence[str]) -> tuple[argparse.Namespace, tuple[str, ...]]:
    """Return the options, and the paths before, between and after them.

    What follows `--` is kept from argparse, which does not let it be a path when it begins with a dash.
    """
    end = argv.index("--") if "--" in argv else len(argv)
    given = parser.parse_intermixed_args(list(argv[:end]))
    return given, (*given.paths, *argv[end + 1 :])


def _add_color(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--color", choices=COLORS, default="auto", help="auto: on a terminal, unless NO_COLOR is set")


def _format_help() -> str:
    from checker.report.formats import format_names

    return f"write a report as F ({', '.join(format_names())}), to FILE or standard output (repeatable)"


def _pair(form: str) -> Callable[[str], str]:
    """Return the check that a value has the shape of `form`; what its parts mean is not known here."""

    def check(text: str) -> str:
        name, equals, value = text.partition("=")
        lacking = "/" in form and "/" not in value
        if not (name.strip() and equals and value.strip()) or lacking:
            raise argparse.ArgumentTypeError(f"wanted {form}, got '{text}'")
        return text

    return check


def _refuse_commands(paths: Sequence[str]) -> None:
    """Raise Usage when the first path is meant as a command: one to come, one out of place, one misspelt."""
    if not paths:
        raise Usage("no path was given", "verify PATH... checks logs and captures; verify --help shows examples")
    word = paths[0]
    if word in PLANNED:
        raise Usage(f"there is no command '{word}' in this version (did you mean a file ./{word}?)")
    if not word.isalpha() or _exists(word):
        return
    if word in COMMANDS:
        raise Usage(f"'{word}' is a command, and a command comes first: verify {word} ...")
    from difflib import get_close_matches

    if close := get_close_matches(word, COMMANDS, 1):
        raise Usage(f"there is no command and no file '{word}'", f"did you mean 'verify {close[0]}'?")


def _exists(word: str) -> bool:
    from pathlib import Path

    return Path(word).exists()
