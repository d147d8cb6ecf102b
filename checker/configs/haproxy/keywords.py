"""Which keywords stand on `server` and `bind` lines, how many words each takes, and since which version it exists.

`NAME/N` takes N words (`source` takes what follows it), `NAME:V` came with version V after 2.4. Data, not code.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

_SERVER = """
addr/1 agent-addr/1 agent-check agent-inter/1 agent-port/1 agent-send/1 allow-0rtt alpn/1 backup ca-file/1 cc/1:3.3
check check-alpn/1 check-pool-conn-name/1:3.3 check-proto/1 check-reuse-pool:3.2 check-send-proxy check-sni-auto:3.3
check-sni/1 check-ssl check-via-socks4 ciphers/1 ciphersuites/1 client-sigalgs/1:2.8 cookie/1 crl-file/1 crt/1
curves/1:2.9 disabled downinter/1 ech/1:3.4 enabled error-limit/1 fall/1 fastinter/1 force-sslv3 force-tlsv10
force-tlsv11 force-tlsv12 force-tlsv13 guid/1:3.0 hash-key/1:3.0 healthcheck/1:3.4 id/1 idle-ping/1:3.2 init-addr/1
init-state/1:3.1 inter/1 ktls/1:3.3 log-bufsize/1:2.9 log-proto/1 max-reuse/1 maxconn/1 maxqueue/1 minconn/1
namespace/1 no-agent-check no-allow-0rtt no-backup no-check no-check-reuse-pool:3.2 no-check-send-proxy
no-check-sni-auto:3.3 no-check-ssl no-renegotiate:3.1 no-send-proxy no-send-proxy-v2 no-send-proxy-v2-ssl
no-send-proxy-v2-ssl-cn no-sni-auto:3.3 no-ssl no-ssl-reuse no-sslv3 no-strict-maxconn:3.2 no-tfo no-tls-tickets
no-tlsv10 no-tlsv11 no-tlsv12 no-tlsv13 no-verifyhost non-stick npn/1 observe/1 on-error/1 on-marked-down/1
on-marked-up/1 pool-conn-name/1:3.2 pool-low-conn/1 pool-max-conn/1 pool-purge-delay/1 port/1 proto/1
proxy-v2-options/1 redir/1 renegotiate:3.1 resolve-net/1 resolve-opts/1 resolve-prefer/1 resolvers/1 rise/1 send-proxy
send-proxy-v2 send-proxy-v2-ssl send-proxy-v2-ssl-cn set-proxy-v2-tlv-fmt/1:2.9 shard/1:2.6 sigalgs/1:2.8 slowstart/1
sni-auto:3.3 sni/1 socks4/1 source/* ssl ssl-max-ver/1 ssl-min-ver/1 ssl-reuse stick strict-maxconn:3.2
tcp-md5sig/1:3.3 tcp-ut/1 tfo tls-tickets track/1 usesrc/1 verify/1 verifyhost/1 weight/1 ws/1:2.5
"""

_BIND = """
accept-netscaler-cip/1 accept-proxy allow-0rtt alpn/1 backlog/1 ca-file/1 ca-ignore-err/1 ca-sign-file/1
ca-sign-pass/1 ca-verify-file/1 cc/1:3.3 ciphers/1 ciphersuites/1 client-sigalgs/1:2.8 crl-file/1 crt-ignore-err/1
crt-list/1 crt/1 curves/1 default-crt/1:3.0 defer-accept ecdhe/1 ech/1:3.3 expose-fd/1 force-sslv3 force-tlsv10
force-tlsv11 force-tlsv12 force-tlsv13 generate-certificates gid/1 group/1 guid-prefix/1:3.0 id/1 idle-ping/1:3.2
interface/1 ktls/1:3.3 label/1:3.2 level/1 maxconn/1 mode/1 mss/1 name/1 namespace/1 nbconn/1:2.9 nice/1 no-alpn:2.7
no-ca-names no-sslv3 no-strict-sni:3.1 no-tls-tickets no-tlsv10 no-tlsv11 no-tlsv12 no-tlsv13 npn/1 ocsp-update/1:3.0
prefer-client-ciphers process/1 proto/1 quic-cc-algo/1:2.6 quic-force-retry:2.5 quic-socket/1:2.8 severity-output/1
shards/1:2.5 sigalgs/1:2.8 ssl ssl-max-ver/1 ssl-min-ver/1 strict-sni tcp-md5sig/1:3.3 tcp-ss/1:3.3 tcp-ut/1 tfo
thread/1:2.5 tls-ticket-keys/1 tls-tickets:3.1 transparent uid/1 user/1 v4v6 v6only verify/1
"""


@dataclass(frozen=True, slots=True)
class Keyword:
    """A keyword of a line: how many words follow it (-1: it knows itself), and the version that brought it."""

    name: str
    words: int
    since: str


def _table(text: str) -> MappingProxyType[str, Keyword]:
    """Return the keywords of a table."""
    found = {}
    for entry in text.split():
        spelled, _, since = entry.partition(":")
        name, _, words = spelled.partition("/")
        found[name] = Keyword(name, -1 if words == "*" else int(words or 0), since)
    return MappingProxyType(found)


SERVER = _table(_SERVER)
BIND = _table(_BIND)

_SECTIONS = """
acme backend cache crt-store defaults fcgi-app frontend global healthcheck http-errors listen log-forward log-profile
mailers peers program resolvers ring traces userlist
"""

SECTIONS = frozenset(_SECTIONS.split())
PROXIES = frozenset({"frontend", "backend", "listen"})
