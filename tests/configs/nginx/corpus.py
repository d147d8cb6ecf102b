"""Files of nginx that cover its grammar: those that it takes, and those that it refuses."""

from __future__ import annotations


def application(*lines: str) -> str:
    return rtmp("application live {", *(f"    {line}" for line in lines), "}")


def rtmp(*lines: str) -> str:
    body = "".join(f"        {line}\n" for line in lines)
    return "events {}\nrtmp {\n    server {\n        listen 19350;\n" + body + "    }\n}\n"


def http(*lines: str) -> str:
    return "events {}\nhttp {\n" + "".join(f"    {line}\n" for line in lines) + "}\n"


def location(*lines: str) -> str:
    return http(
        "server {", "    listen 19351;", "    location / {", *(f"        {line}" for line in lines), "    }", "}"
    )


ACCEPTED: dict[str, str] = {
    "nothing but events": "events {}\n",
    "one line": "events{}rtmp{server{listen 19350;application a{live on;hls on;hls_path /tmp/x;}}}",
    "no newline at the end": "events { }\nworker_processes auto;",
    "comments": "# first\nevents {} # behind a brace\n#last; } {\nrtmp { # inside\n server { listen 19350; }#x\n}\n",
    "carriage returns": "events {\r\n    worker_connections 64;\r\n}\r\n",
    "tabs and blanks": "events\t{\tworker_connections\t64\t;\t}\n\n\n\t",
    "a statement over lines": rtmp("application", "    live", "{", "live", "   on", ";", "}"),
    "double quotes": application('live "on";', 'on_publish "http://127.0.0.1:8080/a;b{c}";'),
    "single quotes": application("live 'on';", "hls_path '/tmp/a b';"),
    "escapes in quotes": application(r'hls_path "/tmp/\"quoted\" \\ x";'),
    "an escaped blank": application(r"hls_path /tmp/a\ b;"),
    "an escaped semicolon": application(r"hls_path /tmp/a\;b;"),
    "a brace in a word": application("hls_path /tmp/a}b;"),
    "a hash in a word": application("hls_path /tmp/a#b;"),
    "a quote in a word": application("hls_path /tmp/it's;"),
    "flags in any case": application("live On;", "hls OFF;", "meta copy;"),
    "one callback of each kind": application(
        "on_publish http://127.0.0.1:8080/start;",
        "on_publish_done http://127.0.0.1:8080/stop;",
        "on_play http://127.0.0.1:8080/play;",
        "on_play_done http://127.0.0.1:8080/done;",
        "on_done http://127.0.0.1:8080/done;",
        "on_update http://127.0.0.1:8080/update;",
        "on_record_done http://127.0.0.1:8080/record;",
        "notify_method get;",
        "notify_update_timeout 20s;",
        "notify_update_strict on;",
        "notify_relay_redirect on;",
    ),
    "callbacks of the session": rtmp(
        "on_connect http://127.0.0.1:8080/c;", "on_disconnect http://127.0.0.1:8080/d;", "netcall_timeout 3s;"
    ),
    "callbacks twice": application("on_publish http://127.0.0.1:1/a;", "on_publish http://127.0.0.1:2/a;"),
    "a callback for all": "events {}\nrtmp {\n on_publish http://127.0.0.1:8080/x;\n"
    " server { application a { live on; } }\n}\n",
    "pushes and pulls": application(
        "push rtmp://127.0.0.1:1935/hls;",
        "push 127.0.0.1/x name=y live=1;",
        "pull rtmp://127.0.0.1/z/stream pageUrl=http://a swfUrl=b name=own static;",
        "push_reconnect 1s;",
        "pull_reconnect 500ms;",
        "session_relay on;",
    ),
    "addresses in every form": application(
        "push RTMP://127.0.0.1/x;",
        "push rtmp://[::1]:1935/x;",
        "push rtmp://unix:/tmp/x:/y;",
        "push rtmp://127.0.0.1:01935?x/y;",
        "push rtmp://127.0.0.1:1935/x/$name;",
        "on_publish 127.0.0.1:8080/x;",
        "on_play http://127.0.0.1;",
    ),
    "access": application(
        "allow publish 127.0.0.1;", "allow play all;", "deny publish all;", "deny 10.0.0.0/8;", "allow all;"
    ),
    "hls in full": application(
        "hls on;",
        "hls_path /tmp/hls;",
        "hls_fragment 3;",
        "hls_playlist_length 1m;",
        "hls_sync 100ms;",
        "hls_continuous on;",
        "hls_nested on;",
        "hls_base_url http://cdn/;",
        "hls_cleanup off;",
        "hls_fragment_naming system;",
        "hls_fragment_slicing aligned;",
        "hls_type live;",
        "hls_keys on;",
        "hls_key_path /tmp/keys;",
        "hls_key_url http://k/;",
        "hls_fragments_per_key 5;",
        "hls_variant _low BANDWIDTH=160000;",
        "hls_variant _hi BANDWIDTH=640000;",
    ),
    "dash": application("dash on;", "dash_path /tmp/dash;", "dash_fragment 5s;", "dash_nested on;", "dash_cleanup on;"),
    "records": application(
        "record all;",
        "record_path /tmp/rec;",
        "record_suffix -%d.flv;",
        "record_unique on;",
        "record_max_size 128K;",
        "record_interval 30m;",
        "recorder audio { record audio manual; record_suffix .a.flv; record_notify on; }",
    ),
    "programs": application(
        "exec ffmpeg -i rtmp://localhost/live/$name -c copy -f flv rtmp://localhost/hls/$name;",
        "exec_push /bin/sh -c 'echo {}; true' 2>>/tmp/log;",
        'exec_publish bash -c "echo $addr";',
        "exec_static /bin/true;",
        "exec_kill_signal term;",
        "respawn off;",
    ),
    "play": application("play /tmp/vod http://127.0.0.1/vod;", "play_temp_path /tmp/x;", "play_restart on;"),
    "live options": application(
        "live on;",
        "interleave on;",
        "wait_key on;",
        "wait_video on;",
        "publish_notify on;",
        "drop_idle_publisher 10s;",
        "idle_streams off;",
        "sync 10ms;",
        "buffer 300ms;",
        "stream_buckets 128;",
    ),
    "server options": rtmp(
        "chunk_size 8192;",
        "ack_window 5000000;",
        "max_streams 64;",
        "max_message 1M;",
        "ping 30s;",
        "ping_timeout 10s;",
        "timeout 1m;",
        "buflen 5s;",
        "out_queue 512;",
        "out_cork 8;",
        "busy on;",
        "so_keepalive on;",
        "max_connections 100;",
        "relay_buffer 1s;",
        "netcall_buffer 2k;",
    ),
    "listen with options": rtmp("listen 127.0.0.1:19352 so_keepalive=on;", "listen [::1]:19353 ipv6only=on;"),
    "two servers": "events {}\nrtmp {\n server { listen 19350; application a {} }\n"
    " server { listen 19351; application a {} }\n}\n",
    "logs of rtmp": "events {}\nrtmp {\n log_format own '$remote_addr [$time_local] $command \"$app\"';\n"
    " access_log /dev/null own;\n server { listen 19350; access_log off; application a { live on; } }\n}\n",
    "main options": "user root;\nworker_processes 4;\nworker_rlimit_nofile 1024;\nerror_log stderr info;\n"
    "events { worker_connections 1024; multi_accept on; use epoll; }\nrtmp_auto_push on;\nrtmp_socket_dir /tmp;\n",
    "a log without a level": "error_log stderr;\nevents {}\n",
    "upstream": http(
        "upstream stream_api {",
        "    least_conn;",
        "    server 127.0.0.1:8080 max_fails=3 fail_timeout=10s weight=2;",
        "    server 127.0.0.1:8081 backup;",
        "    server 127.0.0.1:8082 down;",
        "    server unix:/tmp/x.sock;",
        "    keepalive 8;",
        "}",
    ),
    "a hashed upstream": http(
        "upstream a { hash $request_uri consistent; server 127.0.0.1:8080; server 127.0.0.1:81; }"
    ),
    "a proxied location": location(
        "proxy_pass http://127.0.0.1:8080;",
        "proxy_connect_timeout 2s;",
        "proxy_read_timeout 5s;",
        "proxy_send_timeout 1m30s;",
        "proxy_next_upstream error timeout non_idempotent http_502;",
        "proxy_next_upstream_tries 2;",
        "proxy_next_upstream_timeout 8s;",
        "proxy_set_header Host $host;",
        "proxy_http_version 1.1;",
    ),
    "variables in braces": location('return 200 "${host}x$request_uri";', "set $a ${host};", "default_type ${a}b;"),
    "locations of every kind": http(
        "server {",
        "    listen 19351 default_server;",
        "    server_name a.example *.b.example ~^c(?<x>.+)$;",
        "    location = /exact { return 204; }",
        "    location ^~ /static/ { root /tmp; }",
        r"    location ~ \.ts$ { root /tmp; add_header Cache-Control no-cache; }",
        r'    location ~* "\.m3u8{0,2}$" { alias /tmp/x; }',
        "    location @named { return 404; }",
        "    location /outer { location /outer/inner { return 200 ok; } }",
        "}",
    ),
    "rtmp statistics": location("rtmp_stat all;", "rtmp_stat_stylesheet stat.xsl;"),
    "rtmp control": location("rtmp_control all;"),
    "maps and types": http(
        "map $http_upgrade $connection_upgrade { default upgrade; '' close; }",
        "types { application/vnd.apple.mpegurl m3u8; video/mp2t ts; }",
        "geo $near { default 0; 10.0.0.0/8 1; }",
        "split_clients $remote_addr $half { 50% a; * b; }",
    ),
    "ifs": location("if ($request_method = POST) { return 405; }", 'if ($arg_a ~* "x{2}") { return 403; }'),
    "timeouts as nginx writes them": location(
        "proxy_pass http://127.0.0.1;", "proxy_connect_timeout 1m500ms;", "proxy_read_timeout '1h 30m';", "expires -1;"
    ),
    "cors and hls": http(
        "default_type text/plain;",
        "sendfile on;",
        "server { listen 19351; location /live { root /tmp; add_header 'Access-Control-Allow-Origin' '*' always; } }",
    ),
    "empty words": location("add_header X '';", 'set $x "";'),
    "utf-8": application("hls_path /tmp/café;", "# größe"),
    "http limits": http(
        "limit_req_zone $binary_remote_addr zone=a:1m rate=5r/s;", "server { listen 19351; limit_req zone=a; }"
    ),
}

