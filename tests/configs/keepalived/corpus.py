"""Files that cover the grammar of keepalived.conf, all of which `keepalived --config-test` accepts.

A case is one text, or several files of which `keepalived.conf` is the main one. The name of a case may end in `-i ID`.
"""

from __future__ import annotations

GLOBAL = """\
global_defs {
    router_id node1
    script_user root
    enable_script_security
}
"""
SCRIPT = """\
vrrp_script chk_haproxy {
    script "/bin/true"
    interval 2
    fall 2
    rise 2
}
"""
PROCESS = """\
vrrp_track_process haproxy {
    process haproxy
}
"""

Files = dict[str, str]


def instance(*lines: str, name: str = "VI_1", router: int = 51, address: str = "192.168.1.100/24") -> str:
    """Return an instance with some further lines."""
    body = "\n".join(f"    {line}" for text in lines for line in text.splitlines())
    return f"""\
vrrp_instance {name} {{
    interface eth0
    virtual_router_id {router}
    virtual_ipaddress {{
        {address}
    }}
{body}
}}
"""


def vips(*lines: str, kind: str = "virtual_ipaddress_excluded") -> str:
    """Return an instance with some lines in a block."""
    return instance(f"{kind} {{", *lines, "}")


def with_globals(*lines: str) -> str:
    """Return global definitions with some lines, and an instance."""
    return "global_defs {\n" + "\n".join(lines) + "\n}\n" + instance()


def script(*lines: str) -> str:
    """Return a script with some lines, and an instance that tracks it."""
    body = "\n".join(lines)
    return f"{GLOBAL}vrrp_script chk {{\n{body}\n}}\n" + instance("track_script {", "chk", "}")


def process(*lines: str) -> str:
    """Return a process with some lines, and an instance that tracks it."""
    body = "\n".join(lines)
    return f"{GLOBAL}vrrp_track_process web {{\n{body}\n}}\n" + instance("track_process {", "web", "}")


TWO = instance() + instance(name="VI_2", router=52, address="192.168.1.101/24")


def grouped(*lines: str, first: str = GLOBAL + SCRIPT + PROCESS) -> str:
    """Return two instances in a sync group with some lines."""
    body = "\n".join(lines)
    return f"{first}vrrp_sync_group G {{\ngroup {{\nVI_1\nVI_2\n}}\n{body}\n}}\n{TWO}"


