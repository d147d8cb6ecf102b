"""Configurations that HAProxy 2.6 accepts, which cover the grammar: name -> text."""

from __future__ import annotations

BASE = """defaults
    mode tcp
    timeout connect 1s
    timeout client 30s
    timeout server 30s
"""
HTTP = BASE.replace("tcp", "http")
HEAD = BASE + "listen pg\n    bind 127.0.0.1:5999\n"
WEB = HTTP + "listen web\n    bind 127.0.0.1:5999\n"
USERS = "userlist u\n    user a insecure-password b\n"


def _in(head: str, *cases: str) -> dict[str, str]:
    """Return a configuration for each case: its lines below a head."""
    return {case: head + "".join(f"    {line}\n" for line in case.split("\n")) for case in cases}


_SERVERS = _in(
    HEAD,
    "server a 127.0.0.1:1",
    "server a 127.0.0.1:1 check",
    "server a 127.0.0.1:1 check inter 2s fall 3 rise 2",
    "server a 127.0.0.1:1 check inter 2000 fastinter 500ms downinter 1m",
    "server a 127.0.0.1:1 check inter 500us",
    "server a 127.0.0.1:1 check inter 24d",
    "server a 127.0.0.1:1 check port 8008",
    "server a 127.0.0.1:1 check addr 127.0.0.2",
    "server a 127.0.0.1:1 check addr 127.0.0.2 port 99",
    "server a 127.0.0.1 check port 99",
    "server a 127.0.0.1",
    "server a 127.0.0.1:+10 check port 99",
    "server a 127.0.0.1:-10 check port 99",
    "server a [::1]:1 check",
    "server a ::1:1 check",
    "server a ipv4@127.0.0.1:1 check",
    "server a ipv6@[::1]:1",
    "server a unix@/tmp/x check",
    "server a /tmp/x.sock",
    "server a abns@x check",
    "server a :1 check",
    "server a *:1 check",
    "server a 0.0.0.0:1 check",
    "server a db.invalid:1 check init-addr none",
    "server a db.invalid:1 check init-addr last,libc,none",
    "server a db.invalid:1 check init-addr last,127.0.0.1",
    "server a 127.0.0.1:1 backup disabled weight 0",
    "server a 127.0.0.1:1 no-check no-backup enabled",
    "server a 127.0.0.1:1 weight 256 maxconn 10 minconn 2 maxqueue 5 slowstart 10s",
    "server a 127.0.0.1:1 check observe layer4 error-limit 5 on-error mark-down",
    "server a 127.0.0.1:1 check observe layer4 on-error fastinter",
    "server a 127.0.0.1:1 check on-marked-down shutdown-sessions on-marked-up shutdown-backup-sessions",
    "server a 127.0.0.1:1 check agent-check agent-port 9 agent-inter 5s agent-addr 127.0.0.2",
    "server a 127.0.0.1:1 agent-check agent-port 9 no-agent-check",
    "server a 127.0.0.1:1 source 127.0.0.1",
    "server a 127.0.0.1:1 source 127.0.0.1 interface lo check",
    "server a 127.0.0.1:1 source 0.0.0.0 usesrc clientip check",
    "server a 127.0.0.1:1 send-proxy-v2 check-send-proxy check",
    "server a 127.0.0.1:1 ssl verify none check-ssl check sni str(x)",
    "server a 127.0.0.1:1 id 7 tcp-ut 30s tfo",
    "server a 127.0.0.1:1 socks4 127.0.0.1:1080 check-via-socks4 check",
    "server a 127.0.0.1:1 check rise 3x",
    "server a 127.0.0.1:1 check\nserver b 127.0.0.1:2 track a",
    "server a 127.0.0.1:1 check\nserver b 127.0.0.1:2 track pg/a",
    "default-server inter 5s check\nserver a 127.0.0.1:1\nserver b 127.0.0.1:2 no-check",
    "server a 127.0.0.1:1\ndefault-server check inter 5s\nserver b 127.0.0.1:2",
    "default-server",
    "default-server resolve-prefer ipv4 init-addr none",
    "server-template p 3 127.0.0.1:1 check",
    "server-template p 2-4 127.0.0.1:1 check",
    "server-template p 1 127.0.0.1:1",
)
_BINDS = _in(
    HEAD,
    "bind :6000",
    "bind *:6000",
    "bind :6000,:6001-6003",
    "bind 127.0.0.1:6000,127.0.0.2:6000",
    "bind ipv6@:7000 v6only",
    "bind [::]:7001 v4v6",
    "bind [::1]:7001",
    "bind :::6001",
    "bind unix@/tmp/x.sock mode 600",
    "bind /tmp/x.sock user root",
    "bind abns@x",
    "bind 192.0.2.1:6000 transparent",
    "bind :6000 interface lo name x maxconn 10 backlog 5 defer-accept tfo",
    "bind :6000 accept-proxy id 9 nice 10 mss 1400 tcp-ut 5s",
    "bind localhost:6001",
    "bind ipv4@127.0.0.1:6001 process 1/all",
    "bind :6000 shards 2",
    "bind :6000 thread 1-2",
)
_PROXY = _in(
    HEAD,
    "balance",
    "balance leastconn",
    "balance roundrobin",
    "balance first",
    "balance source\nhash-type consistent",
    "balance random(2)",
    "balance static-rr",
    "balance rdp-cookie(mstshash)",
    "option redispatch",
    "option redispatch 1",
    "option redispatch 0",
    "no option redispatch",
    "default option redispatch",
    "retries 0",
    "retries 5",
    "option persist",
    "force-persist if TRUE",
    "ignore-persist unless TRUE",
    "persist rdp-cookie",
    "stick-table type ip size 100k expire 30m\nstick on src",
    "stick-table type string len 5 size 1m\nstick match src\nstick store-request src",
    "acl x src 10.0.0.0/8\nuse-server a if x\nserver a 127.0.0.1:1",
    "option tcplog",
    "option log-health-checks",
    "option tcpka",
    "option dontlognull\noption dontlog-normal\noption logasap",
    "no option dontlognull",
    "log 127.0.0.1 local0",
    "log 127.0.0.1:514 local0 notice info",
    "log /dev/log local0\nlog stdout format raw local0",
    "log 127.0.0.1 len 4096 format rfc5424 sample 1:10 local1",
    "no log",
    "log-format x\\ %ci\nlog-tag hap",
    'log-format "%ci:%cp [%t] %ft"',
    "log-format '%ci # %b'",
    "option pgsql-check user haproxy",
    "option mysql-check user haproxy post-41",
    "option redis-check",
    "option smtpchk HELO x.org",
    "option ldap-check",
    "option ssl-hello-chk",
    "option spop-check",
    "option tcp-check\ntcp-check connect port 5433\ntcp-check send PING\\r\\n\ntcp-check expect string +PONG",
    "option tcp-check\ntcp-check send-binary 00\ntcp-check expect rbinary 01",
    "option tcp-check\ntcp-check connect default linger\ntcp-check connect addr 127.0.0.1 port 5\n"
    "server a 127.0.0.1:1 check",
    "option httpchk\nserver a 127.0.0.1:1 check",
    "option httpchk GET /primary\nhttp-check expect status 200\ndefault-server port 8008\nserver a 127.0.0.1:1 check",
    "option httpchk OPTIONS /\nhttp-check connect port 8008\nhttp-check send hdr host x\nserver a 127.0.0.1:1 check",
    "timeout check 500ms\ntimeout queue 1m\ntimeout tunnel 1h\ntimeout client-fin 30s\ntimeout server-fin 30s",
    "timeout connect 500us",
    "timeout connect 0",
    "maxconn 100\nfullconn 10\nbacklog 5\nrate-limit sessions 10",
    "tcp-request connection reject if { src 10.0.0.1 }",
    "tcp-request inspect-delay 5s\ntcp-request content accept if TRUE",
    "disabled\nlisten on\nbind 127.0.0.1:5998",
    "enabled",
    "description primary pool",
    "source 127.0.0.1\ndispatch 127.0.0.1:5",
    "email-alert level notice\nid 55",
    "acl a src 1.2.3.4\ntcp-request content reject if a || !a or ! a",
    "acl a src 1.2.3.4\nacl A-b.c:1_ src 1.1.1.1\ntcp-request content reject if !!a OR A-b.c:1_",
    "tcp-request content reject if LOCALHOST WAIT_END or HTTP_1.1 METH_GET",
    "tcp-request connection reject if { src 1.1.1.1 } !{ src -f /dev/null }",
    "acl if src 1.1.1.1\ntcp-request connection reject if if",
    "tcp-request content reject if",
    "description only if you like",
    "acl a src 1.2.3.4\nacl b always_false\ntcp-request content reject if !a b or a",
    "option abortonclose\noption allbackups\noption nolinger\noption tcp-smart-connect",
    "load-server-state-from-file none\nserver-state-file-name x",
)
_WEB = _in(
    WEB,
    "stats enable",
    "stats uri /stats\nstats refresh 10s\nstats auth a:b\nstats realm x\\ y\nstats admin if TRUE",
    "stats refresh 10",
    "stats hide-version\nstats show-legends\nstats show-node\nstats scope .",
    "cookie SRV insert indirect nocache\nserver a 127.0.0.1:1 cookie a check",
    "option httplog\noption forwardfor except 127.0.0.0/8\noption http-server-close",
    "option httplog clf",
    "option httpslog",
    'http-request deny if { path_beg /x }\nhttp-request set-header X-A "b c"\nhttp-response add-header X y',
    "http-request set-header X if if TRUE\nhttp-request deny if { path if }",
    "acl x path /a\nhttp-request deny if x x { path unless x }",
    "http-request redirect scheme https unless { ssl_fc }",
    'http-request return status 200 content-type text/plain string "# fine"',
    "monitor-uri /health\nmonitor fail if FALSE",
    "capture request header Host len 32\ncompression algo gzip\nerrorfile 503 /dev/null",
    "balance uri depth 3",
    "balance hdr(Host)",
    "balance url_param id\nretry-on all-retryable-errors",
    "unique-id-format %{+X}o\\ %ci\nunique-id-header X-Id",
    "timeout http-request 5s\ntimeout http-keep-alive 5s\ntimeout tarpit 5s",
    "http-reuse always\nhttp-send-name-header X-S",
    "server a 127.0.0.1:1 check observe layer7 proto h2 ws h1",
    "http-request use-service prometheus-exporter if { path /metrics }",
)
_QUOTES = _in(
    HEAD,
    'server "a" 127.0.0.1:1 "check"',
    "server 'a' '127.0.0.1:1' check # comment",
    "server a 127.0.0.1:1 check#glued",
    "server\ta\t127.0.0.1:1\tcheck",
    'server a "127.0.0.1":1 check',
    'server a 127.0.0.1:1 check inter "${INTER-3s}"',
    'server "s${.LINE}" 127.0.0.1:1',
    'server "${NAME-x}" 127.0.0.1:1 ${NOT}'.removesuffix(" ${NOT}"),
    'server a 127.0.0.1:1 "${NOTHING[*]-}" check'.replace('"${NOTHING[*]-}" ', ""),
    'acl x path_reg "^/a\\\\.b$"'.replace('"', "'"),
    "description a\\ b\\#c\\\\d\\x41",
    "description 'single \\ $HOME # \"x\"'",
    'description "double \\" \\$HOME \\\\ # \'x\'"',
)
_PROCESS = {
    "global": "global\n    daemon\n    maxconn 4096\n    nbthread 2\n    user haproxy\n"
    "    group haproxy\n    chroot /tmp\n"
    "    log 127.0.0.1 local0\n    log-send-hostname h\n    spread-checks 5\n    stats timeout 30s\n"
    "    stats socket /tmp/h.sock mode 600 level admin expose-fd listeners\n    tune.ssl.default-dh-param 2048\n"
    "    hard-stop-after 30s\n    pidfile /tmp/h.pid\n    ulimit-n 65536\n" + HEAD,
    "global options": "global\n    no busy-polling\n    insecure-fork-wanted\n    strict-limits\n"
    "    localpeer x\n    node y\n"
    "    server-state-base /tmp\n    external-check\n    ssl-default-bind-options ssl-min-ver TLSv1.2\n"
    "    set-var proc.x int(1)\n    tune.bufsize 32768\n    max-spread-checks 1s\n" + HEAD,
    "two globals": "global\n    maxconn 10\n" + HEAD + "global\n    spread-checks 5\n",
    "setenv": "global\n    setenv PORT 6432\n    presetenv HOST 127.0.0.1\n"
    + HEAD
    + '    server a "${HOST}:${PORT}" check\n',
    "several words": 'global\n    setenv OPTS "check inter 5s"\n' + HEAD + '    server a 127.0.0.1:1 "${OPTS[*]}"\n',
    "unsetenv": "global\n    setenv A 1\n    unsetenv A\n.if defined(A)\n.alert no\n.endif\n" + HEAD,
    "named defaults": "defaults base\n    mode tcp\n    timeout connect 1s\n    timeout client 1s\n"
    "    timeout server 1s\n"
    "defaults pg from base\n    option redispatch\nfrontend f from pg\n    bind :6001\n    default_backend b\n"
    "backend b from base\n    server a 127.0.0.1:1\n",
    "defaults from": BASE.replace("defaults\n", "defaults a\n")
    + "defaults from a\n    retries 2\nlisten x\n    bind :6001\n",
    "two defaults": BASE
    + "defaults\n    mode http\n    timeout connect 1s\n    timeout client 1s\n    timeout server 1s\n"
    "listen w\n    bind :6001\n",
    "names": BASE + "listen a.b:c-d_e\n    bind :6001\n    server s-1.2:3_x 127.0.0.1:1\n",
    "one name on both sides": BASE + "frontend x\n    bind :6001\n    default_backend x\nbackend x\n",
    "uses": BASE + "frontend x\n    bind :6001\n    acl a src 1.1.1.1\n    use_backend y if a\n    default_backend z\n"
    "backend y\nbackend z\n",
    "dynamic backend": BASE + "frontend x\n    bind :6001\n    use_backend %[src] if TRUE\nbackend y\n",
    "ignored": BASE
    + "frontend x\n    bind :6001\n    option redispatch\n    retries 2\n    timeout check 1s\n    balance first\n"
    "    default_backend y\nbackend y\n    bind :6002\n    maxconn 5\n    timeout client 1s\n    option dontlognull\n",
    "peers": HEAD + "peers p\n    bind 127.0.0.1:10000\n    server local\n    server other 127.0.0.1:10001\n"
    "    default-server inter 5s\n",
    "old peers": HEAD + "peers p\n    peer other 127.0.0.1:10001\n    table t type ip size 1k\n",
    "resolvers": "resolvers dns\n    nameserver a 127.0.0.1:53\n    parse-resolv-conf\n"
    "    hold valid 10s\n    timeout retry 1s\n"
    "    resolve_retries 3\n"
    + HEAD
    + "    server a x.invalid:1 check resolvers dns resolve-prefer ipv4 init-addr none\n",
    "template of a name": "resolvers dns\n    nameserver a 127.0.0.1:53\n"
    + HEAD
    + "    server-template a 3 _x._tcp.invalid resolvers dns init-addr none\n",
    "userlist": USERS + WEB + "    http-request auth realm x unless { http_auth(u) }\n",
    "mailers": "mailers m\n    mailer a 127.0.0.1:25\n    timeout mail 10s\n"
    + HEAD
    + "    email-alert mailers m\n    email-alert from a@b\n    email-alert to c@d\n",
    "cache": "cache c\n    total-max-size 4\n    max-age 60\n" + WEB + "    http-request cache-use c\n",
    "ring": "ring r\n    format rfc5424\n    maxlen 1200\n    size 32768\n    timeout connect 5s\n"
    "    timeout server 10s\n"
    "    server s 127.0.0.1:6514\n" + HEAD,
    "http-errors": "http-errors e\n    errorfile 503 /dev/null\n" + WEB + "    errorfiles e 503\n",
    "log-forward": "log-forward s\n    dgram-bind 127.0.0.1:1514\n    log 127.0.0.1:514 local0\n" + HEAD,
    "fcgi": "fcgi-app php\n    docroot /var/www\n    index index.php\n" + HTTP + "backend b\n    use-fcgi-app php\n"
    "    server a 127.0.0.1:9000 proto fcgi\nlisten x\n    bind :6001\n",
    "blank lines and comments": "# first\n\n   \t\n" + HEAD + "\n    # server b\n\tserver a 127.0.0.1:1 # c\n#\n",
    "carriage returns": (HEAD + "    server a 127.0.0.1:1 check\n").replace("\n", "\r\n"),
    "latin 1": HEAD + "    description caf\u00e9\n",
    "form feed": HEAD + "\f\v server\fa\v127.0.0.1:1\n",
    "listen without indent": HEAD.replace("    ", "") + "server a 127.0.0.1:1\n",
}


