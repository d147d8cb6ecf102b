"""Which keywords keepalived knows where, what follows them, and within which bounds numbers must be.

Up to keepalived 2.3: a keyword that an older one does not know yet is no fault of the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType


class Follows(Enum):
    """What follows a keyword."""

    ANY = "anything, or nothing"
    VALUE = "a value"
    LIST = "a block with one entry on each line"
    BLOCK = "a block"


@dataclass(frozen=True, slots=True)
class Section:
    """A kind of block: the keywords that may stand in it (None: any), and whether it has a name."""

    keywords: Mapping[str, Follows] | None
    named: bool = False


@dataclass(frozen=True, slots=True)
class Bounds:
    """The numbers that a keyword takes; whole ones, unless `decimals` is set."""

    low: float
    high: float
    decimals: bool = False


def _words(text: str, follows: Follows) -> dict[str, Follows]:
    return dict.fromkeys(text.split(), follows)


_NOTIFY = "notify_master notify_backup notify_fault notify_stop notify"
_TRACKS = "track_interface track_script track_file track_process track_bfd"

_GLOBAL = {
    **_words("notification_email", Follows.LIST),
    **_words(
        "notification_email_from smtp_server smtp_helo_name smtp_connect_timeout router_id vrrp_mcast_group4 "
        "vrrp_mcast_group6 default_interface lvs_sync_daemon lvs_timeouts vrrp_garp_master_delay "
        "vrrp_garp_master_repeat vrrp_garp_lower_prio_delay vrrp_garp_lower_prio_repeat vrrp_garp_master_refresh "
        "vrrp_garp_master_refresh_repeat vrrp_garp_delay vrrp_garp_rep vrrp_garp_refresh vrrp_garp_refresh_rep "
        "vrrp_garp_interval vrrp_gna_interval vrrp_down_timer_adverts vrrp_version nftables_priority "
        "nftables_ipvs_priority nftables_ipvs_start_fwmark vrrp_priority checker_priority bfd_priority "
        "vrrp_cpu_affinity checker_cpu_affinity bfd_cpu_affinity vrrp_rt_priority checker_rt_priority "
        "bfd_rt_priority vrrp_rlimit_rttime checker_rlimit_rttime bfd_rlimit_rttime vrrp_rlimit_rtime "
        "checker_rlimit_rtime bfd_rlimit_rtime snmp_socket dbus_service_name script_user notify_fifo "
        "notify_fifo_script vrrp_notify_fifo vrrp_notify_fifo_script lvs_notify_fifo lvs_notify_fifo_script "
        "vrrp_netlink_cmd_rcv_bufs vrrp_netlink_cmd_rcv_bufs_force vrrp_netlink_monitor_rcv_bufs "
        "vrrp_netlink_monitor_rcv_bufs_force lvs_netlink_cmd_rcv_bufs lvs_netlink_cmd_rcv_bufs_force "
        "lvs_netlink_monitor_rcv_bufs lvs_netlink_monitor_rcv_bufs_force process_monitor_rcv_bufs "
        "process_monitor_rcv_bufs_force vrrp_rx_bufs_policy vrrp_rx_bufs_multiplier umask vrrp_startup_delay "
        "vmac_prefix vmac_addr_prefix random_seed reload_time_file tmp_config_directory config_save_dir "
        "process_name vrrp_process_name checker_process_name lvs_process_name bfd_process_name startup_script "
        "startup_script_timeout shutdown_script shutdown_script_timeout net_namespace instance child_wait_time "
        "min_auto_priority_delay iproute_usr_dir iproute_etc_dir state_dump_file stats_dump_file json_dump_file "
        "snmp_vrrp_trap vrrp_min_garp_delay",
        Follows.VALUE,
    ),
    **_words(
        "smtp_alert smtp_alert_vrrp smtp_alert_checker checker_log_all_failures no_email_faults process_names "
        "linkbeat_use_polling lvs_flush lvs_flush_on_stop lvs_flush_onstop vrrp_min_garp vrrp_garp_extra_if "
        "vrrp_lower_prio_no_advert vrrp_higher_prio_send_advert nftables nftables_counters nftables_ifindex "
        "nftables_ipvs vrrp_iptables vrrp_ipsets disable_local_igmp vrrp_check_unicast_src "
        "vrrp_skip_check_adv_addr vrrp_strict vrrp_notify_priority_changes max_auto_priority vrrp_no_swap "
        "checker_no_swap bfd_no_swap enable_snmp_keepalived enable_snmp_vrrp enable_snmp_checker enable_snmp_rfc "
        "enable_snmp_rfcv2 enable_snmp_rfcv3 enable_traps enable_dbus enable_script_security script_security "
        "fifo_write_vrrp_states_on_reload dynamic_interfaces rs_init_notifies no_checker_emails "
        "log_unknown_vrids include_check reload_check_config reload_repeat reload_file data_use_instance "
        "net_namespace_ipvs namespace_with_ipsets use_pid_dir use_symlink_paths vrrp_owner_ignore_adverts "
        "dbus_no_interface_name vrrp_ipvs_backup disable_vrrp_startup_delay release_vips vmac_garp_intvl",
        Follows.ANY,
    ),
}

_INSTANCE = {
    **_words(
        f"{_TRACKS} unicast_peer virtual_ipaddress virtual_ipaddress_excluded virtual_routes virtual_rules",
        Follows.LIST,
    ),
    **_words("authentication auth_hmac", Follows.BLOCK),
    **_words(
        f"{_NOTIFY} notify_master_rx_lower_pri state interface vrf mcast_src_ip unicast_src_ip mcast_dst_ip "
        "virtual_router_id unicast_ttl version priority advert_int preempt_delay debug lvs_sync_daemon_interface "
        "garp_master_delay garp_master_repeat garp_master_refresh garp_master_refresh_repeat "
        "garp_lower_prio_delay garp_lower_prio_repeat garp_extra_if vmac_garp_intvl down_timer_adverts "
        "kernel_rx_buf_size",
        Follows.VALUE,
    ),
    **_words(
        "use_vmac use_vmac_addr vmac_xmit_base use_ipvlan native_ipv6 dont_track_primary track_src_ip "
        "unicast_fault_no_peer check_unicast_src old_unicast_checksum promote_secondaries accept no_accept "
        "preempt nopreempt skip_check_adv_addr strict_mode smtp_alert notify_priority_changes notify_deleted "
        "lower_prio_no_advert higher_prio_send_advert linkbeat_use_polling v3_checksum_as_v2 "
        "no_virtual_ipaddress owner_ignore_adverts timer_expired_backup thread_timer_expired",
        Follows.ANY,
    ),
}

_AUTHENTICATION = _words("auth_type auth_pass", Follows.VALUE)

_SCRIPT = {
    **_words("script interval timeout weight rise fall user", Follows.VALUE),
    **_words("init_fail", Follows.ANY),
}

_PROCESS = {
    **_words("process weight quorum quorum_max delay terminate_delay fork_delay", Follows.VALUE),
    **_words("param_match full_command", Follows.ANY),
}

_FILE = {**_words("file weight", Follows.VALUE), **_words("init_file", Follows.ANY)}

_GROUP = {
    **_words(f"group {_TRACKS}", Follows.LIST),
    **_words(_NOTIFY, Follows.VALUE),
    **_words(
        "smtp_alert global_tracking sync_group_tracking_weight notify_priority_changes notify_deleted", Follows.ANY
    ),
}

_GARP = {**_words("interfaces", Follows.LIST), **_words("garp_interval gna_interval interface", Follows.VALUE)}

_BFD = {
    **_words(
        "neighbor_ip neighbour_ip source_ip min_rx min_tx idle_tx multiplier ttl hoplimit max_hops weight",
        Follows.VALUE,
    ),
    **_words("passive vrrp checker", Follows.ANY),
}

SECTIONS: Mapping[str, Section] = MappingProxyType(
    {
        "global_defs": Section(_GLOBAL),
        "vrrp_instance": Section(_INSTANCE, named=True),
        "vrrp_script": Section(_SCRIPT, named=True),
        "vrrp_track_process": Section(_PROCESS, named=True),
        "vrrp_track_file": Section(_FILE, named=True),
        "track_file": Section(_FILE, named=True),
        "vrrp_sync_group": Section(_GROUP, named=True),
        "track_group": Section(_words("group", Follows.LIST), named=True),
        "garp_group": Section(_GARP),
        "bfd_instance": Section(_BFD, named=True),
        "authentication": Section(_AUTHENTICATION),
        "auth_hmac": Section(None),
        # What keepalived does as a load balancer is not looked into.
        "virtual_server": Section(None, named=True),
        "virtual_server_group": Section(None, named=True),
        "SSL": Section(None),
    }
)

TOP: Mapping[str, Follows] = MappingProxyType(
    {
        **_words(
            "global_defs vrrp_instance vrrp_script vrrp_track_process vrrp_track_file track_file vrrp_sync_group "
            "track_group garp_group bfd_instance virtual_server virtual_server_group SSL",
            Follows.BLOCK,
        ),
        **_words(
            "static_ipaddress static_routes static_rules linkbeat_interfaces interface_up_down_delays", Follows.LIST
        ),
        **_words("net_namespace net_namespace_ipvs instance child_wait_time", Follows.VALUE),
        **_words("namespace_with_ipsets use_pid_dir linkbeat_use_polling random_seed", Follows.ANY),
        **_words("include includer includem includew includeb includea", Follows.VALUE),
    }
)

_ANY_COUNT = Bounds(0, 4294967295)

BOUNDS: Mapping[tuple[str, str], Bounds] = MappingProxyType(
    {
        ("vrrp_instance", "virtual_router_id"): Bounds(1, 255),
        ("vrrp_instance", "priority"): Bounds(1, 255),
        ("vrrp_instance", "advert_int"): Bounds(0.01, 255, decimals=True),
        ("vrrp_instance", "preempt_delay"): Bounds(0, 1000, decimals=True),
        ("vrrp_instance", "down_timer_adverts"): Bounds(1, 100),
        ("vrrp_instance", "version"): Bounds(2, 3),
        ("vrrp_instance", "unicast_ttl"): Bounds(0, 255),
        ("vrrp_instance", "debug"): Bounds(0, 4),
        ("vrrp_instance", "garp_master_delay"): Bounds(0, 4294),
        ("vrrp_instance", "garp_master_repeat"): Bounds(1, 4294967295),
        ("vrrp_instance", "garp_master_refresh"): _ANY_COUNT,
        ("vrrp_instance", "garp_master_refresh_repeat"): Bounds(1, 4294967295),
        ("vrrp_instance", "garp_lower_prio_delay"): Bounds(0, 4294),
        ("vrrp_instance", "garp_lower_prio_repeat"): Bounds(0, 2147483647),
        ("vrrp_script", "interval"): Bounds(0.001, 4294, decimals=True),
        ("vrrp_script", "timeout"): Bounds(0.001, 4294, decimals=True),
        ("vrrp_script", "rise"): Bounds(1, 2147483647),
        ("vrrp_script", "fall"): Bounds(1, 2147483647),
        ("vrrp_script", "weight"): Bounds(-253, 253),
        ("vrrp_track_process", "weight"): Bounds(-254, 254),
        ("vrrp_track_process", "quorum"): Bounds(1, 65535),
        ("vrrp_track_process", "quorum_max"): Bounds(0, 65535),
        ("vrrp_track_process", "delay"): Bounds(0.000001, 3600, decimals=True),
        ("vrrp_track_process", "fork_delay"): Bounds(0.000001, 3600, decimals=True),
        ("vrrp_track_process", "terminate_delay"): Bounds(0.000001, 3600, decimals=True),
        ("global_defs", "vrrp_version"): Bounds(2, 3),
        ("global_defs", "vrrp_down_timer_adverts"): Bounds(1, 100),
        ("global_defs", "vrrp_startup_delay"): Bounds(0.001, 4294, decimals=True),
        ("global_defs", "vrrp_garp_master_delay"): Bounds(0, 4294),
        ("global_defs", "vrrp_garp_master_repeat"): Bounds(1, 4294967295),
        ("global_defs", "vrrp_garp_master_refresh"): _ANY_COUNT,
    }
)

CHOICES: Mapping[tuple[str, str], tuple[str, ...]] = MappingProxyType(
    {
        ("vrrp_instance", "state"): ("MASTER", "BACKUP"),
        ("authentication", "auth_type"): ("PASS", "AH"),
    }
)

# They may be followed by a word that says yes or no.
SWITCHES = frozenset(
    _words(
        "smtp_alert smtp_alert_vrrp smtp_alert_checker vrrp_min_garp vrrp_lower_prio_no_advert "
        "vrrp_higher_prio_send_advert lower_prio_no_advert higher_prio_send_advert strict_mode vrrp_strict "
        "skip_check_adv_addr vrrp_notify_priority_changes notify_priority_changes checker_log_all_failures",
        Follows.ANY,
    )
)
YES_NO = ("on", "off", "true", "false", "yes", "no")
