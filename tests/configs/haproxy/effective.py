"""Varied configurations whose effective values HAProxy itself is asked for."""

from __future__ import annotations

from tests.configs.haproxy.corpus import BASE, HEAD, HTTP

_BACK = BASE + "listen x\n    bind unix@HERE/x.sock\n"

CHECKED_AT = (
    HEAD
    + """    default-server check
    server a 127.0.0.1:1
    server b 127.0.0.1:1 port 7
    server c 127.0.0.1:1 addr 127.0.0.2
    server d 127.0.0.1:1 addr 127.0.0.2 port 8
    server e 127.0.0.1 port 9
    default-server port 77 addr 127.0.0.9
    server f 127.0.0.1:1
    server g 127.0.0.1:1 port 78
    server h 127.0.0.1:1 addr 127.0.0.3
"""
)

PACED = """defaults slow
    mode tcp
    timeout connect 1s
    timeout client 1s
    timeout server 1s
    default-server check inter 900ms
    option tcp-check
    tcp-check connect
    tcp-check send x
defaults quick from slow
    default-server inter 100ms
listen pg from quick
    bind 127.0.0.1:5999
    server a 127.0.0.1:{a}
    server b 127.0.0.1:{b} inter 300
    server c 127.0.0.1:{c} inter 300msec
    server d 127.0.0.1:{d} inter 300000us
    default-server fastinter 100 downinter 100
    server e 127.0.0.1:{e} inter "${{PACE-300}}"
backend old from slow
    server f 127.0.0.1:{f}
"""

