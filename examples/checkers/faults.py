"""Faults that the components' own checkers find: each with the same files without it."""

from __future__ import annotations

from checker.gate.rule import Example

_HAPROXY = """\
defaults
    mode tcp
    timeout connect 1s
    timeout client 30m
    timeout server 30m

backend pgbouncers
    balance leastconn
    server pgb1 192.168.1.5:6432 check inter 2s fall 3
    server pgb2 192.168.1.5:6433 check inter 2s fall 3
    server pgb3 192.168.1.5:6434 check inter 2s fall 3
"""
_KEEPALIVED = """\
vrrp_script chk_haproxy {
    script "/usr/bin/pgrep -x haproxy"
    interval 1
}
vrrp_instance VI_1 {
    state BACKUP
    interface eth0
    virtual_router_id 51
    priority 101
    advert_int 1
    virtual_ipaddress {
        192.168.1.100/24
    }
    track_script {
        chk_haproxy
    }
}
"""
_NGINX = """\
events { worker_connections 1024; }
rtmp {
    server {
        listen 1935;
        application live {
            live on;
            push rtmp://127.0.0.1:1935/hls;
        }
        application hls {
            live on;
            hls on;
            hls_path /shared/live;
        }
    }
}
"""


def _changed(about: str, file: str, text: str, old: str, new: str) -> tuple[str, Example, Example]:
    assert old in text, (about, old)
    return about, Example({file: text.replace(old, new, 1)}), Example({file: text})


FAULTS = (
    _changed("HAProxy: a misspelt option, `fal 3`", "haproxy.cfg", _HAPROXY, "fall 3", "fal 3"),
    _changed("HAProxy: `fall 0`", "haproxy.cfg", _HAPROXY, "fall 3", "fall 0"),
    _changed("HAProxy: `inter 2.5s`", "haproxy.cfg", _HAPROXY, "inter 2s", "inter 2.5s"),
    _changed("HAProxy: a quote that is not closed", "haproxy.cfg", _HAPROXY, "leastconn", '"leastconn'),
    _changed("HAProxy: two servers of one name", "haproxy.cfg", _HAPROXY, "pgb2", "pgb1"),
    _changed("keepalived: a misspelt keyword", "keepalived.conf", _KEEPALIVED, "priority", "priorty"),
    _changed("keepalived: `virtual_router_id 300`", "keepalived.conf", _KEEPALIVED, "_id 51", "_id 300"),
    _changed(
        "keepalived: a script that is not defined", "keepalived.conf", _KEEPALIVED, "        chk_", "        check_"
    ),
    _changed("keepalived: a block that is not closed", "keepalived.conf", _KEEPALIVED, "24\n    }", "24\n"),
    _changed("nginx: a misspelt directive", "nginx.conf", _NGINX, "hls_path", "hls_pth"),
    _changed("nginx: a missing semicolon", "nginx.conf", _NGINX, "live on;", "live on"),
    _changed("nginx: a port that is none", "nginx.conf", _NGINX, "listen 1935", "listen 193500"),
)