_LINES: dict[str, str] = {
    "minimal": "",
    "state-backup": "state BACKUP",
    "state-master": "state MASTER",
    "master-then-priority": "state MASTER\npriority 150",
    "priority-1": "priority 1",
    "priority-255": "priority 255",
    "priority-quoted": 'priority "100"',
    "priority-plus": "priority +100",
    "priority-leading-zero": "priority 0100",
    "priority-twice": "priority 100\npriority 101",
    "priority-trailing-word": "priority 100 ; as agreed",
    "advert-2": "advert_int 2",
    "advert-fraction-v3": "version 3\nadvert_int 0.8",
    "advert-point-first-v3": "version 3\nadvert_int .5",
    "advert-hundredth-v3": "version 3\nadvert_int 0.01",
    "advert-longest-v2": "advert_int 255",
    "advert-longest-v3": "version 3\nadvert_int 40.95",
    "advert-whole-with-point": "advert_int 3.0",
    "version-2": "version 2",
    "version-3": "version 3",
    "nopreempt": "state BACKUP\nnopreempt",
    "preempt": "nopreempt\npreempt",
    "preempt-delay": "preempt_delay 30",
    "preempt-delay-fraction": "preempt_delay 4.12",
    "down-timer-adverts": "down_timer_adverts 2",
    "authentication": "authentication {\n    auth_type PASS\n    auth_pass 1111\n}",
    "authentication-one-per-line": "authentication\n{\n    auth_type PASS\n    auth_pass 12345678\n}",
    "authentication-quoted": 'authentication {\n auth_type PASS\n auth_pass "a b#c!"\n}',
    "authentication-escaped-hash": "authentication {\n auth_type PASS\n auth_pass ab\\#c\n}",
    "authentication-dollar": "authentication {\n auth_type PASS\n auth_pass $ecret\n}",
    "authentication-ah": "state BACKUP\nauthentication {\n auth_type AH\n auth_pass 1111\n}",
    "unicast": "unicast_src_ip 192.168.1.10\nunicast_peer {\n    192.168.1.11\n}",
    "unicast-two-peers": "unicast_src_ip 192.168.1.10\nunicast_peer {\n 192.168.1.11\n 192.168.1.12\n}",
    "unicast-ttl": "unicast_ttl 10\nunicast_src_ip 192.168.1.10\nunicast_peer {\n 192.168.1.11 min_ttl 1 max_ttl 64\n}",
    "unicast-checked": "check_unicast_src\nunicast_peer {\n 192.168.1.11\n}",
    "unicast-one-line": "unicast_peer { 192.168.1.11 }",
    "multicast-source": "mcast_src_ip 192.168.1.10",
    "multicast-target": "mcast_dst_ip 224.0.0.99",
    "track-source": "mcast_src_ip 192.168.1.10\ntrack_src_ip",
    "track-interface": "track_interface {\n    eth1\n    eth2 weight 10\n}",
    "track-interface-reverse": "track_interface {\n    eth1 weight -10 reverse\n}",
    "dont-track-primary": "dont_track_primary",
    "garp": "garp_master_delay 1\ngarp_master_repeat 3\ngarp_master_refresh 60\ngarp_master_refresh_repeat 2",
    "garp-lower": "garp_lower_prio_delay 10\ngarp_lower_prio_repeat 1",
    "garp-extra": "use_vmac\ngarp_extra_if all 10",
    "lower-prio": "lower_prio_no_advert true\nhigher_prio_send_advert no",
    "no-accept": "no_accept",
    "accept": "accept",
    "vmac": "use_vmac vrrp.51\nvmac_xmit_base",
    "vmac-addr": "use_vmac\nuse_vmac_addr",
    "ipvlan": "use_ipvlan ipvl1 192.168.1.50 bridge",
    "skip-check": "skip_check_adv_addr on",
    "strict-mode-off": "strict_mode off",
    "smtp-alert": "smtp_alert",
    "smtp-alert-false": "smtp_alert false",
    "promote": "promote_secondaries",
    "debug": "debug 2",
    "rx-buf": "kernel_rx_buf_size 20000",
    "notify-changes": "notify_priority_changes yes",
    "routes": "virtual_routes {\n 10.9.0.0/24 via 192.168.1.1 dev eth0\n}",
    "rules": "virtual_rules {\n from 10.9.0.0/24 table 1 priority 100\n}",
    "excluded": "virtual_ipaddress_excluded {\n 192.168.2.1\n 192.168.2.2/32 dev eth1\n}",
    "empty-block": "virtual_ipaddress_excluded {\n}",
    "blocks-add-up": "virtual_ipaddress {\n    192.168.1.101/24\n}",
    "comments": "# a comment\n! another { one }\npriority 100 # to the end\nadvert_int 1 ! also\n",
    "blank-lines": "\n\n   \npriority 100\n\t\n",
    "tabs": "\tpriority\t\t100\t",
}

