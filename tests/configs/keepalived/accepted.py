"""Files that cover the grammar of keepalived.conf, all of which `keepalived --config-test` accepts."""

from __future__ import annotations

from tests.configs.keepalived.corpus import (
    GLOBAL,
    PROCESS,
    SCRIPT,
    TWO,
    Files,
    grouped,
    instance,
    process,
    script,
    vips,
    with_globals,
)
from tests.configs.keepalived.instances import LINES

ACCEPTED: dict[str, str | Files] = {
    **{name: instance(text) for name, text in LINES.items()},
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
