"""The table of keepalived's messages: each line, and the event that it stands for."""

import pytest

from checker.model.vocabulary import VOCABULARY
from checker.readers.keepalived_lines import KNOWN, canonical, meaning


def state(name, initial=False, instance="VI_1"):
    return "vrrp_state", {"instance": instance, "state": name, "initial": initial}


def heard(sender, own, priority, accepted):
    args = {"instance": "VI_1", "sender": sender, "own_state": own, "priority": priority, "accepted": accepted}
    return "advert_received", args


def of(kind, **args):
    return kind, args


LINES = {
    # 2.x
    "(VI_1) Entering BACKUP STATE (init)": state("BACKUP", initial=True),
    "(VI_1) Entering FAULT STATE (init)": state("FAULT", initial=True),
    "(VI_1) Entering MASTER STATE": state("MASTER"),
    "(VI_1) Entering BACKUP STATE": state("BACKUP"),
    "(VI_1) Entering FAULT STATE": state("FAULT"),
    "(web-v6.1) Entering MASTER STATE": state("MASTER", instance="web-v6.1"),
    "(VI_1) setting VIPs.": of("vips_set", instance="VI_1"),
    "(VI_1) removing VIPs.": of("vips_removed", instance="VI_1"),
    "(VI_1) setting E-VIPs.": None,
    "(VI_1) removing Virtual Routes": None,
    "Assigned address 192.168.1.10 for interface eth0": of("address_seen", address="192.168.1.10", interface="eth0"),
    "Assigned address fe80:0::ff:fe00:110 for interface eth0": of(
        "address_seen", address="fe80::ff:fe00:110", interface="eth0"
    ),
    "Assigned address nonsense for interface eth0": None,
    "Deassigned address 192.168.1.10 from interface eth0": of(
        "address_removed", address="192.168.1.10", interface="eth0"
    ),
    "Sending gratuitous ARP on eth0 for 192.168.1.100": of(
        "garp_sent", address="192.168.1.100", interface="eth0", instance=""
    ),
    "Sending unsolicited Neighbour Advert on eth0 for 2001:db8::64": of(
        "garp_sent", address="2001:db8::64", interface="eth0", instance=""
    ),
    "(VI_1) Sending/queueing gratuitous ARPs on eth0 for 192.168.1.100": of(
        "garp_sent", address="192.168.1.100", interface="eth0", instance="VI_1"
    ),
    "(VI_1) Receive advertisement timeout": None,
    "(VI_1) Changing effective priority from 101 to 103": of("priority", instance="VI_1", priority=103),
    "(VI_1) sent 0 priority": of("resigned", instance="VI_1"),
    "(VI_1) Received advert from 192.168.1.11 with lower priority 102, ours 103, forcing new election": heard(
        "192.168.1.11", "MASTER", 102, True
    ),
    "(VI_1) Received advert from fe80::2 with lower priority 0, ours 103": heard("fe80::2", "MASTER", 0, True),
    "(VI_1) Master received advert from 192.168.1.10 with higher priority 103, ours 102": heard(
        "192.168.1.10", "MASTER", 103, True
    ),
    "(VI_1) Master received advert from 192.168.1.12 with same priority 100 but higher IP address than ours": heard(
        "192.168.1.12", "MASTER", 100, True
    ),
    "(VI_1) received lower priority (102) advert from 192.168.1.11 - discarding": heard(
        "192.168.1.11", "BACKUP", 102, False
    ),
    "(VI_1) Backup received priority 0 advertisement": heard("", "BACKUP", 0, True),
    "(VI_1) Master received priority 0 message": heard("", "MASTER", 0, True),
    "(VI_1) received an invalid passwd!": heard("", "", -1, False),
    "(VI_1) received a 0 auth, expecting 1!": heard("", "", -1, False),
    "(VI_1) advertisement interval mismatch mine=3 sec rcv'd=1 sec": heard("", "", -1, False),
    "(VI_1) received an invalid ip number count 2, expected 1!": heard("", "", -1, False),
    "(VI_1) invalid ttl. 64 and expect 255": heard("", "", -1, False),
    "(VI_1) Invalid VRRPv3 checksum": heard("", "", -1, False),
    "(VI_1) IPSEC-AH : invalid IPSEC HMAC-MD5 value. Due to fields mutation or bad password !": heard(
        "", "", -1, False
    ),
    "Starting Keepalived v2.2.7 (01/16,2022)": of("process_started", detail="Starting Keepalived v2.2.7 (01/16,2022)"),
    "Starting VRRP child process, pid=34": None,
    "Startup complete": None,
    "VRRP child process(34) died: Respawning": of("process_started", detail="VRRP child process(34) died: Respawning"),
    "VRRP child process(34) died: Exiting": of("process_stopped", detail="VRRP child process(34) died: Exiting"),
    "Healthcheck child process(35) died: Respawning": None,
    "Keepalived_vrrp exited due to segmentation fault (SIGSEGV).": of(
        "process_stopped", detail="Keepalived_vrrp exited due to segmentation fault (SIGSEGV)."
    ),
    "Stopping": of("process_stopped", detail="Stopping"),
    "Stopped": of("process_stopped", detail="Stopped"),
    "Stopped - used 0.019591 user time, 0.489784 system time": of(
        "process_stopped", detail="Stopped - used 0.019591 user time, 0.489784 system time"
    ),
    "Stopped Keepalived v2.0.17 (06/25,2019)": of("process_stopped", detail="Stopped Keepalived v2.0.17 (06/25,2019)"),
    "Stopped something else": None,
    "VRRP_Script(chk_haproxy) succeeded": None,
    "VRRP_Script(chk_haproxy) failed (exited with status 1)": None,
    "VRRP_Script(chk_haproxy) timed out": None,
    "Script `chk_haproxy` now returning 1": None,
    "Netlink reports eth0 down": None,
    "Netlink reports eth0 up": None,
    "VRRP_Group(G1) Syncing instances to MASTER state": None,
    # 1.x
    "VRRP_Instance(VI_1) Entering MASTER STATE": state("MASTER"),
    "VRRP_Instance(VI_1): Entering BACKUP STATE": state("BACKUP"),
    "VRRP_Instance(VI_1) entering MASTER STATE": state("MASTER"),
    "VRRP_Instance(VI_1) Now in FAULT state": state("FAULT"),
    "VRRP_Instance(VI_1) Transition to MASTER STATE": None,
    "VRRP_Instance(VI_1) setting protocol VIPs.": of("vips_set", instance="VI_1"),
    "VRRP_Instance(VI_1) removing protocol VIPs.": of("vips_removed", instance="VI_1"),
    "VRRP_Instance(VI_1) removing protocol E-VIPs.": None,
    "VRRP_Instance(VI_1) Sending gratuitous ARPs on eth1 for 192.168.1.200": of(
        "garp_sent", address="192.168.1.200", interface="eth1", instance="VI_1"
    ),
    "VRRP_Instance(VI_1) Received higher prio advert": heard("", "MASTER", -1, True),
    "VRRP_Instance(VI_1) Received higher prio advert 102": heard("", "MASTER", 102, True),
    "VRRP_Instance(VI_1) Received advert with higher priority 102, ours 101": heard("", "MASTER", 102, True),
    "VRRP_Instance(VI_1) Received lower prio advert, forcing new election": heard("", "MASTER", -1, True),
    "VRRP_Instance(VI_1) Received lower prio advert 100, forcing new election": heard("", "MASTER", 100, True),
    "VRRP_Instance(VI_1) Received advert with lower priority 100, ours 101, forcing new election": heard(
        "", "MASTER", 100, True
    ),
    "VRRP_Instance(VI_1) forcing a new MASTER election": None,
    "VRRP_Instance(VI_1) Effective priority = 101": of("priority", instance="VI_1", priority=101),
    "VRRP_Instance(VI_1) Changing effective priority from 101 to 99": of("priority", instance="VI_1", priority=99),
    "(VI_1): received an invalid passwd!": heard("", "", -1, False),
    "bogus VRRP packet received on ens33 !!!": None,
    "VRRP_Instance(VI_1) ignoring received advertisment...": None,
    "Netlink reflector reports IP 192.168.1.200 added": of("address_added", address="192.168.1.200", interface=""),
    "Netlink reflector reports IP 192.168.1.200 removed": of("address_removed", address="192.168.1.200", interface=""),
    "Netlink reflector reports IP fe80::1 added to eth1": of("address_added", address="fe80::1", interface="eth1"),
    "Netlink reflector reports IP fe80::1 removed from eth1": of(
        "address_removed", address="fe80::1", interface="eth1"
    ),
    "Netlink reflector reports IP eth1 added": None,
}


@pytest.mark.parametrize("text", LINES)
def test_what_a_line_means(text):
    assert meaning(text) == LINES[text]


def test_events_speak_the_vocabulary():
    for found in filter(None, LINES.values()):
        assert set(found[1]) == set(VOCABULARY[found[0]].args)


@pytest.mark.parametrize("text", ["Stopping", "Stopped", "Stopped - used 0.1 user time, 0.1 system time"])
def test_the_end_of_a_health_checker_is_no_end_of_vrrp(text):
    assert meaning(text, of_checker=True) is None


@pytest.mark.parametrize(
    "text", ["Reloading", "Stopped", "Startup complete", "Opening file 'x'", "proxy (a) started", ""]
)
def test_what_anybody_might_write_is_not_known_as_keepalived_s(text):
    assert not KNOWN.match(text)


def test_canonical():
    assert canonical("2001:0db8:0::64") == "2001:db8::64"
    assert canonical("192.168.1.100/24") == "192.168.1.100"
    assert canonical("") == canonical("eth0") == ""
