"""What an instance tracks: whether it looks at the load balancer, and whether its failure moves the address."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence

from checker.configs.keepalived.facts import Argument, Tracked
from checker.gate.vrrp.nodes import Group, Member, known
from checker.gate.vrrp.takeover import OWNER, effective_priority, is_defined
from checker.model.contract import Contract

_BALANCER = "haproxy"
_PROCESS = re.compile(r"\b(pgrep|pidof|killall|pkill|is-active|ps\s+-C|service\s+\S+\s+status)\b")
_SHELLS = frozenset({"sh", "bash", "dash", "ash", "ksh", "zsh"})
_PASSES = re.compile(r"(^|\|\||;|\n)\s*(\S*/)?(true|:|exit\s+0)\s*;?\s*$")


def trackers(contract: Contract, member: Member) -> tuple[Tracked, ...]:
    """Return what a node tracks of its load balancer; all that it tracks where that cannot be told."""
    defined = tuple(each for each in member.instance.tracked if is_defined(each))
    return tuple(each for each in defined if looks_at_balancer(contract, each)) or defined


def looks_at_balancer(contract: Contract, tracked: Tracked) -> bool:
    """Say whether a script or process is about the load balancer, as far as its text tells."""
    command = command_of(tracked)
    if _BALANCER in command.lower():
        return True
    if tracked.process is not None and command:
        return False  # keepalived counts the processes of that name, whatever the block is called
    ports = (contract.parameters.get(name) for name in ("vip.port", "stats.port"))
    if any(port and re.search(rf"\b{port.value}\b", command) for port in ports):
        return True
    return _BALANCER in tracked.name.lower() and not looks_at_process(command)


def looks_at_process(command: str) -> bool:
    """Say whether a command asks for a process by its name."""
    return bool(_PROCESS.search(command))


def always_passes(tracked: Tracked) -> bool:
    """Say whether a command cannot fail: `/bin/true`, `sh -c '... || true'`; without a shell, `||` is no operator."""
    arguments = tracked.script.arguments if tracked.script else ()
    if not arguments:
        return False
    text = shell_text(arguments)
    return bool(_PASSES.search(text)) if text is not None else posixpath.basename(arguments[0].value) == "true"


def shell_text(arguments: Sequence[Argument]) -> str | None:
    """Return what a shell is given to run (`sh -c TEXT`, `timeout 1 bash -c TEXT`); None where there is none."""
    for shell, option, text in zip(arguments, arguments[1:], arguments[2:], strict=False):
        if posixpath.basename(shell.value) in _SHELLS and re.fullmatch(r"-[a-z]*c", option.value):
            return text.value
    return None


def command_of(tracked: Tracked) -> str:
    """Return the command of a script, or the name of a process; '' where the files do not tell."""
    if tracked.script is not None:
        return known(tracked.script.script) or ""
    return (known(tracked.process.process) or "") if tracked.process is not None else ""


def is_fault(tracked: Tracked) -> bool:
    """Say whether a failure takes the address away at once; a weight only changes the priority."""
    return tracked.weight.value == 0 and not tracked.turned


def is_outranked(group: Group, member: Member, failing: Tracked) -> bool:
    """Say whether some other node has the higher priority once this one failed; equal is not enough."""
    if member.instance.priority.value == OWNER:
        return False
    own = effective_priority(member.instance, [failing])
    return any(effective_priority(other.instance) > own for other in group.others(member))
