"""The scenarios: what is configured, and what is done when."""

from __future__ import annotations

from dataclasses import dataclass, field

from .configs import BACKEND, CLIENT_ADDRESS, HaproxySettings, KeepalivedSettings

PLAIN = HaproxySettings()
FIRST = KeepalivedSettings("MASTER", 101)
SECOND = KeepalivedSettings("BACKUP", 100)
FROM_CLIENT = f"{{ src {CLIENT_ADDRESS} }}"


@dataclass(frozen=True)
class Step:
    """One action, `at` seconds after the client started: `do` names a method of the lab."""

    at: float
    do: str
    arguments: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join((self.do.replace("_", " "), *self.arguments))


@dataclass(frozen=True)
class Scenario:
    """One capture to make."""

    name: str
    summary: str
    seconds: float
    steps: tuple[Step, ...]
    haproxy: HaproxySettings = PLAIN
    keepalived: dict[str, KeepalivedSettings] = field(default_factory=lambda: {"hap1": FIRST, "hap2": SECOND})
    long_sessions: tuple[float, ...] = ()
    rate: float = 6.0


def step(at: float, do: str, *arguments: str) -> Step:
    """A step, written short."""
    return Step(at, do, arguments)


SCENARIOS = (
    Scenario(
        "redispatch_persist",
        "use-server and option persist send every session to pgb2 while it is DOWN; "
        "option redispatch hides the first attempt",
        35,
        (step(6, "kill_server", "pgb2"), step(22, "start_server", "pgb2")),
        HaproxySettings(redispatch=True, backend_lines=("option persist", f"use-server pgb2 if {FROM_CLIENT}")),
    ),
    Scenario(
        "force_persist",
        "pgb2 is DOWN by a check on another port, but answers; force-persist keeps every session on it",
        32,
        (step(6, "kill_server", "pgb2.check"), step(20, "start_server", "pgb2.check")),
        HaproxySettings(
            backend_lines=(f"use-server pgb2 if {FROM_CLIENT}", f"force-persist if {FROM_CLIENT}"),
            check_ports=(("pgb2", 7433),),
        ),
    ),
    Scenario(
        "reload_while_down",
        "HAProxy on hap1 is reloaded while pgb2 is dead: the new worker begins with every server UP, "
        "the old one still logs its long sessions",
        38,
        (step(5, "kill_server", "pgb2"), step(15, "reload", "hap1"), step(25, "start_server", "pgb2")),
        long_sessions=(12.0, 18.0, 24.0, 30.0, 30.0, 30.0),
    ),
    Scenario(
        "keepalived_sigkill",
        "keepalived on hap1 is SIGKILLed and leaves the address behind on a living host; it is started again later",
        32,
        (step(6, "kill_keepalived", "hap1"), step(18, "start_keepalived", "hap1")),
        long_sessions=(28.0,),
    ),
    Scenario(
        "preempt",
        "keepalived on hap1 is stopped cleanly (priority 0), hap2 takes over, hap1 starts again and preempts",
        30,
        (step(6, "stop_keepalived", "hap1"), step(15, "start_keepalived", "hap1")),
        long_sessions=(26.0,),
    ),
    Scenario(
        "unplugged",
        "the switch port of hap1 forwards nothing for 12 s; the link stays up and every process lives; "
        "plugged in again just before an advertisement ends the double holding",
        34,
        (step(6, "unplug", "hap1"), step(18.04, "plug", "hap1")),
        long_sessions=(28.0,),
    ),
    Scenario(
        "unplugged_overlap",
        "as unplugged, but plugged in again half a second before the next advertisement",
        34,
        (step(6, "unplug", "hap1"), step(17.6, "plug", "hap1")),
        long_sessions=(28.0,),
    ),
    Scenario(
        "maint",
        "on hap1 pgb2 is put into maintenance for 8 s, then pgb3 into drain for 5 s, both through the admin socket",
        30,
        (
            step(5, "admin", "hap1", f"set server {BACKEND}/pgb2 state maint"),
            step(13, "admin", "hap1", f"set server {BACKEND}/pgb2 state ready"),
            step(18, "admin", "hap1", f"set server {BACKEND}/pgb3 state drain"),
            step(23, "admin", "hap1", f"set server {BACKEND}/pgb3 state ready"),
        ),
        long_sessions=(20.0, 25.0, 25.0),
    ),
    Scenario(
        "auth_mismatch",
        "the two hosts have different passwords: both are MASTER from the start",
        25,
        (),
        keepalived={"hap1": FIRST, "hap2": KeepalivedSettings("BACKUP", 100, "2222")},
    ),
    Scenario(
        "no_log_health_checks",
        "pgb2 is killed and restarted; single checks are not logged",
        32,
        (step(7, "kill_server", "pgb2"), step(19, "start_server", "pgb2")),
        HaproxySettings(log_health_checks=False),
        long_sessions=(25.0, 25.0, 25.0),
    ),
    Scenario(
        "blackhole",
        "every packet to pgb2 is dropped for 19 s: the checks time out, they are not refused",
        44,
        (step(5, "drop_packets_to", "pgb2"), step(24, "drop_nothing")),
        long_sessions=(36.0, 36.0, 36.0),
        rate=5.0,
    ),
    Scenario(
        "udp_syslog",
        "HAProxy logs over UDP to 127.0.0.1; pgb2 is killed and restarted",
        30,
        (step(5, "kill_server", "pgb2"), step(17, "start_server", "pgb2")),
        HaproxySettings(log_target="127.0.0.1"),
        long_sessions=(25.0, 25.0),
    ),
    Scenario(
        "flap",
        "pgb2 is killed and restarted four times, down for about one, two, three and four checks",
        42,
        (
            step(4.0, "kill_server", "pgb2"),
            step(5.9, "start_server", "pgb2"),
            step(10.0, "kill_server", "pgb2"),
            step(13.5, "start_server", "pgb2"),
            step(17.0, "kill_server", "pgb2"),
            step(22.2, "start_server", "pgb2"),
            step(27.0, "kill_server", "pgb2"),
            step(35.0, "start_server", "pgb2"),
        ),
        rate=5.0,
    ),
)