# what nginx refuses; the words that ours says of it, or None where only nginx knows
REFUSED: dict[str, tuple[str, str | None]] = {
    "a semicolon is missing at a brace": (application("live on"), "live"),
    "a semicolon is missing at the end": ("events {}\nuser root", "missing"),
    "a block is not closed": ("events {\n", "never closed"),
    "a brace too many": ("events {}\n}\n", "unexpected '}'"),
    "a semicolon too many": ("events {};\n", "unexpected ';'"),
    "a brace without a name": ("events {}\n{ }\n", "unexpected '{'"),
    "a quote is not closed": (application('hls_path "/tmp;'), "never closed"),
    "glued behind a quote": (application('hls_path "/tmp"x;'), "behind a closing quote"),
    "an unknown directive of rtmp": (application("on_publsh http://127.0.0.1/x;"), "on_publsh"),
    "two values of a callback": (application("on_publish http://127.0.0.1/x http://127.0.0.1/y;"), "2 values"),
    "no value of a callback": (application("on_publish;"), "0 values"),
    "a flag that is none": (application("live yes;"), "neither on nor off"),
    "a time that is none": (application("hls_fragment 3sec;"), "no time"),
    "a size that is none": (rtmp("max_message big;"), "no size"),
    "a number that is none": (rtmp("chunk_size 4k;"), "no number"),
    "an application outside": ("events {}\nrtmp { application a { live on; } }\n", "belongs in"),
    "a port that is a word": (application("push rtmp://nat_IP:port/app;"), "has the port 'port', which is none"),
    "a port too large": (application("pull rtmp://127.0.0.1:70000/app/x;"), "from 1 to 65535"),
    "no port behind the colon": (application("push 127.0.0.1:/app;"), "the port ''"),
    "another scheme than RTMP's": (application("push http://127.0.0.1:1935/app;"), "is none"),
    "another scheme than HTTP's": (application("on_publish https://127.0.0.1/x;"), "is none"),
    "no host": (application("on_publish http:///x;"), "names no host"),
    "a bracket that is not closed": (application("push rtmp://[::1/x;"), "no ']'"),
    "a port of a listen": ("events {}\nrtmp { server { listen 70000; } }\n", "from 1 to 65535"),
    "a push outside": (rtmp("push rtmp://127.0.0.1/x;"), "belongs in"),
    "a timeout too far inside": (application("netcall_timeout 5s;"), "belongs in"),
    "a session's callback too far inside": (application("on_connect http://127.0.0.1/x;"), "belongs in"),
    "a block without braces": (rtmp("application live;"), "block"),
    "braces without a block": (application("live on { }"), "no block"),
    "a location without a path": (http("server { listen 19351; location { } }"), "number of arguments"),
    "a location outside": (http("location / { }"), "not allowed here"),
    "proxy_pass outside": (http("proxy_pass http://127.0.0.1;"), "not allowed here"),
    "proxy_pass without a value": (location("proxy_pass;"), "number of arguments"),
    "a flag of http that is none": (http("sendfile maybe;"), 'must be "on" or "off"'),
    "the fork's directive": (rtmp("rtmp_relay_ssl_verify off;"), "rtmp_relay_ssl_verify"),
    "an unknown directive of http": (http("proxy_pas http://127.0.0.1;"), None),
    "an unknown host": (application("on_publish http://nowhere.invalid:8080/x;"), None),
    "a directive twice": (application("live on;", "live off;"), None),
    "an unknown method": (application("notify_method put;"), None),
    "an unknown log level": ("error_log stderr loud;\nevents {}\n", None),
    "all of an upstream are backups": (http("upstream a { server 127.0.0.1:1 backup; }"), None),
    "a backup of a hash": (http("upstream a { ip_hash; server 127.0.0.1:1; server 127.0.0.1:2 backup; }"), None),
}