ACCEPTED: dict[str, str | Files] = {
    **{name: instance(text) for name, text in _LINES.items()},
    "empty": "",
    "only-comments": "! nothing\n# at all\n",
    "no-final-newline": instance().rstrip("\n"),
    "crlf": instance("priority 100").replace("\n", "\r\n"),
    "brace-on-next-line": "vrrp_instance V\n{\ninterface eth0\nvirtual_router_id 1\n"
    "virtual_ipaddress\n{\n10.0.0.1\n}\n}\n",
    "block-on-one-line": "vrrp_instance V {\ninterface eth0\nvirtual_router_id 1\nvirtual_ipaddress { 10.0.0.1 }\n}\n",
    "statement-behind-brace": "vrrp_instance V { interface eth0\nvirtual_router_id 1\n"
    "virtual_ipaddress { 10.0.0.1\n} }\n",
    "brace-ends-line": "vrrp_instance V {interface eth0\nvirtual_router_id 1\nvirtual_ipaddress {10.0.0.1}}\n",
    "two-blocks-on-a-line": "global_defs { router_id a } vrrp_script b {\nscript /bin/true\nuser root\n}\n",
    "address-options": vips(
        "192.168.2.1/24 dev eth1 label eth1:1 scope global brd +", "192.168.2.2/24 brd 192.168.2.255"
    ),
    "address-peer": vips("192.168.2.1/32 peer 192.168.2.2 dev eth1"),
    "address-no-track": vips("192.168.2.1/24 dev eth1 no_track"),
    "address-ipv6-excluded": vips("2001:db8::1/64"),
    "ipv6": "vrrp_instance V6 {\ninterface eth0\nvirtual_router_id 6\n"
    "virtual_ipaddress {\nfe80::1/64\n2001:db8::1/64\n}\n}\n",
    "ipv6-native": "vrrp_instance V6 {\nnative_ipv6\ninterface eth0\nvirtual_router_id 6\n"
    "virtual_ipaddress {\nfe80::1/64\n2001:db8::1/64 preferred_lft 0\n}\n}\n",
    "ipv6-unicast": "vrrp_instance V6 {\ninterface eth0\nvirtual_router_id 6\nunicast_src_ip fe80::10\n"
    "unicast_peer {\nfe80::11\n}\nvirtual_ipaddress {\nfe80::1/64\n}\n}\n",
    "global-names": with_globals("router_id LVS_1", "vrrp_version 3", "vrrp_mcast_group4 224.0.0.20"),
    "global-mail": with_globals(
        "notification_email {",
        " a@example.org",
        " b@example.org",
        "}",
        "notification_email_from k@example.org",
        "smtp_server 127.0.0.1 25",
        "smtp_connect_timeout 30",
        "smtp_helo_name k",
        "smtp_alert true",
    ),
    "global-garp": with_globals(
        "vrrp_garp_master_delay 5",
        "vrrp_garp_master_repeat 2",
        "vrrp_garp_master_refresh 60",
        "vrrp_garp_master_refresh_repeat 1",
        "vrrp_garp_lower_prio_delay 5",
        "vrrp_garp_lower_prio_repeat 1",
        "vrrp_garp_interval 0.001",
        "vrrp_gna_interval 0.001",
        "vrrp_min_garp true",
    ),
    "global-advert": with_globals("vrrp_down_timer_adverts 4", "vrrp_lower_prio_no_advert", "vrrp_startup_delay 5.5"),
    "global-checks": with_globals(
        "vrrp_skip_check_adv_addr", "vrrp_check_unicast_src", "vrrp_notify_priority_changes on"
    ),
    "global-strict": with_globals("vrrp_strict"),
    "global-dynamic": with_globals("dynamic_interfaces allow_if_changes", "default_interface eth1"),
    "global-priority": with_globals("vrrp_priority -5", "vrrp_rt_priority 50", "vrrp_no_swap", "max_auto_priority 20"),
    "global-firewall": with_globals("nftables keepalived", "nftables_counters"),
    "global-fifo": with_globals("vrrp_notify_fifo /tmp/vrrp.fifo", "script_user root", "enable_script_security"),
    "global-names-of-processes": with_globals("process_names", "vrrp_process_name kv"),
    "global-misc": with_globals(
        "umask 022", "log_unknown_vrids", "vmac_prefix vr", "random_seed 7", "child_wait_time 5"
    ).replace("child_wait_time 5\n", ""),
    "global-buffers": with_globals("vrrp_rx_bufs_policy MTU", "vrrp_rx_bufs_multiplier 3"),
    "global-start-scripts": with_globals(
        "startup_script /bin/true",
        "startup_script_timeout 5",
        "shutdown_script /bin/true",
        "script_user root",
        "enable_script_security",
    ),
    "global-twice": "global_defs {\nrouter_id a\n}\nglobal_defs {\nvrrp_version 3\n}\n" + instance(),
    "global-below": instance() + "global_defs {\nrouter_id a\n}\n",
    "root-words": "use_pid_dir\nchild_wait_time 3\n" + instance(),
    "script-quoted": script('script "/bin/true"'),
    "script-plain-words": script("script /bin/sh -c true"),
    "script-inner-quotes": script("""script "/bin/sh -c 'exit 0 # {x}'" """),
    "script-single-quotes": script("script '/bin/true'"),
    "script-escaped-quotes": script('script "/bin/sh -c \\"exit 0\\""'),
    "script-hash-in-quotes": script('script "/bin/echo #!{}"'),
    "script-all": script(
        "script /bin/true", "interval 5", "timeout 3", "weight -20", "rise 3", "fall 4", "user root", "init_fail"
    ),
    "script-weight-reverse": script("script /bin/true", "weight 10 reverse"),
    "script-weight-largest": script("script /bin/true", "weight 253"),
    "script-file-redirect": script("script </dev/tcp/127.0.0.1/5432"),
    "script-dollar": script("script \"/bin/sh -c 'kill -0 $PID'\""),
    "script-tracked-weight": GLOBAL + SCRIPT + instance("track_script {", "chk_haproxy weight -30", "}"),
    "script-tracked-reverse": GLOBAL + SCRIPT + instance("track_script {", "chk_haproxy weight 30 reverse", "}"),
    "script-one-line": GLOBAL + SCRIPT + instance("track_script { chk_haproxy }"),
    "script-unused": GLOBAL + SCRIPT + instance(),
    "process": process("process haproxy"),
    "process-all": process(
        "process haproxy -f x", "weight 20", "quorum 2", "quorum_max 5", "fork_delay 0.5", "terminate_delay 1.5"
    ),
    "process-delay": process('process "haproxy"', "delay 2", "full_command", "param_match initial"),
    "process-tracked-weight": GLOBAL + PROCESS + instance("track_process {", "haproxy weight 10 reverse", "}"),
    "track-file": GLOBAL
    + "track_file f {\nfile /tmp/f\nweight 1\ninit_file 0\n}\n"
    + instance("track_file {", "f", "}"),
    "group": grouped(),
    "group-scripts": grouped("track_script {", "chk_haproxy", "}", "track_process {", "haproxy", "}"),
    "group-weights": grouped("sync_group_tracking_weight", "track_script {", "chk_haproxy weight 5", "}"),
    "group-interfaces": grouped("track_interface {", "eth1", "}", "smtp_alert", "notify_priority_changes true"),
    "group-notify": grouped('notify_master "/bin/true master"', "notify_backup /bin/true root", "notify /bin/true"),
    "group-on-one-line": GLOBAL + "vrrp_sync_group G { group { VI_1 VI_2 } }\n" + TWO,
    "notify": GLOBAL
    + instance(
        'notify_master "/bin/true a b"',
        "notify_backup /bin/true root",
        "notify_fault /bin/true",
        "notify_stop /bin/true",
        "notify '/bin/true x'",
        "notify_master_rx_lower_pri /bin/true",
    ),
    "two-instances": TWO,
    "same-vrid-other-interface": instance() + instance(name="V2", address="192.168.2.1").replace("eth0", "eth1"),
    "garp-group": "garp_group {\ngarp_interval 0.001\ngna_interval 0.001\ninterfaces {\neth0\neth1\n}\n}\n"
    + instance(),
    "static": "static_ipaddress {\n192.168.9.1/24 dev eth1 scope global\n}\n"
    "static_routes {\n10.8.0.0/24 via 192.168.1.1 dev eth0\n}\n" + instance(),
    "static-group": "track_group T {\ngroup {\nVI_1\n}\n}\n" + instance(),
    "debounce": "interface_up_down_delays {\neth1 0.5 1.0\n}\n" + instance(),
    "linkbeat": "linkbeat_interfaces {\neth1 ETHTOOL\n}\n" + instance(),
    "virtual-server": instance()
    + "virtual_server 192.168.1.100 80 {\ndelay_loop 6\nlb_algo rr\nlb_kind NAT\nprotocol TCP\n"
    "real_server 192.168.1.201 80 {\nweight 1\nTCP_CHECK {\nconnect_timeout 3\n}\n}\n}\n",
    "virtual-server-http": "virtual_server fwmark 1 {\nlb_algo wrr\nlb_kind DR\n"
    "real_server 10.1.1.1 {\nHTTP_GET {\nconnect_port 80\n"
    "url {\npath /\nstatus_code 200\n}\n}\n}\n}\n" + instance(),
    "bfd": "bfd_instance B {\nneighbor_ip 192.168.1.11\nsource_ip 192.168.1.10\nmin_rx 100\n}\n"
    + instance("track_bfd {", "B weight -10", "}"),
    "variable": "$PRIO=120\n" + instance("priority $PRIO"),
    "variable-in-braces": "$P=12\n$IF=eth1\n" + instance("priority ${P}0", "track_interface {", "${IF}", "}"),
    "variable-recursive": "$A=10.2.${B}\n$B=0\n" + vips("${A}.1/32", "$B=7", "${A}.1/32"),
    "variable-late": "$A=${B}\n" + instance("$B=100", "priority $A"),
    "variable-empty": "$NONE=\n" + instance("priority 100 $NONE"),
    "variable-redefined": "$P=1\n$P=100\n" + instance("priority $P"),
    "variable-spaces": "$P=  100  \n" + instance("priority $P"),
    "variable-quoted": '$CMD="/bin/true x"\n' + GLOBAL + "vrrp_script c {\nscript $CMD\n}\n",
    "variable-lines": "$BODY= \\\ninterface eth0 \\\nvirtual_router_id ${N} \\\n"
    "virtual_ipaddress { \\\n10.0.0.${N}/24 \\\n} \\\n\n"
    "vrrp_instance A {\n$N=1\n$BODY\n}\nvrrp_instance B {\n$N=2\n$BODY\n}\n",
    "variable-lines-nested": "$PEERS= \\\nunicast_peer { \\\n192.168.1.11 \\\n}\n$ALL= \\\nvrrp_instance N${N} { \\\n"
    "interface eth0 \\\nvirtual_router_id ${N} \\\n$PEERS \\\n"
    "virtual_ipaddress { \\\n10.0.0.${N} \\\n} \\\n}\n$N=3\n$ALL\n",
    "variable-predefined": GLOBAL
    + "vrrp_script c {\nscript /bin/true ${_PWD}\n}\n"
    + instance('notify "/bin/echo ${_INSTANCE}"'),
    "variable-hash": instance("authentication {", "auth_type PASS", "auth_pass a${_HASH}b${_BANG}", "}"),
    "condition-other": instance("@nobody priority 100", "@nobody nopreempt"),
    "condition-not": instance("@^nobody priority 100"),
    "condition-this -i here": instance("@here priority 100", "@there priority 90"),
    "condition-not-this -i here": instance("unicast_peer {", "@^here 192.168.1.10", "@^there 192.168.1.11", "}"),
    "condition-variable -i here": "$IF_HERE=@here\n@here $P=100\n@there $P=90\n" + instance("$IF_HERE priority $P"),
    "condition-alone": instance("@nobody"),
    "condition-behind-brace -i here": instance("unicast_peer { @here 192.168.1.11", "192.168.1.12", "}"),
    "sequence": vips("~SEQ(N, 1, 3) 10.1.0.${N}/24"),
    "sequence-step": vips("~SEQ(N, 10, -5, 1) 10.1.0.${N}/24"),
    "sequence-one": vips("~SEQ(N, 4) 10.1.0.${N}"),
    "sequence-hex": vips("~SEQx(N, 0x90, 0x10, 0xc0) fe80::20:${N}:1"),
    "sequence-nested": vips("~SEQ(A, 1, 2) ~SEQ(B, 1, 2) 10.${A}.${B}.1"),
    "list": vips("~LST(N, 10, 20, 5) 10.1.0.${N}"),
    "list-of-lists": vips("~LST({A, B}, {10,1}, {20,4}) 10.1.${A}.${B}"),
    "list-and-sequence": vips("~LST(A, 1, 2) ~SEQ(B, 5, 6) 10.1.${A}.${B}"),
    "sequence-of-instances": "$V= \\\nvrrp_instance S${ID} { \\\ninterface eth0 \\\nvirtual_router_id ${ID} \\\n"
    "virtual_ipaddress { \\\n10.3.0.${ID} \\\n} \\\n}\n~SEQ(ID, 1, 4) $V\n",
    "include": {"keepalived.conf": GLOBAL + "include vrrp.conf\n", "vrrp.conf": instance()},
    "include-pattern": {
        "keepalived.conf": GLOBAL + "include conf.d/*.conf\n",
        "conf.d/a.conf": instance(),
        "conf.d/b.conf": instance(name="VI_2", router=52, address="192.168.1.101"),
    },
    "include-in-block": {"keepalived.conf": instance("include own.conf"), "own.conf": "priority 100\nnopreempt\n"},
    "include-relative": {
        "keepalived.conf": "include sub/a.conf\n",
        "sub/a.conf": "include b.conf\n",
        "sub/b.conf": instance(),
    },
    "include-checked": {
        "keepalived.conf": "includea vrrp.conf\nincluder vrrp2.conf\n",
        "vrrp.conf": GLOBAL,
        "vrrp2.conf": instance(),
    },
    "include-none": "include conf.d/*.conf\n" + instance(),
    "include-conditional": {
        "keepalived.conf": "@nobody include own.conf\n" + instance(),
        "own.conf": GLOBAL,
    },
    "include-variable": {"keepalived.conf": "$F=vrrp.conf\ninclude $F\n", "vrrp.conf": instance()},
}


def files_of(case: str | Files) -> Files:
    """Return the files of a case."""
    return {"keepalived.conf": case} if isinstance(case, str) else case


def config_id(name: str) -> str:
    """Return the configuration id with which a case is read."""
    return name.partition(" -i ")[2]
