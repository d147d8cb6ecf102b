"""What `verify init` does: ask the pipeline, write the contract, say what the document does not."""

from __future__ import annotations

from pathlib import Path

from checker.base.errors import InputError
from checker.cli.arguments_init import InitArguments
from checker.cli.console import Console
from checker.cli.outputs import probe, write_file
from checker.cli.reporting import progress_on

NO_FAILOVER = 3


def run_init(arguments: InitArguments, console: Console) -> int:
    """Write the first contract of a document, to standard output or to a file that does not exist yet."""
    if arguments.output is not None:
        _refuse_overwriting(arguments.output, arguments)
        probe(arguments.output)
    from checker.pipeline import InitRequest, init

    request = InitRequest(arguments.document, arguments.traces, arguments.output)
    with progress_on(console, arguments.quiet) as progress:
        started = init(request, progress)
    if started.why:
        console.complain(started.why)
    if started.note:
        console.complain(started.note)
    text = started.json if arguments.format == "json" else started.text
    if text and arguments.output is not None:
        write_file(arguments.output, text)
    elif text:
        console.say(text)
    return NO_FAILOVER if started.why else 0


def _refuse_overwriting(output: str, arguments: InitArguments) -> None:
    """Raise InputError for a file that is there and may not be overwritten; the documents never may."""
    file = Path(output)
    if not file.exists():
        return
    if not arguments.force:
        hint = "--force overwrites it; without -o the contract goes to standard output"
        raise InputError(f"{output} exists already, and was left as it is", hint=hint)
    read = (path for path in (arguments.document, *arguments.traces) if Path(path).exists())
    if any(file.samefile(path) for path in read):
        raise InputError(f"{output} is what is to be read, and was left as it is", hint="give another file behind -o")
