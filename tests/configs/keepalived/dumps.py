"""What keepalived says of itself (SIGUSR1), and what is read here, in the same words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from checker.configs.keepalived.facts import Tracked, VirtualAddress, VrrpInstance, VrrpNode
from checker.gate.bounds import master_down

_SECTION = re.compile(r"^ (VRRP (?:Instance|Script|Track process)) = (.*)$")
_VALUE = re.compile(r"^   (\S[^=:]*?)\s*[=:]\s*(.*)$")
_ENTRY = re.compile(r"^     (\S.*)$")
_END = re.compile(r"^-----")


@dataclass
class Said:
    """One part of a dump: `Priority = 100` lines, and lists by their heads."""

    kind: str
    name: str
    values: dict[str, str] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=dict)


def parts(dump: str) -> list[Said]:
    """Return the instances, scripts and processes of a dump."""
    found: list[Said] = []
    head = ""
    inside = False
    for line in dump.splitlines():
        if section := _SECTION.match(line):
            found.append(Said(*section.groups()))
            inside = True
        elif _END.match(line) or re.match(r"^ \S", line):
            inside = False
        elif inside and (entry := _ENTRY.match(line)):
            found[-1].lists.setdefault(head, []).append(entry[1])
        elif inside and (value := _VALUE.match(line)):
            head = value[1]
            found[-1].values.setdefault(head, value[2])
    return found


def _seconds(text: str) -> int:
    number, unit = text.split()[:2]
    return round(float(number) * {"sec": 1_000_000_000, "secs": 1_000_000_000, "milli-sec": 1_000_000}[unit])


def instance_said(said: Said, tracking: dict[str, str]) -> dict[str, object]:
    """Return what a dump says of an instance."""
    values = said.values
    return {
        "version": int(values["VRRP Version"]),
        "interface": _base(values["Interface"]),
        "router id": int(values["Virtual Router ID"]),
        "priority": int(values["Priority"]),
        "advert": _seconds(values["Advert interval"]),
        "down adverts": int(values["Down timer adverts"]),
        "preempt": values["Preempt"] == "enabled",
        "preempt delay": _seconds(values["Preempt delay"]) if "Preempt delay" in values else 0,
        "accept": values["Accept"] == "enabled",
        "auth": {"SIMPLE_PASSWORD": "PASS", "IPSEC_AH": "AH"}.get(values.get("Authentication type", ""), ""),
        "password": values.get("Password", ""),
        "peers": [line.split()[0] for line in said.lists.get("Unicast Peer", [])],
        "addresses": [_address(line) for line in said.lists.get(_key(said, "Virtual IP ("), [])],
        "excluded": [_address(line) for line in said.lists.get("Virtual IP Excluded", [])],
        "group": values.get("Sync group", ""),
        "tracked": tracking,
        "down timer": _down_timer(values),
    }


def _base(interface: str) -> str:
    """Return the interface that is configured: `vrrp.51, vmac on eth0`, `vrrp.51@eth0`."""
    return re.split(r"@| on ", interface)[-1].partition(",")[0]


def _down_timer(values: dict[str, str]) -> int | None:
    """Return it in microseconds; the owner has none."""
    return None if values["Effective priority"] == "255" else int(values["Master down timer"].split()[0])


def _key(said: Said, start: str) -> str:
    return next((key for key in said.lists if key.startswith(start)), "")


def _address(line: str) -> tuple[str, str]:
    words = line.split()
    return words[0], _base(words[words.index("dev") + 1]) if "dev" in words else ""


def tracked_by(dump: list[Said], instance: str) -> dict[str, str]:
    """Return what an instance tracks, with its weight, as the scripts and processes themselves list it."""
    return {
        part.name: weight
        for part in dump
        for line in part.lists.get("Tracking instances", [])
        for name, _, weight in [line.partition(", weight ")]
        if name == instance
    }


def instance_read(instance: VrrpInstance, effective: int) -> dict[str, object]:
    """Return what is read of an instance; its skew follows from the priority that it has at the time."""
    version, priority, advert = instance.version.value, instance.priority.value, instance.advert.value
    down = master_down(version, effective, advert, instance.down_adverts.value) // 1000
    return {
        "version": version,
        "interface": instance.interface.value,
        "router id": instance.router_id.value,
        "priority": priority,
        "advert": advert,
        "down adverts": instance.down_adverts.value,
        "preempt": not instance.nopreempt_effective.value,
        "preempt delay": instance.preempt_delay.value,
        "accept": instance.accept.value,
        "auth": instance.auth_type.value,
        "password": instance.auth_pass.value if instance.auth_type.value == "PASS" else "",
        "peers": [peer.value for peer in instance.peers],
        "addresses": [_shown(each, instance) for each in instance.addresses],
        "excluded": [_shown(each, instance) for each in instance.excluded],
        "group": instance.group,
        "tracked": dict(_tracked(each) for each in instance.tracked if each.script or each.process),
        "down timer": None if effective == 255 else down,
    }


def _shown(address: VirtualAddress, instance: VrrpInstance) -> tuple[str, str]:
    prefix = "" if address.prefix.is_default else f"/{address.prefix.value}"
    whole = {"": "", "/32": "", "/128": ""}.get(prefix, prefix)
    return f"{address.address.value}{whole}", address.interface.value or instance.interface.value


def _tracked(each: Tracked) -> tuple[str, str]:
    return each.name, f"{each.weight.value}{' reverse' if each.turned else ''}"


def scripts_said(dump: list[Said]) -> dict[str, dict[str, object]]:
    """Return what a dump says of scripts."""
    return {
        part.name: {
            "interval": _seconds(part.values["Interval"]),
            "timeout": _seconds(part.values["Timeout"]) or _seconds(part.values["Interval"]),
            "weight": int(part.values["Weight"].split()[0]),
            "rise": int(part.values["Rise"]),
            "fall": int(part.values["Fall"]),
        }
        for part in dump
        if part.kind == "VRRP Script"
    }


def scripts_read(node: VrrpNode) -> dict[str, dict[str, object]]:
    """Return what is read of scripts."""
    return {
        script.name: {
            "interval": script.interval.value,
            "timeout": script.timeout.value,
            "weight": script.weight.value,
            "rise": script.rise.value,
            "fall": script.fall.value,
        }
        for script in node.scripts
    }


def differences(dump: str, node: VrrpNode) -> Iterator[str]:
    """Yield where a dump and what is read differ."""
    said = parts(dump)
    instances = {part.name: part for part in said if part.kind == "VRRP Instance"}
    if sorted(instances) != sorted(each.name for each in node.instances):
        yield f"instances: said {sorted(instances)}, read {[each.name for each in node.instances]}"
        return
    for each in node.instances:
        there = instance_said(instances[each.name], tracked_by(said, each.name))
        here = instance_read(each, int(instances[each.name].values["Effective priority"]))
        if _rounded(there["down timer"], here["down timer"]):
            here["down timer"] = there["down timer"]
        yield from (
            f"{each.name}: {key}: said {there[key]}, read {here[key]}" for key in here if there[key] != here[key]
        )
    # It forgets scripts that nothing tracks.
    scripts = {name: values for name, values in scripts_read(node).items() if name in scripts_said(said)}
    if scripts_said(said) != scripts:
        yield f"scripts: said {scripts_said(said)}, read {scripts}"


def _rounded(one: object, other: object) -> bool:
    """Say whether two times differ by a microsecond at most: it cuts where the formula has nanoseconds."""
    return isinstance(one, int) and isinstance(other, int) and abs(one - other) <= 1
