"""What an instance lacks, and what keepalived ignores of it when it completes it."""

from __future__ import annotations

from collections.abc import Iterator

from checker.base.finding import Finding, Severity
from checker.configs.keepalived.facts import VrrpInstance
from checker.configs.keepalived.instances import Around, instance_of
from checker.configs.keepalived.keywords import BOUNDS
from checker.configs.keepalived.nodes import Read, around, global_definitions
from checker.configs.keepalived.options import Options, is_number, nanoseconds
from checker.configs.keepalived.problems import SYNTAX, ignored, needless, refused
from checker.configs.keepalived.tracking import is_lost_in_group, name_of, tracked_in
from checker.configs.keepalived.tree import Node
from checker.configs.words import Statement

_SECONDS = BOUNDS["vrrp_script", "interval"]


def instance_problems(read: Read) -> Iterator[Finding]:
    """Yield what is wrong with the instances of one keepalived."""
    merged = global_definitions(read)
    seen: dict[str, Node] = {}
    routers: dict[tuple[object, ...], VrrpInstance] = {}
    for node in read.nodes("vrrp_instance"):
        name = name_of(node)
        if name in seen:
            hint = "give each instance a name of its own"
            yield ignored(
                node.place, f"a second vrrp_instance `{name}`: it is skipped", hint, seen[name].place, "the first"
            )
            continue
        seen[name] = node
        surroundings = around(read, node, merged)
        options, instance = Options("vrrp_instance", node), instance_of(node, surroundings)
        if not read.reading.missing:
            yield from _lacks(options, instance)
        yield from _overridden(options, instance)
        yield from _authentication(options, instance)
        yield from _strict(options, instance, surroundings.strict(options))
        yield from _same_router(instance, routers)
        yield from _lost_in_group(options, surroundings)
    for node in read.nodes("vrrp_script"):
        yield from _script(node)


def _lacks(options: Options, instance: VrrpInstance) -> Iterator[Finding]:
    place, name = options.block.place, instance.name
    if not options.all("virtual_router_id"):
        yield refused(place, f"`{name}` has no virtual_router_id", "set the same number from 1 to 255 on each node")
    if not options.all("interface") and not (instance.peers and options.all("unicast_src_ip")):
        yield refused(place, f"`{name}` has no interface", "name the interface on which it announces itself")
    if not instance.addresses and not options.last("no_virtual_ipaddress"):
        yield _without_address(instance)
    unicast = options.last("unicast_src_ip", "unicast_ttl", "check_unicast_src", "unicast_peer")
    if unicast and not instance.peers:
        hint = "list the other nodes in unicast_peer"
        yield ignored(unicast.place, f"`{unicast.keyword}` without a unicast_peer: `{name}` uses multicast", hint)


def _without_address(instance: VrrpInstance) -> Finding:
    """Return the finding of an instance without an address to announce: VRRPv3 needs one, VRRPv2 runs without."""
    place, message = instance.block.place, f"`{instance.name}` has no virtual_ipaddress"
    hint = "list the addresses that it moves"
    if instance.version.known == 3:
        return refused(place, message, hint)
    return Finding(SYNTAX, Severity.INFO, f"{message}: VRRPv2 runs, and announces none", place, hint=hint)


def _overridden(options: Options, instance: VrrpInstance) -> Iterator[Finding]:
    """Yield what the version of the protocol, or another line, makes void. Of `nopreempt` a rule of the gate tells."""
    advert = options.last("advert_int")
    if advert and not instance.advert.is_default and isinstance(instance.advert.known, int) and instance.advert.word:
        written, version = instance.advert.word.value, instance.version
        if nanoseconds(written) != instance.advert.known:
            shown = f"{instance.advert.known / 1e9:g}"
            steps = "whole seconds" if version.known == 2 else "steps of 0.01 s up to 40.95 s"
            message = f"`advert_int {written}` becomes {shown} s: VRRPv{version.known} has {steps}"
            hint = f"write `advert_int {shown}`" + (", or use `vrrp_version 3`" if version.known == 2 else "")
            yield ignored(instance.advert.place, message, hint, version.place, "the version")
    delay = options.last("preempt_delay")
    if delay and instance.preempt_delay.known == 0 and instance.preempt_delay.via:
        because = instance.preempt_delay.via[0]
        hint = "remove one of the two"
        if because == instance.nopreempt.place:
            yield needless(delay.place, "`preempt_delay` has no effect beside `nopreempt`", hint)
        else:
            yield ignored(delay.place, "`preempt_delay` has no effect here", hint, because, "because of this")
    for line in options.entries("track_interface"):
        if line.keyword == instance.interface.known:
            message = f"`{line.keyword}` is the interface of the instance: it is tracked anyway"
            yield needless(line.place, message, "remove the line")


