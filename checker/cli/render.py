"""What `verify render` does: pictures of diagrams, of what really happened, and what was read of diagrams."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from checker.cli.arguments_render import ObserveArguments, RenderArguments
from checker.cli.commands import NOTHING_SEEN, complain
from checker.cli.console import Console
from checker.cli.graphs import write_graph
from checker.cli.outputs import is_folder, probe, write_file
from checker.cli.parser import Usage
from checker.cli.reporting import progress_on

if TYPE_CHECKING:
    from checker.model.observed import Observation
    from checker.picture.shapes import Picture
    from checker.pipeline.rendering import Chosen


def run_render(arguments: RenderArguments | ObserveArguments, console: Console) -> int:
    """Write the pictures of diagrams, what was read of them, or what really happened."""
    if isinstance(arguments, ObserveArguments):
        return _run_observe(arguments, console)
    if arguments.to == "json":
        return _run_json(arguments.paths, console)
    from checker.pipeline import chosen

    if arguments.place and not is_folder(arguments.place):
        probe(arguments.place)
    _draw(chosen(arguments.paths, arguments.diagram), arguments, console)
    return 0


def _run_observe(arguments: ObserveArguments, console: Console) -> int:
    """Write what really happened as a diagram; what is odd about the inputs goes to standard error."""
    from checker.pipeline import ObserveRequest, observe

    if arguments.place:
        probe(arguments.place)
    request = ObserveRequest(
        paths=arguments.paths,
        spec=arguments.spec,
        settings=arguments.settings,
        clocks=arguments.clocks,
        gaps=arguments.gaps,
        diagram=arguments.diagram,
        cache=console.cache,
    )
    with progress_on(console, arguments.quiet) as progress:
        observed = observe(request, progress)
    complain(observed.notes, console)
    if observed.observation is None:
        return NOTHING_SEEN
    _write(_seen(observed.observation, arguments.to), arguments.place, console)
    return 0


def _seen(observation: Observation, to: str) -> str:
    """Return what really happened in a format."""
    if to == "mermaid":
        from checker.report.mermaid import draw

        return draw(observation)
    from checker.report.pictures import observed_picture

    picture = observed_picture(observation)
    if to == "html":
        from checker.report.html.gallery import gallery

        return gallery("What happened", [(picture.title, picture)])
    from checker.picture.svg import svg

    return svg(picture)


def _run_json(paths: Sequence[str], console: Console) -> int:
    """Write what was read, one JSON object a line and file; what its author hardly meant goes to standard error."""
    import json

    from checker.pipeline import readings

    for reading, warnings in readings(paths):
        console.say(json.dumps(dict(reading)) + "\n")
        for warning in warnings:
            column = f":{warning.where.column}" if warning.where else ""
            console.complain(f"{warning.where}{column}: warning: {warning.message} [{warning.code}]")
    return 0


def _draw(diagrams: Sequence[Chosen], arguments: RenderArguments, console: Console) -> None:
    """Write each diagram to a file of a folder, or the one there is to its place."""
    if arguments.to == "html" and not (arguments.place and is_folder(arguments.place)):
        _write(_page(diagrams, arguments.paths), arguments.place, console)
        return
    drawn = _PAINTERS[arguments.to]
    if arguments.place and is_folder(arguments.place):
        seen: Counter[str] = Counter()
        texts = []
        with progress_on(console, arguments.quiet) as progress:
            progress.start(len(diagrams), "drawing", "diagrams")
            for each in diagrams:
                seen[each.name] += 1
                again = f".{seen[each.name]}" if seen[each.name] > 1 else ""
                texts.append((f"{each.name}{again}.{_ENDINGS.get(arguments.to, arguments.to)}", drawn(each)))
                progress.advance(1)
        from checker.cli.pictures import write_into

        write_into(arguments.place, texts)
    elif len(diagrams) > 1:
        titles = "; ".join(each.title or each.name for each in diagrams)
        raise Usage(
            f"one file holds one picture, and there are {len(diagrams)} diagrams: {titles}",
            f"--diagram TEXT for one of them, or --format {arguments.to}:DIR/ for a file each",
        )
    elif arguments.to == "dot":
        write_graph(drawn(diagrams[0]), arguments.place, console)
    else:
        _write(drawn(diagrams[0]), arguments.place, console)


def _laid_out(each: Chosen) -> Picture:
    from checker.picture.layout import laid_out

    return laid_out(each.diagram, title=each.title)


def _svg(each: Chosen) -> str:
    from checker.picture.svg import svg

    return svg(_laid_out(each))


def _dot(each: Chosen) -> str:
    from checker.report.causal import causal_order

    return causal_order(each.diagram, each.title)


def _mermaid(each: Chosen) -> str:
    from checker.diagram import show

    return show(each.diagram)


def _html(each: Chosen) -> str:
    return _page([each], [each.name])


def _page(diagrams: Sequence[Chosen], paths: Sequence[str]) -> str:
    """Return one page of all diagrams."""
    from checker.report.html.gallery import gallery

    return gallery(", ".join(paths), [(each.title or each.name, _laid_out(each)) for each in diagrams])


_PAINTERS: dict[str, Callable[[Chosen], str]] = {"svg": _svg, "dot": _dot, "mermaid": _mermaid, "html": _html}
# How a file of a folder ends, where not like its format.
_ENDINGS = {"mermaid": "mmd"}


def _write(text: str, place: str, console: Console) -> None:
    if place:
        write_file(place, text)
    else:
        console.say(text)
