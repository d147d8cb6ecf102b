"""The configuration files of the two hosts, written from a few settings."""

from __future__ import annotations

from dataclasses import dataclass

VIP = "192.168.1.100"
SERVER_ADDRESS = "192.168.1.5"
SERVER_PORTS = {"pgb1": 6432, "pgb2": 6433, "pgb3": 6434}
CLIENT_ADDRESS = "192.168.1.50"
BACKEND = "pgbouncer_back"


@dataclass(frozen=True)
class HaproxySettings:
    """What differs between the haproxy.cfg of two scenarios."""

    log_target: str = "/dev/log"
    log_health_checks: bool = True
    redispatch: bool = False
    backend_lines: tuple[str, ...] = ()
    check_ports: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class KeepalivedSettings:
    """What differs between the keepalived.conf of two hosts."""

    state: str
    priority: int
    auth_pass: str = "1111"


def haproxy_cfg(settings: HaproxySettings) -> str:
    """The haproxy.cfg that both hosts run."""
    defaults = ["    retries 3"]
    if settings.redispatch:
        defaults.append("    option redispatch")
    if settings.log_health_checks:
        defaults.append("    option log-health-checks")
    check_ports = dict(settings.check_ports)
    servers = [
        f"    server {name} {SERVER_ADDRESS}:{port} check"
        + (f" port {check_ports[name]}" if name in check_ports else "")
        for name, port in SERVER_PORTS.items()
    ]
    lines = [
        "global",
        f"    log {settings.log_target} local0",
        "    stats socket /run/haproxy/admin.sock mode 660 level admin expose-fd listeners",
        "    stats timeout 30s",
        "    user haproxy",
        "    group haproxy",
        "    maxconn 2000",
        "    nbthread 1",
        "",
        "defaults",
        "    log     global",
        "    mode    tcp",
        "    option  tcplog",
        *defaults,
        "    timeout connect 5s",
        "    timeout client  30m",
        "    timeout server  30m",
        "    timeout check   2s",
        "",
        "frontend pgsql_front",
        "    bind *:5432",
        f"    default_backend {BACKEND}",
        "",
        f"backend {BACKEND}",
        "    balance leastconn",
        *(f"    {line}" for line in settings.backend_lines),
        "    default-server inter 2s fall 3 rise 2",
        *servers,
    ]
    return "\n".join(lines) + "\n"


def keepalived_conf(host: str, settings: KeepalivedSettings) -> str:
    """The keepalived.conf of one host."""
    return f"""global_defs {{
    router_id {host}
    script_user root
    enable_script_security
}}

vrrp_script chk_haproxy {{
    script "/usr/bin/killall -0 haproxy"
    interval 2
    weight 2
}}

vrrp_instance VI_1 {{
    state {settings.state}
    interface eth0
    virtual_router_id 51
    priority {settings.priority}
    advert_int 1
    authentication {{
        auth_type PASS
        auth_pass {settings.auth_pass}
    }}
    virtual_ipaddress {{
        {VIP}/24
    }}
    track_script {{
        chk_haproxy
    }}
}}
"""


def rsyslog_conf(host: str) -> str:
    """The rsyslog.conf of one host: /dev/log and UDP on the loopback, each line kept in two formats."""
    actions = "\n".join(
        f"""if $programname startswith "{program}" then {{
    action(type="omfile" file="/var/log/{name}.log" template="RSYSLOG_TraditionalFileFormat")
    action(type="omfile" file="/var/log/{name}.iso.log" template="RSYSLOG_FileFormat")
}}"""
        for program, name in (("haproxy", "haproxy"), ("Keepalived", "keepalived"))
    )
    return f"""global(localHostname="{host}")
module(load="imuxsock" SysSock.Name="/dev/log" SysSock.RateLimit.Interval="0")
module(load="imudp")
input(type="imudp" address="127.0.0.1" port="514")
{actions}
"""