VARIED = {
    "defaults of HAProxy": HEAD + "    server a 127.0.0.1:1 check\n    server b 127.0.0.1:2\n",
    "on the line": HEAD + "    server a 127.0.0.1:1 check fall 7 rise 5 weight 9\n",
    "default-server": HEAD + "    default-server check fall 7 rise 5\n    server a 127.0.0.1:1\n"
    "    server b 127.0.0.1:2 fall 9\n",
    "default-server accumulates": HEAD
    + "    default-server check fall 7\n    default-server rise 5\n    server a 127.0.0.1:1\n",
    "default-server below": HEAD + "    server a 127.0.0.1:1 check\n    default-server fall 7\n"
    "    server b 127.0.0.1:2 check\n",
    "default-server between": HEAD + "    default-server check fall 7\n    server a 127.0.0.1:1\n"
    "    default-server fall 8 weight 30\n    server b 127.0.0.1:2\n    default-server no-check\n"
    "    server c 127.0.0.1:3\n",
    "no-check": HEAD + "    default-server check\n    server a 127.0.0.1:1 no-check\n    server b 127.0.0.1:2\n",
    "check again": HEAD + "    default-server check\n    server a 127.0.0.1:1 no-check check\n",
    "twice on a line": HEAD + "    server a 127.0.0.1:1 check fall 4 fall 6 weight 1 weight 2\n",
    "trailing garbage": HEAD + "    server a 127.0.0.1:1 check fall 4x rise 3.9 weight 7%\n",
    "default-server in defaults": BASE + "    default-server check fall 7\nlisten pg\n    bind unix@HERE/x.sock\n"
    "    default-server rise 6\n    server a 127.0.0.1:1\n",
    "named defaults": BASE.replace("defaults\n", "defaults one\n")
    + "    default-server check fall 7 rise 7\ndefaults two from one\n    default-server fall 8\n"
    "listen pg from two\n    bind unix@HERE/x.sock\n    server a 127.0.0.1:1\n"
    "listen old from one\n    bind unix@HERE/y.sock\n    server a 127.0.0.1:1\n",
    "the last defaults above": BASE + "    default-server check fall 7\nlisten pg\n    bind unix@HERE/x.sock\n"
    "    server a 127.0.0.1:1\n" + BASE + "listen new\n    bind unix@HERE/y.sock\n    server a 127.0.0.1:1 check\n",
    "unnamed defaults inherit nothing": BASE
    + "    default-server fall 7\n"
    + BASE
    + "listen pg\n    bind unix@HERE/x.sock\n    server a 127.0.0.1:1 check\n",
    "backend": _BACK + "backend pg\n    server a 127.0.0.1:1 check fall 4\n    server b 127.0.0.2:2 backup disabled\n",
    "backup": HEAD + "    default-server backup check\n    server a 127.0.0.1:1\n    server b 127.0.0.1:2 no-backup\n",
    "disabled": HEAD + "    default-server disabled check\n    server a 127.0.0.1:1\n"
    "    server b 127.0.0.1:2 enabled\n",
    "weights": HEAD + "    default-server weight 50\n    server a 127.0.0.1:1 weight 0\n    server b 127.0.0.1:2\n",
    "template": HEAD + "    default-server fall 6\n    server-template p 3 127.0.0.1:7 check rise 4\n",
    "template with a range": HEAD + "    server-template p 2-4 127.0.0.1:7 check\n    server z 127.0.0.1:1\n",
    "addresses": HEAD + "    server a [::1]:1 check\n    server b ipv4@127.0.0.9:9 check\n    server c ::1:5 check\n"
    "    server d unix@/tmp/d.sock check\n    server e 127.0.0.1\n    server f [0:0:0:0:0:0:0:1]:1\n",
    "http": HTTP + "listen pg\n    bind unix@HERE/x.sock\n    option httpchk\n    cookie S insert\n"
    "    server a 127.0.0.1:1 check cookie one\n",
    "conditions": HEAD + ".if 1 && !(0 || streq(a,b))\n    server a 127.0.0.1:1 check fall 9\n.else\n"
    "    server a 127.0.0.1:1 check fall 5\n.endif\n.if 0\n    server b 127.0.0.1:2\n.endif\n",
    "version": HEAD + ".if version_atleast(2.4) && version_atleast(2.2) && !version_before(2.3)\n"
    "    server a 127.0.0.1:1 check fall 9\n.else\n    server a 127.0.0.1:1 check fall 9\n.endif\n",
    "elif": HEAD + ".if 0\n    default-server fall 4\n.elif 1\n    default-server fall 5\n.elif 1\n"
    "    default-server fall 6\n.else\n    default-server fall 7\n.endif\n    server a 127.0.0.1:1 check\n",
    "setenv": 'global\n    setenv FALL 8\n    setenv FALL2 9\n    presetenv FALL 4\n    setenv OPTS "check rise 7"\n'
    + HEAD
    + '    server a 127.0.0.1:1 check fall "$FALL"\n    server b 127.0.0.1:2 "${OPTS[*]}" fall "${FALL2-3}"\n'
    '    server c 127.0.0.1:3 check fall "${NOBODY_SET_IT-6}"\n    server "d${.LINE}" 127.0.0.1:4\n',
    "quotes": HEAD
    + "    server 'a' \"127.0.0.1\":1 ch\"ec\"k fall\\\n    server b 127.0.0.1:2 check fall '5'#x\n".replace(
        "fall\\\n", "fall 4\n"
    ),
    "source in between": HEAD + "    server a 127.0.0.1:1 source 127.0.0.1 interface lo check fall 4\n"
    "    server b 127.0.0.1:1 source 127.0.0.1:5000-5010 check fall 5\n",
    "track": HEAD + "    server a 127.0.0.1:1 check fall 4\n    server b 127.0.0.1:2 track a\n",
    "two on one side": BASE + "frontend pg\n    bind unix@HERE/x.sock\n    default_backend pg\nbackend pg\n"
    "    server a 127.0.0.1:1 check fall 4\n",
    "peers and rings": "peers p\n    bind 127.0.0.1:10077\n    server vm\n"
    "    server other 127.0.0.1:10001\nring r\n    size 32768\n"
    "    timeout connect 1s\n    timeout server 1s\n    server s 127.0.0.1:6514\n"
    "" + HEAD + "    server a 127.0.0.1:1 check\n",
    "agent": HEAD + "    server a 127.0.0.1:1 check fall 4 agent-check agent-port 9 agent-inter 1h\n",
}
