"""What nginx makes of its configuration: inheritance, defaults, includes, where requests go."""

from __future__ import annotations

import pytest

from checker.base.finding import Severity
from checker.base.time import NS_PER_MS, NS_PER_S
from checker.configs.nginx.facts import Nginx
from checker.configs.nginx.routing import (
    location_for,
    passed_path,
    proxied_to,
    served_files,
    server_for,
    servers_behind,
)
from checker.configs.nginx.values import listen_value, show_time, time_value, url_value
from checker.configs.setting import UnknownValueError
from tests.configs.nginx.corpus import application, http, rtmp
from tests.configs.nginx.reading import nginx_of, parsed


def _application(text: str):
    return nginx_of(text).rtmp_servers[0].applications[0]


def test_defaults_say_who_says_so():
    app = _application(application())
    server = nginx_of(application()).rtmp_servers[0]
    assert (app.live.value, app.hls.value, app.hls_path.value, app.notify_method.value) == (False, False, "", "post")
    assert server.netcall_timeout.value == 10 * NS_PER_S
    assert all(setting.is_default for setting in (app.live, app.hls, app.notify_method, server.netcall_timeout))
    assert app.live.place.line == 5


def test_inner_blocks_inherit():
    text = (
        "rtmp {\n hls on;\n on_publish http://a/x;\n deny publish 10.0.0.1;\n server {\n  live on;\n"
        "  application a { allow publish all; hls off; }\n }\n}\n"
    )
    app = _application(text)
    assert (app.hls.value, app.hls.place.line) == (False, 7)
    assert (app.live.value, app.live.place.line, [p.line for p in app.live.via]) == (True, 6, [7])
    assert app.callbacks["on_publish"].url.value == "http://a/x"
    assert [(rule.action, rule.who) for rule in app.access] == [("allow", "all"), ("deny", "10.0.0.1")]


def test_an_inner_callback_is_no_doubling():
    text = "rtmp { on_play http://a/x; server { application a { on_play http://b/x; } } }"
    callback = _application(text).callbacks["on_play"]
    assert (callback.url.value, callback.overridden) == ("http://b/x", ())


def test_the_last_callback_of_a_block_is_called():
    text = application("on_play http://a/x;", "on_play http://b/x;", "on_play http://c/x;")
    callback = _application(text).callbacks["on_play"]
    assert callback.url.value == "http://c/x"
    assert [at.values for at in callback.overridden] == [("http://a/x",), ("http://b/x",)]


def test_a_variable_is_unknown():
    app = _application(application("on_publish http://${APP_HOST}/x;"))
    with pytest.raises(UnknownValueError, match="APP_HOST"):
        _ = app.callbacks["on_publish"].url.value
    (found,) = parsed({"nginx.conf": application("on_publish http://${APP_HOST}/x;")}, {"APP_HOST": "a"}).facts
    assert isinstance(found, Nginx)
    assert found.rtmp_servers[0].applications[0].callbacks["on_publish"].url.value == "http://a/x"


def test_ports_without_listen():
    nginx = nginx_of("rtmp { server { application a { } } } http { server { } }")
    assert nginx.rtmp_servers[0].listens[0].port.value == 1935
    assert nginx.http_servers[0].listens[0].port.value == 80


@pytest.mark.parametrize(
    ("text", "level"),
    [("", "error"), ("error_log x;", "error"), ("error_log x info;", "info"), ("error_log x warn;", "warn")],
)
def test_log_level(text, level):
    assert nginx_of(f"{text} events {{}}").error_level.value == level


def test_proxy_settings_inherit():
    text = http("proxy_connect_timeout 1s;", "server {", " proxy_next_upstream off;", " location /a {", " }", "}")
    location = nginx_of(text).http_servers[0].locations[0]
    assert location.connect_timeout.value == NS_PER_S
    assert location.next_upstream.value == ()
    assert location.read_timeout.value == 60 * NS_PER_S
    assert location.read_timeout.place.line == 6


SERVER = http(
    "server {",
    "  listen 8088;",
    "  location / { proxy_pass http://root; }",
    "  location = /exact { proxy_pass http://exact; }",
    "  location /api/ { proxy_pass http://api/v1/; location /api/inner { proxy_pass http://inner; } }",
    r"  location ~ \.m3u8$ { root /srv; }",
    "  location ^~ /static { alias /srv/static/; }",
    "}",
    "upstream api { server 10.0.0.1:81 backup; server 10.0.0.2; }",
)


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("/", "/"),
        ("/x", "/"),
        ("/exact", "/exact"),
        ("/exact/x", "/"),
        ("/api/a", "/api/"),
        ("/api/inner/b", "/api/inner"),
        ("/api/a.m3u8", r"\.m3u8$"),
        ("/static/a.m3u8", "/static"),
        ("/x?y=.m3u8", "/"),
    ],
)
def test_which_location_takes_a_path(path, wanted):
    server = server_for(nginx_of(SERVER), "127.0.0.1", 8088)
    assert server
    found = location_for(server, path)
    assert found and found.path == wanted


def test_where_a_request_is_passed():
    nginx = nginx_of(SERVER)
    location = location_for(nginx.http_servers[0], "/api/start")
    assert location
    target = proxied_to(location)
    assert target and passed_path(location, target, "/api/start") == "/v1/start"
    group, servers = servers_behind(nginx, location, target)
    assert group and group.name == "api"
    assert [(s.host, s.port, s.backup.value) for s in servers] == [("10.0.0.1", 81, True), ("10.0.0.2", 80, False)]


def test_where_files_are_served_from():
    assert {path.path: directory for path, directory in served_files(nginx_of(SERVER))} == {
        r"\.m3u8$": "/srv",
        "/static": "/srv/static",
    }


