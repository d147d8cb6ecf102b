"""Names and addresses: what is tracked or grouped must be defined above, what looks like an address must be one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checker.base.finding import Finding, Related
from checker.configs.keepalived.nodes import Read
from checker.configs.keepalived.options import Options, outside_bounds
from checker.configs.keepalived.problems import bad_value, ignored, needless, undefined
from checker.configs.keepalived.tracking import FILES, WEIGHTS, name_of, weight_token
from checker.configs.keepalived.tree import Node

_DEFINED_BY = {"track_script": ("vrrp_script",), "track_process": ("vrrp_track_process",), "track_file": FILES}
_WITH_VALUE = frozenset({"brd", "broadcast", "dev", "scope", "label", "peer", "preferred_lft", "track_group"})
_ALONE = frozenset({"home", "nodad", "-nodad", "mngtmpaddr", "noprefixroute", "autojoin", "no_track", "use_vmac"})


def reference_problems(read: Read) -> Iterator[Finding]:
    """Yield names that mean nothing, and addresses that are none."""
    instances = {name_of(node) for node in read.nodes("vrrp_instance")}
    for node in (*read.nodes("vrrp_instance"), *read.nodes("vrrp_sync_group")):
        for keyword in _DEFINED_BY:
            yield from _tracks(read, node, keyword)
    for node in read.nodes("vrrp_instance"):
        yield from _addresses(Options("vrrp_instance", node))
    if read.reading.missing:
        return  # what is not there may be in a file that was not given
    for node in read.nodes("vrrp_sync_group"):
        yield from _members(Options("vrrp_sync_group", node), instances)


def _tracks(read: Read, node: Node, keyword: str) -> Iterator[Finding]:
    """Yield what is wrong with the lines of a `track_script`, `track_process` or `track_file`."""
    definitions = _DEFINED_BY[keyword]
    lines = Options("", node).entries(keyword)
    above = {name_of(each) for each in read.above(node) if each.keyword in definitions} if lines else set()
    below = {name_of(each): each for each in reversed([n for each in definitions for n in read.nodes(each)])}
    seen: set[str] = set()
    for line in lines:
        name = line.keyword
        if name in seen:
            yield needless(line.place, f"`{name}` is tracked twice", "remove one of the lines")
        elif name not in above and name in below:
            defined = below[name]
            yield undefined(
                line.tokens[0].word,
                keyword,
                f"`{name}` is defined below: keepalived reads from top to bottom and tracks nothing here",
                f"move `{defined.keyword} {name}` above `{node.keyword} {name_of(node)}`",
                (Related(defined.place, "defined here"),),
            )
        elif name not in above and not read.reading.missing and not line.tokens[0].unknown:
            hint = f"define it above with `{definitions[0]} {name} {{ ... }}`"
            yield undefined(
                line.tokens[0].word, keyword, f"`{name}` is not defined: keepalived tracks nothing here", hint
            )
        seen.add(name)
        yield from _track_options(line)


def _track_options(line: Node) -> Iterator[Finding]:
    at = weight_token(line)
    if at is not None and not line.tokens[at].unknown and (why := outside_bounds(line.tokens[at].word.value, WEIGHTS)):
        yield bad_value(line.tokens[at].word.place, f"the weight of `{line.keyword}`: {why}", "wanted -253 to 253")
    known = {"weight", "reverse", "noreverse", "no_reverse"}
    for index, token in enumerate(line.tokens[1:], 1):
        if index != at and token.word.value not in known and not token.unknown:
            hint = "write one name on each line, with `weight NUMBER` behind it"
            yield bad_value(token.word.place, f"`{token.word.value}` is no option of what is tracked", hint)


def _members(group: Options, instances: set[str]) -> Iterator[Finding]:
    members = [token for line in group.entries("group") for token in line.tokens]
    for token in members:
        if token.word.value not in instances and not token.unknown:
            message = f"the sync group names `{token.word.value}`, which is no vrrp_instance"
            yield undefined(token.word, "group", message, "name an instance as it is called behind `vrrp_instance`")
    if len(members) < 2:
        message = f"the sync group `{name_of(group.node)}` has {len(members)} member: it keeps nothing together"
        yield needless(group.node.place, message, "name at least two instances, or remove the group")


def _addresses(options: Options) -> Iterator[Finding]:
    families: set[int] = set()
    for keyword in ("virtual_ipaddress", "virtual_ipaddress_excluded"):
        for line in options.entries(keyword):
            yield from _virtual(line)
            family = _family(line.keyword.partition("/")[0])
            if keyword == "virtual_ipaddress" and family:
                if families and family not in families:
                    hint = "put it into virtual_ipaddress_excluded, or into an instance of its own"
                    yield ignored(line.place, f"`{line.keyword}`: all addresses of an instance are of one family", hint)
                families.add(families.pop() if families else family)
    for line in options.entries("unicast_peer"):
        yield from _plain(line, 0, "a peer is an address")
    for keyword in ("unicast_src_ip", "mcast_src_ip", "mcast_dst_ip"):
        for line in options.all(keyword):
            yield from _plain(line, 1, f"`{keyword}` is an address") if len(line.tokens) > 1 else ()


def _plain(line: Node, index: int, wanted: str) -> Iterator[Finding]:
    token = line.tokens[index]
    if not token.unknown and not _family(token.word.value):
        yield bad_value(token.word.place, f"`{token.word.value}` is no IP address", wanted)


def _virtual(line: Node) -> Iterator[Finding]:
    first = line.tokens[0]
    if first.unknown:
        return
    address, slash, prefix = first.word.value.partition("/")
    family = _family(address)
    if not family:
        yield bad_value(first.word.place, f"`{address}` is no IP address", "wanted ADDRESS/PREFIX")
    elif slash and not (prefix.isascii() and prefix.isdigit() and int(prefix) <= (32 if family == 4 else 128)):
        yield bad_value(first.word.place, f"`/{prefix}` is no prefix length of {address}", "wanted ADDRESS/PREFIX")
    yield from _unknown_options(line)


def _unknown_options(line: Node) -> Iterator[Finding]:
    words: Iterable[int] = iter(range(1, len(line.tokens)))
    for at in words:
        token = line.tokens[at]
        if token.word.value in _WITH_VALUE:
            next(iter(words), None)
        elif token.word.value not in _ALONE and not token.unknown:
            hint = "write one address on each line, with options such as `dev eth0` behind it"
            yield bad_value(token.word.place, f"`{token.word.value}` is no option of an address", hint)


def _family(text: str) -> int:
    """Return 4 or 6, or 0 for what is no address."""
    from ipaddress import ip_address  # slow to load

    try:
        return ip_address(text.partition("%")[0]).version
    except ValueError:
        return 0
