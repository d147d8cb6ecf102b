"""Which keywords stand in which sections, as data. `F` frontend side, `B` backend side: a listen has both."""

from __future__ import annotations

from types import MappingProxyType

_BOTH = """
acl bind-process compression description disabled email-alert enabled error-log-format errorfile errorfiles errorloc
errorloc302 errorloc303 filter filter-sequence guid http-after-response http-error http-request http-response id log
log-format-sd log-steps log-tag mode persist quic-initial redirect stats stick-table tcp-request timeout
unique-id-format unique-id-header
"""
_FRONTEND = """
backlog bind capture clitcpka-cnt clitcpka-idle clitcpka-intvl declare default_backend log-format maxconn
max-session-srv-conns monitor monitor-uri rate-limit use_backend
"""
_BACKEND = """
balance cookie default-server dispatch dynamic-cookie-key external-check force-be-switch force-persist fullconn
hash-balance-factor hash-preserve-affinity hash-type http-check http-reuse http-send-name-header ignore-persist
load-server-state-from-file max-keep-alive-queue retries retry-on server server-state-file-name
server-template source srvtcpka-cnt srvtcpka-idle srvtcpka-intvl stick tcp-check tcp-response transparent use-fcgi-app
use-server
"""
_OPTIONS_BOTH = """
forwardfor forwarded http-buffer-request http-drop-request-trailers http-drop-response-trailers http-keep-alive
http-no-delay http-restrict-req-hdr-names http-server-close httpclose independent-streams
nolinger originalto splice-auto splice-request splice-response tcpka tcplog
use-small-buffers
"""
_OPTIONS_FRONTEND = """
accept-invalid-http-request accept-unsafe-violations-in-http-request clitcpka contstats disable-h2-upgrade
dontlog-normal dontlognull h1-case-adjust-bogus-client http-ignore-probes http-use-proxy-header httplog httpslog
idle-close-on-response log-separate-errors logasap socket-stats tcp-smart-accept
"""
_OPTIONS_BACKEND = """
abortonclose accept-invalid-http-response accept-unsafe-violations-in-http-response allbackups checkcache
external-check h1-case-adjust-bogus-server http-pretend-keepalive httpchk ldap-check log-health-checks mysql-check
persist pgsql-check prefer-last-server redis-check redispatch smtpchk spop-check srvtcpka ssl-hello-chk tcp-check
tcp-smart-connect transparent
"""
_GLOBAL = """
anonkey busy-polling ca-base chroot close-spread-time cluster-secret cpu-map cpu-policy cpu-set crt-base daemon
default-path description dns-accept-family email-alert expose-deprecated-directives expose-experimental-directives
external-check fd-hard-limit force-cfg-parser-pause gid grace group hard-stop-after insecure-fork-wanted
insecure-setuid-wanted issuers-chain-path jwt key-base limited-quic localpeer log log-send-hostname log-tag
master-worker max-spread-checks maxcompcpuusage maxcomprate maxconn maxconnrate maxpipes maxsessrate maxsslconn
maxsslrate maxzlibmem nbproc nbthread no-memory-trimming no-quic node noepoll noevports nogetaddrinfo nokqueue nopoll
noreuseport nosplice numa-cpu-mapping ocsp-update pidfile pp2-never-send-local presetenv prealloc-fd profiling quiet
resetenv server-state-base server-state-file set-dumpable set-var set-var-fmt setcap setenv shm-stats-file
shm-stats-file-max-objects spread-checks ssl-engine ssl-mode-async stats stats-file strict-limits thread-group
thread-groups thread-hard-limit uid ulimit-n unix-bind unsetenv user warn-blocked-traffic-after zero-warning
"""
GLOBAL_FAMILIES = (
    *(
        "51degrees-",
        "deviceatlas-",
        "h1-",
        "h2-",
        "http-err-codes",
        "http-fail-codes",
        "httpclient.",
        "lua-",
        "mworker-",
    ),
    *("ocsp-update.", "profiling.", "quic-", "ssl-", "tune.", "wurfl-", "acme.", "mailers.", "trace", "jwt"),
)

GLOBAL = frozenset(_GLOBAL.split())


def _sides(both: str, frontend: str, backend: str) -> MappingProxyType[str, str]:
    """Return the sides that each word belongs to."""
    table = dict.fromkeys(both.split(), "FB") | dict.fromkeys(frontend.split(), "F")
    return MappingProxyType(table | dict.fromkeys(backend.split(), "B"))


