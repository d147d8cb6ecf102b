"""From the arguments to the exit status, and from every error to one message and status 2: never to a pass."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

from checker.cli.arguments import Arguments, CheckArguments, ExplainArguments, parse
from checker.cli.arguments_coverage import CoverageArguments
from checker.cli.arguments_diff import DiffArguments
from checker.cli.arguments_gate import GateArguments
from checker.cli.arguments_graphs import StatesArguments, TopologyArguments
from checker.cli.arguments_init import InitArguments
from checker.cli.arguments_prove import ProveArguments
from checker.cli.arguments_render import ObserveArguments, RenderArguments
from checker.cli.console import Console
from checker.cli.parser import Answer, Usage

WRONG_USE = 2
INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    # A run builds much and throws away little: looking for cycles in it costs a small log a tenth of its time.
    gc.set_threshold(100_000, 20, 20)
    console = Console.of(sys.stdout, sys.stderr, os.environ)
    try:
        return _run(parse(sys.argv[1:] if argv is None else argv), console)
    except Answer as answer:
        console.say(str(answer))
        return 0
    except KeyboardInterrupt:
        console.complain("interrupted")
        return INTERRUPTED
    except Usage as error:
        console.complain(str(error))
    except OSError as error:
        named = f"{error.filename}: " if error.filename else ""
        console.complain(f"{named}{error.strerror or error}")
    except Exception as error:
        console.complain(_explain_failure(error, console))
    return WRONG_USE


def _run(arguments: Arguments, console: Console) -> int:
    from checker.cli import commands

    match arguments:
        case CheckArguments():
            return commands.run_check(arguments, console)
        case GateArguments():
            from checker.cli.gate import run_gate

            return run_gate(arguments, console)
        case ProveArguments():
            from checker.cli.prove import run_prove

            return run_prove(arguments, console)
        case DiffArguments():
            from checker.cli.diff import run_diff

            return run_diff(arguments, console)
        case RenderArguments() | ObserveArguments():
            from checker.cli.render import run_render

            return run_render(arguments, console)
        case StatesArguments() | TopologyArguments():
            from checker.cli.graphs import run_graphs

            return run_graphs(arguments, console)
        case CoverageArguments():
            return commands.run_coverage(arguments, console)
        case InitArguments():
            from checker.cli.init import run_init

            return run_init(arguments, console)
        case ExplainArguments():
            return commands.run_explain(arguments, console)


def _explain_failure(error: Exception, console: Console) -> str:
    """Return what to say of an error: the user's, with its place, or ours, named as such."""
    from checker.base.errors import InputError

    if isinstance(error, InputError):
        return str(error)
    if console.env.get("VERIFY_DEBUG"):
        import traceback

        console.complain("".join(traceback.format_exception(error)))
    return (
        f"internal error: {type(error).__name__}: {error} (this is a bug in verify, not in your files)\n"
        "  hint: VERIFY_DEBUG=1 shows where it happened"
    )
