"""A `vrrp_instance` as keepalived completes it (vrrp.c, vrrp_complete_instance)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from checker.base.time import NS_PER_S
from checker.configs.keepalived.addresses import virtual_address
from checker.configs.keepalived.facts import Tracked, VirtualAddress, VrrpInstance
from checker.configs.keepalived.options import Options, said
from checker.configs.keepalived.tracking import Trackable, files_in, is_lost_in_group, name_of, tracked_in
from checker.configs.keepalived.tree import Node
from checker.configs.setting import Setting, Unknown
from checker.configs.words import Statement

MANUAL = "keepalived.conf(5): vrrp_instance"
OWNER = 255
_LONGEST = {2: 255 * NS_PER_S, 3: 4095 * NS_PER_S // 100}
_STEP = {2: NS_PER_S, 3: NS_PER_S // 100}


@dataclass(frozen=True, slots=True)
class Around:
    """What an instance takes from elsewhere: the global definitions, its sync group, and what each can track.

    keepalived reads top down: what is defined below an instance cannot be tracked by it.
    """

    globals: Options | None
    known: Trackable
    group: Options | None
    known_to_group: Trackable

    def strict(self, options: Options) -> Statement | None:
        """Return what makes keepalived keep an instance to the letter of the RFCs, or None."""
        own = options.last("strict_mode")
        if own:
            return own.statement if own.statement.values[:1] not in (("off",), ("no",), ("false",)) else None
        shared = self.globals.last("vrrp_strict") if self.globals else None
        return shared.statement if shared else None


def instance_of(node: Node, around: Around) -> VrrpInstance:
    """Return what keepalived makes of an instance."""
    options = Options("vrrp_instance", node)
    addresses = tuple(virtual_address(line) for line in options.entries("virtual_ipaddress"))
    version = _version(options, around, addresses)
    priority = _priority(options)
    state = _state(options, priority, around.strict(options))
    nopreempt = _nopreempt(options)
    return VrrpInstance(
        name=name_of(node),
        block=options.block,
        version=version,
        state=state,
        interface=options.text("interface", "", f"{MANUAL}, no interface"),
        router_id=options.whole("virtual_router_id", 0, f"{MANUAL}, virtual_router_id is not set"),
        priority=priority,
        advert=_advert(options, version),
        down_adverts=_down_adverts(options, around),
        nopreempt=nopreempt,
        nopreempt_effective=_nopreempt_effective(nopreempt, state, priority),
        preempt_delay=_preempt_delay(options, nopreempt, state),
        auth_type=_authentication(options, version, around, "auth_type"),
        auth_pass=_authentication(options, version, around, "auth_pass"),
        source_address=_source(options),
        peers=tuple(said(line, 0, str) for line in options.entries("unicast_peer")),
        addresses=addresses,
        excluded=tuple(virtual_address(line) for line in options.entries("virtual_ipaddress_excluded")),
        tracked=_tracked(options, around),
        track_interfaces=_interfaces(options, around),
        accept=_accept(options, around, priority),
        group=name_of(around.group.node) if around.group else "",
        track_files=_files(options, around),
    )


def _version(options: Options, around: Around, addresses: Sequence[VirtualAddress]) -> Setting[int]:
    own = next((node for node in options.all("version") if node.statement.values[:1] in (("2",), ("3",))), None)
    if own:
        return said(own, 1, int)
    native = options.last("native_ipv6")
    if native:
        return Setting(3, native.statement)
    if addresses and isinstance(addresses[0].address.known, str) and ":" in addresses[0].address.known:
        return options.lacking(3, f"{MANUAL}, IPv6 instances use version 3")
    if around.globals:
        shared = around.globals.whole("vrrp_version", 2, "nothing")
        if not shared.is_default:
            return Setting(shared.known, shared.at, shared.word, via=(*shared.via, options.block.place))
    return options.lacking(2, "keepalived.conf(5): global_defs, vrrp_version 2")


def _state_said(options: Options) -> Node | None:
    """Return the `state` line that counts: the last one, but MASTER is not taken back."""
    said_so = [node for node in options.all("state") if len(node.tokens) > 1]
    masters = [node for node in said_so if node.tokens[1].word.value == "MASTER"]
    return (masters or said_so)[-1] if said_so else None


def _state(options: Options, priority: Setting[int], strict: Statement | None) -> Setting[str]:
    """Return the state in which it starts; a strict one is MASTER only as the owner of the address."""
    node = _state_said(options)
    if node and strict and isinstance(priority.known, int) and len(node.tokens) > 1:
        value = "MASTER" if priority.known == OWNER else "BACKUP"
        return Setting(value, node.statement, node.tokens[1].word, via=(strict.place,))
    if node:
        return said(node, 1, lambda text: "MASTER" if text == "MASTER" else "BACKUP")
    if isinstance(priority.known, Unknown):
        return options.lacking(priority.known, f"{MANUAL}, state follows from the priority")
    value = "MASTER" if priority.known == OWNER else "BACKUP"
    return options.lacking(value, f"{MANUAL}, state follows from the priority")


def _priority(options: Options) -> Setting[int]:
    node = _state_said(options)
    master = node is not None and node.tokens[1].word.value == "MASTER"
    value, why = (OWNER, "state MASTER means 255") if master else (100, "100")
    return options.whole("priority", value, f"{MANUAL}, priority {why}", fallback=100)


def _advert(options: Options, version: Setting[int]) -> Setting[int]:
    """Return the interval in the steps of the protocol: seconds in VRRPv2, hundredths in VRRPv3."""
    found = options.duration("advert_int", NS_PER_S, f"{MANUAL}, advert_int 1")
    if isinstance(found.known, Unknown) or isinstance(version.known, Unknown):
        known: int | Unknown = found.known if isinstance(found.known, Unknown) else version.known
    else:
        step, longest = _STEP[version.known], _LONGEST[version.known]
        known = max(step, min(longest, (found.known + step // 2) // step * step))
    return Setting(known, found.at, found.word, found.default, found.via)


def _down_adverts(options: Options, around: Around) -> Setting[int]:
    default = f"{MANUAL}, down_timer_adverts 3"
    own = options.whole("down_timer_adverts", 3, default)
    if around.strict(options) and not own.is_default:
        return options.lacking(3, "keepalived.conf(5): vrrp_strict, down_timer_adverts 3")
    if own.is_default and around.globals:
        shared = around.globals.whole("vrrp_down_timer_adverts", 3, "nothing")
        if not shared.is_default:
            return Setting(shared.known, shared.at, shared.word, via=(*shared.via, options.block.place))
    return own


def _nopreempt(options: Options) -> Setting[bool]:
    node = options.last("nopreempt", "preempt")
    if node is None:
        return options.lacking(False, f"{MANUAL}, preempt")
    return Setting(node.keyword == "nopreempt", node.statement)


def _nopreempt_effective(written: Setting[bool], state: Setting[str], priority: Setting[int]) -> Setting[bool]:
    """Return whether `nopreempt` counts; `via` is what clears it."""
    if written.known is not True:
        return written
    for other, cleared in ((state, state.known == "MASTER"), (priority, priority.known == OWNER)):
        if cleared:
            return Setting(False, written.at, written.word, via=(other.place,))
    unknown = next((each.known for each in (state, priority) if isinstance(each.known, Unknown)), None)
    return Setting(unknown, written.at, written.word) if unknown else written


def _preempt_delay(options: Options, nopreempt: Setting[bool], state: Setting[str]) -> Setting[int]:
    found = options.duration("preempt_delay", 0, f"{MANUAL}, preempt_delay 0")
    if found.is_default:
        return found
    cleared = next((by for by, does in ((state, state.known == "MASTER"), (nopreempt, nopreempt.known)) if does), None)
    return Setting(0, found.at, found.word, via=(cleared.place,)) if cleared else found


def _authentication(options: Options, version: Setting[int], around: Around, keyword: str) -> Setting[str]:
    """Return its type or password; VRRPv3 and strict mode have none, and a type without a password is ignored."""
    inner = options.inner("authentication")
    if inner is None:
        return options.lacking("", f"{MANUAL}, no authentication")
    kind = inner.text("auth_type", "", f"{MANUAL}, no auth_type")
    password = inner.text("auth_pass", "", f"{MANUAL}, no auth_pass")
    found = kind if keyword == "auth_type" else password
    if found.is_default or isinstance(found.known, Unknown):
        return found
    if version.known == 3 or around.strict(options) or password.is_default or kind.known not in ("PASS", "AH"):
        return Setting("", found.at, found.word, via=(version.place,) if version.known == 3 else ())
    return Setting(found.known[:8], found.at, found.word, via=found.via)


def _source(options: Options) -> Setting[str]:
    node = options.last("unicast_src_ip", "mcast_src_ip")
    if node and len(node.tokens) > 1:
        return said(node, 1, str)
    return options.lacking("", f"{MANUAL}, the address of the interface")


def _tracked(options: Options, around: Around) -> tuple[Tracked, ...]:
    """Return what the instance tracks itself, and what its sync group tracks for it.

    A member of a group loses its scripts with a weight, unless the group allows them. Of what both track, the weight
    of the group counts, but 0 stays 0 (vrrp.c, add_vrrp_to_track_script).
    """
    own = {(each.name, each.process is None): each for each in tracked_in(options, around.known)}
    if around.group is None:
        return tuple(own.values())
    if not around.group.last("sync_group_tracking_weight", "global_tracking"):
        own = {key: each for key, each in own.items() if not is_lost_in_group(each)}
    for shared in tracked_in(around.group, around.known_to_group):
        key = (shared.name, shared.process is None)
        if key not in own or own[key].weight.known != 0:
            own[key] = shared
    return tuple(own.values())


def _files(options: Options, around: Around) -> tuple[Setting[str], ...]:
    shared = files_in(around.group, around.known_to_group) if around.group else ()
    return (*files_in(options, around.known), *shared)


def _interfaces(options: Options, around: Around) -> tuple[Setting[str], ...]:
    blocks = (options, around.group) if around.group else (options,)
    return tuple(said(line, 0, str) for each in blocks for line in each.entries("track_interface"))


def _accept(options: Options, around: Around, priority: Setting[int]) -> Setting[bool]:
    node = options.last("accept", "no_accept")
    if node:
        return Setting(node.keyword == "accept", node.statement)
    if around.strict(options):
        return options.lacking(priority.known == OWNER, "keepalived.conf(5): vrrp_strict, no_accept")
    return options.lacking(True, f"{MANUAL}, accept")
