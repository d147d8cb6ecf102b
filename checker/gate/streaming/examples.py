"""The files that the examples of the streaming rules change: a deployment that keeps every promise."""

from __future__ import annotations

from checker.gate.rule import Example

NGINX = """\
error_log /var/log/nginx/error.log info;
events {}
rtmp {
    server {
        listen 1935;
        application live {
            live on;
            on_publish http://127.0.0.1:8088/api/stream/start;
            push rtmp://127.0.0.1:1935/hls;
        }
        application hls {
            live on;
            allow publish 127.0.0.1;
            deny publish all;
            hls on;
            hls_path /shared/live;
        }
    }
}
http {
    upstream stream_api {
        server spring-boot-app-primary:8080;
        server spring-boot-app-secondary:8081 backup;
    }
    server {
        listen 127.0.0.1:8088;
        location /api/stream/ {
            proxy_pass http://stream_api;
            proxy_connect_timeout 2s;
            proxy_read_timeout 5s;
            proxy_next_upstream error timeout non_idempotent;
        }
    }
    server {
        listen 9090;
        location /live { root /shared; }
    }
}
"""
_APPLICATION = """\
server:
  port: {port}
heartbeat:
  interval: 10s
  timeout: 2s
  failure-threshold: 3
  success-threshold: 2
  replicas:
    - http://spring-boot-app-primary:8080/health
    - http://spring-boot-app-secondary:8081/health
"""
PRIMARY = _APPLICATION.format(port=8080)
SECONDARY = _APPLICATION.format(port=8081)
STACK = """\
services:
  nginx-rtmp-server:
    image: example/nginx-rtmp:1
    ports: ["1935:1935", "9090:9090"]
  spring-boot-app-primary:
    image: example/stream:1
    environment: {SERVER_PORT: "8080"}
    deploy: {replicas: 1}
  spring-boot-app-secondary:
    image: example/stream:1
    environment: {SERVER_PORT: "8081"}
"""
_FILES = {
    "nginx.conf": NGINX,
    "application-primary.yml": PRIMARY,
    "application-secondary.yml": SECONDARY,
    "stack.yml": STACK,
}

Change = tuple[str, str]


def kept(name: str, *changes: Change, beside: tuple[str, ...] = ()) -> Example:
    """Return a file with changes (old text, new text), and further ones as they are, as a valid example."""
    return Example(_files(name, changes, beside), system="rtmp-failover")


def broken(name: str, *changes: Change, at: tuple[str, ...], beside: tuple[str, ...] = ()) -> Example:
    """Return the changed file as an invalid example: wrong are the first lines that hold these texts."""
    files = _files(name, changes, beside)
    return Example(files, tuple(f"{name}:{_line(files[name], text)}" for text in at), system="rtmp-failover")


def _files(name: str, changes: tuple[Change, ...], beside: tuple[str, ...]) -> dict[str, str]:
    text = _FILES[name]
    for old, new in changes:
        if text.count(old) < 1:
            raise ValueError(f"{old!r} is not in {name}")
        text = text.replace(old, new, 1)
    return {name: text} | {other: _FILES[other] for other in beside}


def _line(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)
