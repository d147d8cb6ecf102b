"""Scripts and processes that keepalived watches, and who tracks them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from checker.base.time import NS_PER_S
from checker.configs.keepalived.commands import arguments_of
from checker.configs.keepalived.facts import Tracked, TrackProcess, TrackScript
from checker.configs.keepalived.keywords import Bounds
from checker.configs.keepalived.options import Options, of_token, outside_bounds, said
from checker.configs.keepalived.tree import Node
from checker.configs.setting import Setting, Unknown

MANUAL = "keepalived.conf(5)"
WEIGHTS = Bounds(-253, 253)
# The blocks at the top that define a file to be tracked: the name of today, and the older one.
FILES = ("track_file", "vrrp_track_file")


@dataclass(frozen=True, slots=True)
class Trackable:
    """What can be tracked, by name: the files too, and which of it has a weight that works the other way."""

    scripts: Mapping[str, TrackScript]
    processes: Mapping[str, TrackProcess]
    turned: frozenset[str]
    files: frozenset[str]


def script_of(node: Node) -> TrackScript:
    """Return a `vrrp_script`; a timeout is its interval where none is set."""
    options = Options("vrrp_script", node)
    interval = options.duration("interval", NS_PER_S, f"{MANUAL}: vrrp_script, interval 1")
    same = Setting(interval.known, options.block, default=f"{MANUAL}: vrrp_script, timeout is the interval")
    timeout = options.duration("timeout", 0, "nothing")
    command = options.last("script")
    words = command.tokens[1:] if command else ()
    return TrackScript(
        name=name_of(node),
        block=options.block,
        script=_command(options, "script"),
        interval=interval,
        timeout=same if timeout.is_default else timeout,
        fall=options.whole("fall", 1, f"{MANUAL}: vrrp_script, fall 1", fallback=1),
        rise=options.whole("rise", 1, f"{MANUAL}: vrrp_script, rise 1", fallback=1),
        weight=options.whole("weight", 0, f"{MANUAL}: vrrp_script, weight 0"),
        init_fail=_flag(options, "init_fail"),
        arguments=arguments_of(words[0].word.value) if words and not words[0].unknown else (),
        dropped=tuple(token.word.value for token in words[1:]),
    )


def process_of(node: Node) -> TrackProcess:
    """Return a `vrrp_track_process`."""
    options = Options("vrrp_track_process", node)
    delay = options.last("delay", "terminate_delay")
    return TrackProcess(
        name=name_of(node),
        block=options.block,
        process=_command(options, "process"),
        quorum=options.whole("quorum", 1, f"{MANUAL}: vrrp_track_process, quorum 1"),
        delay=options.duration(
            delay.keyword if delay else "delay", 0, f"{MANUAL}: vrrp_track_process, terminate_delay 0"
        ),
        weight=options.whole("weight", 0, f"{MANUAL}: vrrp_track_process, weight 0"),
    )


def trackable(nodes: Iterable[Node]) -> Trackable:
    """Return what some blocks at the top define; of two with one name the first counts."""
    scripts: dict[str, TrackScript] = {}
    processes: dict[str, TrackProcess] = {}
    turned: set[str] = set()
    files: set[str] = set()
    for node in nodes:
        match node.keyword:
            case "vrrp_script":
                scripts.setdefault(name_of(node), script_of(node))
            case "vrrp_track_process":
                processes.setdefault(name_of(node), process_of(node))
            case keyword if keyword in FILES:
                files.add(name_of(node))
                continue
            case _:
                continue
        weight = Options("", node).last("weight")
        if weight and "reverse" in weight.statement.values:
            turned.add(name_of(node))
    return Trackable(scripts, processes, frozenset(turned), frozenset(files))


def name_of(node: Node) -> str:
    """Return the name of a block."""
    return node.tokens[1].word.value if len(node.tokens) > 1 else ""


def tracked_in(options: Options, known: Trackable) -> Iterator[Tracked]:
    """Yield what a block tracks with `track_script` and `track_process`; naming it twice counts once."""
    for line in _once(options.entries("track_script")):
        yield _tracked(line, known.scripts.get(line.keyword), None, known)
    for line in _once(options.entries("track_process")):
        yield _tracked(line, None, known.processes.get(line.keyword), known)


def files_in(options: Options, known: Trackable) -> Iterator[Setting[str]]:
    """Yield the names of the files that a block tracks; one that nothing defines is not tracked."""
    for line in _once(options.entries("track_file")):
        if line.keyword in known.files:
            yield said(line, 0, str)


def _once(lines: Iterable[Node]) -> Iterable[Node]:
    by_name: dict[str, Node] = {}
    for line in lines:
        by_name.setdefault(line.keyword, line)
    return by_name.values()


def is_lost_in_group(tracked: Tracked) -> bool:
    """Say whether keepalived drops what a member of a sync group tracks: a script with a weight."""
    return tracked.script is not None and isinstance(tracked.weight.known, int) and tracked.weight.known != 0


def weight_token(line: Node) -> int | None:
    """Return which word of a line that tracks is the weight."""
    at = next((at for at, token in enumerate(line.tokens) if token.word.value == "weight"), None)
    return at + 1 if at is not None and at + 1 < len(line.tokens) else None


def _tracked(line: Node, script: TrackScript | None, process: TrackProcess | None, known: Trackable) -> Tracked:
    own = weight_token(line)
    options = line.statement.values
    turned = "reverse" in options or (line.keyword in known.turned and "noreverse" not in options)
    counts = own is not None and not outside_bounds(line.tokens[own].word.value, WEIGHTS)
    weight = said(line, own, int) if own is not None and counts else _inherited(line, script or process)
    return Tracked(line.statement, line.keyword, weight, script, process, turned)


def _inherited(line: Node, defined: TrackScript | TrackProcess | None) -> Setting[int]:
    if defined is None:
        return Setting(Unknown(f"`{line.keyword}` is not defined above"), line.statement)
    return replace(defined.weight, via=(*defined.weight.via, line.place))


def _command(options: Options, keyword: str) -> Setting[str]:
    """Return a command with its parameters, as one word."""
    node = options.last(keyword)
    if node is None or len(node.tokens) < 2:
        return options.lacking("", f"{MANUAL}: none")
    unknown = next((token.unknown for token in node.tokens[1:] if token.unknown), "")
    if len(node.tokens) == 2 or node.rest is None:
        return of_token(node.tokens[1], node.statement, str)
    return Setting(Unknown(unknown) if unknown else node.rest.value, node.statement, node.rest)


def _flag(options: Options, keyword: str) -> Setting[bool]:
    node = options.last(keyword)
    return Setting(True, node.statement) if node else options.lacking(False, f"{MANUAL}: not {keyword}")