@pytest.mark.parametrize(
    ("host", "port", "listen", "taken"),
    [
        ("127.0.0.1", 80, "80", True),
        ("127.0.0.1", 80, "*:80", True),
        ("localhost", 80, "127.0.0.1:80", True),
        ("127.0.0.1", 80, "10.0.0.1:80", False),
        ("10.0.0.1", 80, "127.0.0.1:80", False),
        ("10.0.0.1", 81, "80", False),
        ("::1", 80, "[::]:80", True),
        ("127.0.0.1", 80, "unix:/tmp/x", False),
    ],
)
def test_who_takes_a_connection(host, port, listen, taken):
    assert (server_for(nginx_of(http(f"server {{ listen {listen}; }}")), host, port) is not None) == taken


def test_includes_are_relative_to_the_main_file():
    texts = {
        "etc/nginx.conf": "events {}\nrtmp { include rtmp.d/*.conf; }\nhttp { include mime.types; }\n",
        "etc/rtmp.d/a.conf": "server { listen 1935; include rtmp.d/apps/live.inc; }",
        "etc/rtmp.d/apps/live.inc": "application live { live on; }",
    }
    result = parsed(texts)
    (nginx,) = result.facts
    assert isinstance(nginx, Nginx)
    assert nginx.files == tuple(texts)
    assert nginx.rtmp_servers[0].applications[0].live.place.file == "etc/rtmp.d/apps/live.inc"
    assert result.problems == ()


def test_a_path_of_the_image_is_found_in_the_repository():
    texts = {
        "deploy/nginx.conf": "events {}\nhttp { include /etc/nginx/conf.d/*.conf; }\ninclude /etc/nginx/rtmp.conf;",
        "deploy/conf.d/api.conf": "server { listen 8088; }",
        "deploy/rtmp.conf": "rtmp { server { listen 1935; } }",
    }
    (nginx,) = parsed(texts).facts
    assert isinstance(nginx, Nginx)
    assert len(nginx.http_servers) == len(nginx.rtmp_servers) == 1


def test_a_missing_include_is_told():
    (problem,) = parsed({"nginx.conf": "events {}\nrtmp { include secret.conf; }"}).problems
    assert (problem.code, problem.severity, problem.where and problem.where.line) == (
        "config-include",
        Severity.INFO,
        2,
    )


def test_files_that_include_each_other_end():
    result = parsed({"a.conf": "include b.conf;\nevents {}", "b.conf": "include a.conf;"})
    assert any(problem.code == "config-include" for problem in result.problems)
    assert result.facts


def test_fragments_stand_in_the_block_they_belong_to():
    texts = {
        "up.conf": "upstream a { server 127.0.0.1:1; }\nserver { listen 81; }",
        "loc.conf": "location /x { proxy_pass http://a; }",
        "app.conf": "application live { live on; }",
        "rtmp.conf": "server { listen 1935; application live { live on; } }",
    }
    result = parsed(texts)
    assert result.problems == ()
    up, loc, app, rtmp_server = result.facts
    assert isinstance(up, Nginx) and up.upstreams and up.http_servers[0].listens[0].port.value == 81
    assert isinstance(loc, Nginx) and loc.http_servers[0].locations[0].path == "/x"
    assert isinstance(app, Nginx) and app.rtmp_servers[0].applications[0].name == "live"
    assert isinstance(rtmp_server, Nginx) and rtmp_server.rtmp_servers[0].listens[0].port.value == 1935


def test_a_fragment_that_may_stand_anywhere_is_not_blamed():
    assert parsed({"ssl.conf": "ssl_certificate /a;\nssl_certificate_key /b;\nfastcgi_param A b;\n"}).problems == ()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("10", 10 * NS_PER_S),
        ("10s", 10 * NS_PER_S),
        ("500ms", 500 * NS_PER_MS),
        ("1m30s", 90 * NS_PER_S),
        ("1m 30s", 90 * NS_PER_S),
        ("1h", 3600 * NS_PER_S),
        ("1d12h", 36 * 3600 * NS_PER_S),
        ("0", 0),
    ],
)
def test_times(text, wanted):
    assert time_value(text) == wanted


@pytest.mark.parametrize("text", ["", "s", "3sec", "1s1m", "-1", "1.5s", "ms10"])
def test_what_is_no_time(text):
    with pytest.raises(ValueError, match="no time"):
        time_value(text)


@pytest.mark.parametrize("ns", [NS_PER_S, 90 * NS_PER_S, 1500 * NS_PER_MS, NS_PER_MS])
def test_times_are_written_as_they_are_read(ns):
    assert time_value(show_time(ns)) == ns


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("http://a/x", ("http", "a", 80, "/x")),
        ("http://A:8080", ("http", "a", 8080, "")),
        ("rtmp://127.0.0.1/hls", ("rtmp", "127.0.0.1", 1935, "/hls")),
        ("127.0.0.1:1/x", ("rtmp", "127.0.0.1", 1, "/x")),
        ("http://[::1]:81/x?y", ("http", "::1", 81, "/x?y")),
    ],
)
def test_urls(text, wanted):
    url = url_value(text, "rtmp")
    assert (url.scheme, url.host, url.port, url.path) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1935", ("", 1935)),
        ("*:80", ("", 80)),
        ("0.0.0.0:80", ("", 80)),
        ("[::]:80", ("", 80)),
        ("127.0.0.1", ("127.0.0.1", 7)),
        ("unix:/x", ("unix:/x", -1)),
    ],
)
def test_listens(text, wanted):
    assert listen_value(text, 7) == wanted


def test_commands_are_kept():
    app = _application(rtmp("application a { exec_push ffmpeg -i x; }"))
    assert [at.keyword for at in app.commands] == ["exec_push"]
