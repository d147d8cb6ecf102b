"""VRRP as keepalived does it: a pair or a group of hosts, of which one holds a virtual address."""

from __future__ import annotations

from checker.prove.roles.vrrp.assumptions import ASSUMPTIONS
from checker.prove.roles.vrrp.group import vrrp_group
from checker.prove.roles.vrrp.measures import after_crash, measures
from checker.prove.roles.vrrp.parameters import Group, Peer, Script

__all__ = ["ASSUMPTIONS", "Group", "Peer", "Script", "after_crash", "measures", "vrrp_group"]
