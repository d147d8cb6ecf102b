"""Scripts and processes that keepalived watches, and who tracks them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from checker.base.time import NS_PER_S
from checker.configs.keepalived.facts import Tracked, TrackProcess, TrackScript
from checker.configs.keepalived.options import Options, of_token, said
from checker.configs.keepalived.tree import Node
from checker.configs.setting import Setting, Unknown
from checker.configs.words import Statement

MANUAL = "keepalived.conf(5)"


@dataclass(frozen=True, slots=True)
class Trackable:
    """What can be tracked, by name."""

    scripts: Mapping[str, TrackScript]
    processes: Mapping[str, TrackProcess]
    reversed_by: Mapping[str, bool]


def script_of(node: Node) -> TrackScript:
    """Return a `vrrp_script`; a timeout is its interval where none is set."""
    options = Options("vrrp_script", node)
    interval = options.duration("interval", NS_PER_S, f"{MANUAL}: vrrp_script, interval 1")
    same = Setting(interval.known, options.block, default=f"{MANUAL}: vrrp_script, timeout is the interval")
    timeout = options.duration("timeout", 0, "nothing")
    return TrackScript(
        name=node.tokens[1].word.value if len(node.tokens) > 1 else "",
        block=options.block,
        script=_command(options, "script"),
        interval=interval,
        timeout=same if timeout.is_default else timeout,
        fall=options.whole("fall", 1, f"{MANUAL}: vrrp_script, fall 1", fallback=1),
        rise=options.whole("rise", 1, f"{MANUAL}: vrrp_script, rise 1", fallback=1),
        weight=options.whole("weight", 0, f"{MANUAL}: vrrp_script, weight 0"),
        init_fail=_flag(options, "init_fail"),
    )


def process_of(node: Node) -> TrackProcess:
    """Return a `vrrp_track_process`."""
    options = Options("vrrp_track_process", node)
    delay = options.last("delay", "terminate_delay")
    return TrackProcess(
        name=node.tokens[1].word.value if len(node.tokens) > 1 else "",
        block=options.block,
        process=_command(options, "process"),
        quorum=options.whole("quorum", 1, f"{MANUAL}: vrrp_track_process, quorum 1"),
        delay=options.duration(
            delay.keyword if delay else "delay", 0, f"{MANUAL}: vrrp_track_process, terminate_delay 0"
        ),
        weight=options.whole("weight", 0, f"{MANUAL}: vrrp_track_process, weight 0"),
    )


def trackable(scripts: Iterable[Node], processes: Iterable[Node]) -> Trackable:
    """Return what is defined; of two with one name the first counts."""
    found_scripts: dict[str, TrackScript] = {}
    found_processes: dict[str, TrackProcess] = {}
    turned: dict[str, bool] = {}
    for node in scripts:
        script = script_of(node)
        found_scripts.setdefault(script.name, script)
        turned.setdefault(script.name, _is_reversed(node))
    for node in processes:
        process = process_of(node)
        found_processes.setdefault(process.name, process)
        turned.setdefault(process.name, _is_reversed(node))
    return Trackable(found_scripts, found_processes, turned)


def tracked_in(options: Options, known: Trackable) -> Iterator[Tracked]:
    """Yield what a block tracks with `track_script` and `track_process`."""
    for line in options.entries("track_script"):
        script = known.scripts.get(line.keyword)
        yield _tracked(line, script, None, known)
    for line in options.entries("track_process"):
        process = known.processes.get(line.keyword)
        yield _tracked(line, None, process, known)


def unweighted(tracked: Tracked, group: Statement) -> Tracked:
    """Return it without its weight, as a member of a sync group tracks it."""
    if isinstance(tracked.weight.known, int) and tracked.weight.known == 0:
        return tracked
    why = f"{MANUAL}: in a sync group weights of its members are 0"
    return replace(tracked, weight=Setting(0, tracked.at, default=why, via=(group.place, tracked.weight.place)))


def _tracked(line: Node, script: TrackScript | None, process: TrackProcess | None, known: Trackable) -> Tracked:
    own = [at for at, token in enumerate(line.tokens) if token.word.value == "weight" and at + 1 < len(line.tokens)]
    options = [token.word.value for token in line.tokens[1:]]
    turned = "reverse" in options or (known.reversed_by.get(line.keyword, False) and "noreverse" not in options)
    weight = said(line, own[0] + 1, _weight) if own else _inherited(line, script or process)
    return Tracked(line.statement, line.keyword, weight, script, process, turned)


def _inherited(line: Node, defined: TrackScript | TrackProcess | None) -> Setting[int]:
    if defined is None:
        return Setting(Unknown(f"`{line.keyword}` is not defined"), line.statement)
    return replace(defined.weight, via=(*defined.weight.via, line.place))


def _weight(text: str) -> int:
    digits = text.lstrip("+-")
    if not (digits.isascii() and digits.isdigit()):
        return 0
    return max(-253, min(253, -int(digits) if text.startswith("-") else int(digits)))


def _is_reversed(node: Node) -> bool:
    weight = Options("", node).last("weight")
    return bool(weight) and "reverse" in weight.statement.values if weight else False


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