def _strict(options: Options, instance: VrrpInstance, strict: Statement | None) -> Iterator[Finding]:
    """Yield what strict mode makes void."""
    if strict is None:
        return
    block = options.inner("authentication")
    if block and instance.version.known != 3:
        message = "strict mode has no authentication: the block is ignored"
        yield ignored(block.node.place, message, f"remove the block, or `{strict.keyword}`", strict.place, "set here")
    if instance.state.word and instance.state.word.value != instance.state.known:
        message = f"strict mode starts `{instance.name}` as {instance.state.known}, as its priority says"
        hint = f"write `state {instance.state.known}`"
        yield ignored(instance.state.place, message, hint, strict.place, "set here")


def _lost_in_group(options: Options, surroundings: Around) -> Iterator[Finding]:
    group = surroundings.group
    if group is None or group.last("sync_group_tracking_weight", "global_tracking"):
        return
    for each in tracked_in(options, surroundings.known):
        if is_lost_in_group(each):
            message = f"`{each.name}` is not tracked: a member of a sync group tracks no script with a weight"
            hint = "track it in the vrrp_sync_group, or without a weight"
            yield ignored(each.at.place, message, hint, group.node.place, "the group")


def _authentication(options: Options, instance: VrrpInstance) -> Iterator[Finding]:
    block = options.inner("authentication")
    if block is None:
        return
    kind, password = block.last("auth_type"), block.last("auth_pass")
    if instance.version.known == 3:
        hint = "remove the block, or use `vrrp_version 2`"
        message = "VRRPv3 has no authentication: the block is ignored"
        yield ignored(block.node.place, message, hint, instance.version.place, "the version")
    elif kind and not password:
        yield ignored(kind.place, "`auth_type` without an `auth_pass` is ignored", "set the same password on each node")
    if password and len(password.tokens) > 1 and len(password.tokens[1].word.value) > 8:
        kept = password.tokens[1].word.value[:8]
        message = f"only the first 8 characters of `auth_pass` count (`{kept}`)"
        yield needless(password.tokens[1].word.place, message, "shorten it to what counts")


def _same_router(instance: VrrpInstance, seen: dict[tuple[object, ...], VrrpInstance]) -> Iterator[Finding]:
    if instance.peers or instance.router_id.is_default or not instance.addresses:
        return
    family = ":" in str(instance.addresses[0].address.known)
    key = (instance.interface.known, instance.router_id.known, family)
    other = seen.setdefault(key, instance)
    if other is not instance:
        message = f"`{instance.name}` and `{other.name}` share virtual_router_id {key[1]} on {key[0]}"
        hint = "give each instance on an interface its own"
        yield refused_twice(instance, message, hint, other)


def refused_twice(instance: VrrpInstance, message: str, hint: str, other: VrrpInstance) -> Finding:
    """Return the finding of two instances that exclude each other."""
    from checker.base.finding import Related

    related = (Related(other.router_id.place, "the other one"),)
    return Finding(SYNTAX, Severity.ERROR, message, instance.router_id.place, hint=hint, related=related)


def _script(node: Node) -> Iterator[Finding]:
    options = Options("vrrp_script", node)
    if node.children is not None and not options.all("script"):
        yield refused(node.place, f"vrrp_script `{name_of(node)}` has no script", "name the command that it runs")
    if (weight := options.last("weight")) and len(weight.tokens) > 2 and weight.tokens[2].word.value != "reverse":
        other = weight.tokens[2].word
        yield ignored(other.place, f"`{other.value}` is no option of a weight", "only `reverse` may follow it")
    for keyword in ("interval", "timeout"):
        line = options.last(keyword)
        if line and len(line.tokens) > 1 and "." in (value := line.tokens[1].word.value) and is_number(value, _SECONDS):
            message = f"`{keyword} {value}`: keepalived 2.2 takes whole seconds here, and cuts it to {_whole(value)} s"
            yield ignored(line.tokens[1].word.place, message, f"write `{keyword} {_whole(value)}`, or the next second")


def _whole(text: str) -> int:
    return max(1, int(float(text)))
