"""Short logs in each shape that the HAProxy reader must recognise as its own."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_TCP = "192.168.1.50:39382 [21/Nov/2026:19:18:33.380] pgsql_front pgbouncer_back/pgb2 1/-1/3004 0 SC 4/4/3/0/3 0/0"
_DOWN = (
    "Server pgbouncer_back/pgb2 is DOWN. 2 active and 0 backup servers left."
    " 0 sessions active, 0 requeued, 0 remaining in queue."
)
_CHECK = (
    "Health check for server pgbouncer_back/pgb2 failed, reason: Layer4 connection problem,"
    ' info: "Connection refused", check duration: 0ms, status: 2/3 UP.'
)
_HTTP = (
    "[2001:db8::7]:51234 [21/Nov/2026:19:18:33.380] web~ rtmp_back/primary 0/0/1/12/13 200 1520 - - ----"
    ' 3/1/1/1/0 0/0 {curl/7.88} {} "POST /auth HTTP/1.1"'
)

SAMPLES: Mapping[str, bytes] = MappingProxyType(
    {
        name: text.encode()
        for name, text in {
            "traditional": f"Nov 21 19:18:36 hap1 haproxy[31]: {_TCP}\nNov 21 19:18:36 hap1 haproxy[31]: {_DOWN}\n",
            "iso": f"2026-11-21T19:18:36.384512+00:00 hap1 haproxy[31]: {_TCP}\n",
            "rfc5424": f"<133>1 2026-11-21T19:18:36.384512+00:00 hap1 haproxy 31 - -  {_CHECK}\n",
            "http": f"Nov  1 19:18:36 localhost haproxy[31]: {_HTTP}\n",
            "console": f"[NOTICE]   (29) : New worker (31) forked\n[WARNING]  (31) : {_DOWN}\n",
            "old console": f"[WARNING] 324/191836 (31) : {_DOWN}\n",
            "bare": f"{_TCP}\n",
            "journal": f"Sat 2026-11-21 19:18:36 UTC hap1 haproxy.service[31]: {_CHECK}\n",
            "container": f"hap1  | 2026-11-21T19:18:36.384512123Z [WARNING]  (31) : {_CHECK}\n",
        }.items()
    }
)
