"""How a command line is read: argparse without its habits, and the options that several commands share."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import NoReturn

COLORS = ("auto", "always", "never")


class Usage(Exception):
    """The command line cannot be understood; the message says what was wanted."""

    def __init__(self, message: str, hint: str = "verify --help shows how") -> None:
        super().__init__(f"{message}\n  hint: {hint}")


class Answer(Exception):
    """The command line asked for nothing but a text: --help or --version."""


class Parser(argparse.ArgumentParser):
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
        """Raise Usage with the message, and with the option that may have been meant."""
        hint = f"{self.prog} --help shows how"
        _, unknown, rest = message.partition("unrecognized arguments: ")
        if unknown and rest.startswith("-"):
            from difflib import get_close_matches

            close = get_close_matches(rest.split()[0].partition("=")[0], self._option_string_actions, 1)
            hint = f"did you mean '{close[0]}'? {hint}" if close else hint
        raise Usage(message, hint)

    def _print_message(self, message: str, file: object = None) -> NoReturn:
        # The console knows what to do about a closed pipe and an encoding without ±; argparse does not.
        raise Answer(message)


def paths_anywhere(parser: Parser, argv: Sequence[str]) -> tuple[argparse.Namespace, tuple[str, ...]]:
    """Return the options, and the paths before, between and after them.

    What follows `--` is kept from argparse, which does not let it be a path when it begins with a dash.
    """
    end = argv.index("--") if "--" in argv else len(argv)
    given = parser.parse_intermixed_args(list(argv[:end]))
    return given, (*given.paths, *argv[end + 1 :])


def refuse_two_inputs(paths: Sequence[str]) -> None:
    """Raise Usage where standard input is named more than once."""
    if paths.count("-") > 1:
        raise Usage("standard input (-) can be read only once")


def add_spec(parser: Parser, text: str = "diagrams with their contract (default: those of verify)") -> None:
    """Add where the diagrams and their contract are."""
    parser.add_argument("--spec", metavar="PATH", help=text)


def add_repeatable(parser: Parser, option: str, form: str, text: str) -> None:
    """Add an option that may be given several times, each time with a value of a form such as NAME=VALUE."""
    kind = pair(form) if "=" in form else str
    help = f"{text} (repeatable)"
    parser.add_argument(option, metavar=form, action="append", default=[], type=kind, help=help)


def add_settings(parser: Parser, example: str) -> None:
    """Add what the contract says otherwise for one run."""
    add_repeatable(parser, "--set", "NAME=VALUE", f"a parameter with another value, such as {example}")


def add_trace_options(parser: Parser) -> None:
    """Add what says how traces are to be read, whatever is then done with them."""
    add_spec(parser)
    add_settings(parser, "check.fall=5")
    offset = "add OFFSET to the stamps of a host, known to ±UNC: hap2=-120ms±5ms"
    add_repeatable(parser, "--clock", "SOURCE=OFFSET±UNC", offset)
    add_repeatable(parser, "--gap", "SOURCE=FROM/TO", "lines of a host are lost in this stretch of time")


def add_report_options(parser: Parser) -> None:
    """Add which reports are written, where, and how: for every command that ends in an outcome."""
    from checker.report.formats import format_names

    where = f"write a report as F ({', '.join(format_names())}), to FILE or standard output"
    add_repeatable(parser, "--format", "F[:FILE]", where)
    add_summary(parser)
    add_quiet(parser, "no report but those that --format asks for, and no progress")
    add_color(parser)


def add_summary(parser: Parser) -> None:
    """Add the short form of the report for people."""
    text = "a few lines: the verdict, the counts, the worst finding, how to see the rest"
    parser.add_argument("--summary", action="store_true", help=text)


def add_quiet(parser: Parser, text: str = "no progress") -> None:
    """Add what keeps a command silent."""
    parser.add_argument("-q", "--quiet", action="store_true", help=text)


def add_color(parser: Parser) -> None:
    """Add whether the report for people is coloured."""
    text = "auto: on a terminal, or where FORCE_COLOR is set; never where NO_COLOR is set"
    parser.add_argument("--color", choices=COLORS, default="auto", help=text)


def pair(form: str) -> Callable[[str], str]:
    """Return the check that a value has the shape of `form`; what its parts mean is not known here."""

    def check(text: str) -> str:
        name, equals, value = text.partition("=")
        lacking = "/" in form and "/" not in value
        if not (name.strip() and equals and value.strip()) or lacking:
            raise argparse.ArgumentTypeError(f"wanted {form}, got '{text}'")
        return text

    return check