def _if(condition: str) -> str:
    """Return a configuration in which a condition decides between two good lines."""
    server = "    server a 127.0.0.1:1 check fall"
    return f"{HEAD}.if {condition}\n{server} 4\n.else\n{server} 5\n.endif\n"


_CONDITIONS = {
    condition: _if(condition)
    for condition in (
        "",
        "0",
        "1",
        "!0",
        "-3",
        "1 && 0",
        "1 || 0",
        "0||1&&0",
        "(1 || 0) && !(0)",
        "defined(PATH)",
        "!defined(NOT_SET)",
        "streq(a,a)",
        "strneq(a,b)",
        'streq("$NOT_SET_",yes)',
        'streq("${NOT_SET_-yes}",yes)',
        "version_atleast(2.4)",
        "version_before(3.0-dev1)",
        "feature(OPENSSL)",
        "!feature(QUIC) && feature(OPENSSL)",
        "openssl_version_atleast(1.1.1)",
        '"${NOT_SET_}"',
    )
} | {
    "elif": HEAD + ".if 0\n.elif 1\n    server a 127.0.0.1:1\n.else\n    nonsense\n.endif\n",
    "nested": HEAD + ".if 1\n.if 0\n    nonsense\n.else\n    server a 127.0.0.1:1\n.endif\n.endif\n",
    "messages": '.diag a\n.notice "b c"\n' + HEAD + ".if 0\n.alert x\n.endif\n",
    "conditional section": BASE + ".if 1\nlisten a\n    bind :6001\n.endif\n.if 0\nlisten a\n.endif\n",
    "alert where a feature is missing": '.if !feature(OPENSSL)\n.alert "it is needed"\n.endif\n' + HEAD,
    "comment behind a condition": HEAD + ".if 1 # yes\n.endif # done\n",
}

ACCEPTED = {
    **_SERVERS,
    **_BINDS,
    **_PROXY,
    **_WEB,
    **_QUOTES,
    **_PROCESS,
    **{f".if {c}": t for c, t in _CONDITIONS.items()},
}