PROXY = _sides(_BOTH, _FRONTEND, _BACKEND)
OPTIONS = _sides(_OPTIONS_BOTH, _OPTIONS_FRONTEND, _OPTIONS_BACKEND)
NEVER_NEGATED = frozenset(
    {"external-check", "forwardfor", "forwarded", "http-restrict-req-hdr-names", "httpchk", "httplog", "httpslog"}
    | {"ldap-check", "mysql-check", "originalto", "pgsql-check", "redis-check", "smtpchk", "spop-check"}
    | {"ssl-hello-chk", "tcp-check", "tcpka", "tcplog"}
)
"""Options that take no `no` before them."""
TIMEOUTS = MappingProxyType(
    dict.fromkeys(("client", "client-fin", "client-hs"), "F")
    | dict.fromkeys(("check", "connect", "queue", "server", "server-fin"), "B")
    | dict.fromkeys(("http-keep-alive", "http-request", "tarpit", "tunnel"), "FB")
)
SIDES = MappingProxyType({"frontend": "F", "backend": "B", "listen": "FB", "defaults": "FB"})
SIDE_NAMES = MappingProxyType({"F": "frontend", "B": "backend"})
MODES = frozenset({"tcp", "http", "log", "spop", "haterm"})
BALANCES = frozenset(
    {"roundrobin", "static-rr", "leastconn", "first", "source", "uri", "url_param", "hdr", "random", "rdp-cookie"}
    | {"hash", "sticky", "log-hash"}
)
_RULES = "add allow del deny iallow idel ideny ipass irep isetbe itarpit pass rep setbe tarpit"
_ONE_WORD = """
acl backlog bind capture compression cookie declare default_backend dispatch email-alert external-check filter fullconn
hash-type http-check http-request http-reuse id load-server-state-from-file log log-format log-tag maxconn mode
monitor-uri option persist rate-limit retries retry-on source stats stick stick-table tcp-check tcp-request
unique-id-header use-server use_backend
"""
WORDS_NEEDED = MappingProxyType(
    dict.fromkeys(_ONE_WORD.split(), 1) | {"server": 2, "server-template": 3, "timeout": 2, "errorfile": 2}
)
"""How many words a line needs behind its keyword at least."""
SERVER_CHOICES = MappingProxyType(
    {
        "on-marked-down": frozenset({"shutdown-sessions"}),
        "on-marked-up": frozenset({"shutdown-backup-sessions"}),
        "on-error": frozenset({"fastinter", "fail-check", "sudden-death", "mark-down"}),
        "observe": frozenset({"layer4", "layer7"}),
        "init-state": frozenset({"fully-up", "up", "down", "fully-down", "none"}),
    }
)
WORDS_ALLOWED = MappingProxyType(
    dict.fromkeys(("default_backend", "fullconn", "maxconn", "mode", "retries", "backlog"), 1)
    | {"timeout": 2, "disabled": 0, "enabled": 0}
)
"""How many words a line can have behind its keyword; where nothing is said, any number."""
REMOVED = MappingProxyType(
    {
        "appsession": "1.6, write a stick-table or 'cookie'",
        "block": "2.1, write 'http-request deny'",
        "cliexp": "2.1, write 'http-request replace-header'",
        "clitimeout": "2.1, write 'timeout client'",
        "contimeout": "2.1, write 'timeout connect'",
        "grace": "2.5, write 'grace' in the global section",
        "monitor-net": "2.1, write 'http-request return'",
        "redisp": "2.1, write 'option redispatch'",
        "redispatch": "2.1, write 'option redispatch'",
        "srvexp": "2.1, write 'http-response replace-header'",
        "srvtimeout": "2.1, write 'timeout server'",
    }
    | {f"req{each}": "2.1, write an 'http-request' rule" for each in _RULES.split()}
    | {f"rsp{each}": "2.1, write an 'http-response' rule" for each in _RULES.split()}
)
"""Keywords that are no more: the version without them, and what to write."""
REMOVED_OPTIONS = MappingProxyType(
    {
        "forceclose": "2.0, write 'option httpclose'",
        "http-tunnel": "2.1, leave it out",
        "http_proxy": "2.5, write 'http-request set-dst'",
        "use-htx": "2.1, leave it out",
        "independant-streams": "2.1, write 'option independent-streams'",
    }
)
_COUNT = (1, 2**31)
SERVER_RANGES = MappingProxyType({"fall": _COUNT, "rise": _COUNT, "error-limit": _COUNT, "weight": (0, 256)})
SERVER_TIMES = frozenset({"inter", "fastinter", "downinter", "agent-inter"})
NOT_FOR_DEFAULTS = frozenset({"id", "guid", "redir"})
