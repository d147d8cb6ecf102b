"""What keepalived's configuration says, after its defaults. Durations are nanoseconds."""

from __future__ import annotations

from dataclasses import dataclass

from checker.configs.setting import Setting
from checker.configs.words import Block, Statement


@dataclass(frozen=True, slots=True)
class Argument:
    """A word of a command; `quoted` where quotes or escapes say that it is meant as it stands."""

    value: str
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class TrackScript:
    """A `vrrp_script` (keepalived.conf(5)): `weight` 0 means that its failure is a FAULT of the instance.

    `script` is the command as written; `arguments` is what keepalived runs of it, the program first, without a shell,
    and `dropped` what stands behind it on its line, outside of its quotes: keepalived reads one word or text.
    """

    name: str
    block: Block
    script: Setting[str]
    interval: Setting[int]
    timeout: Setting[int]
    fall: Setting[int]
    rise: Setting[int]
    weight: Setting[int]
    init_fail: Setting[bool]
    arguments: tuple[Argument, ...] = ()
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TrackProcess:
    """A `vrrp_track_process`: the processes of a name, counted by keepalived itself."""

    name: str
    block: Block
    process: Setting[str]
    quorum: Setting[int]
    delay: Setting[int]
    weight: Setting[int]


@dataclass(frozen=True, slots=True)
class Tracked:
    """A script or process that an instance tracks: its name and weight there, and what it names (or None).

    `turned` says that the weight works the other way (`reverse`): 0 is a FAULT while it succeeds, -20 adds 20.
    """

    at: Statement
    name: str
    weight: Setting[int]
    script: TrackScript | None = None
    process: TrackProcess | None = None
    turned: bool = False


@dataclass(frozen=True, slots=True)
class VirtualAddress:
    """An address of an instance: without its prefix length, and the interface named beside it (or '')."""

    at: Statement
    address: Setting[str]
    prefix: Setting[int]
    interface: Setting[str]


@dataclass(frozen=True, slots=True)
class VrrpInstance:
    """A `vrrp_instance` as keepalived runs it.

    `advert` is the effective interval: VRRPv2 has whole seconds, VRRPv3 hundredths. `priority` is what state and
    `priority` give (no `priority`: 255 for MASTER, 100 else). `nopreempt` is what is written, `nopreempt_effective`
    whether it counts (not with state MASTER, not with priority 255). `down_adverts` is `down_timer_adverts` (3).
    `track_files` are the names of the files that it tracks; what another program writes into them is not known.
    """

    name: str
    block: Block
    version: Setting[int]
    state: Setting[str]
    interface: Setting[str]
    router_id: Setting[int]
    priority: Setting[int]
    advert: Setting[int]
    down_adverts: Setting[int]
    nopreempt: Setting[bool]
    nopreempt_effective: Setting[bool]
    preempt_delay: Setting[int]
    auth_type: Setting[str]
    auth_pass: Setting[str]
    source_address: Setting[str]
    peers: tuple[Setting[str], ...]
    addresses: tuple[VirtualAddress, ...]
    excluded: tuple[VirtualAddress, ...]
    tracked: tuple[Tracked, ...]
    track_interfaces: tuple[Setting[str], ...]
    accept: Setting[bool]
    group: str = ""
    track_files: tuple[Setting[str], ...] = ()


@dataclass(frozen=True, slots=True)
class VrrpNode:
    """One keepalived: the files that it reads (the main one first), and what it runs.

    `scripts` and `processes` are all that are defined, tracked or not. Files with `@id` lines are read once for each
    id; `config_id` is the id of this reading (`keepalived -i`, by default the host name), or ''.
    """

    files: tuple[str, ...]
    router_name: Setting[str]
    instances: tuple[VrrpInstance, ...]
    scripts: tuple[TrackScript, ...]
    processes: tuple[TrackProcess, ...]
    nonlocal_bind: Setting[bool]
    config_id: str = ""
