"""The directives of the RTMP module: where each may stand, how many values it takes, and of what kind.

As Debian's module (1.2.2) takes them; HTTP's directives are crossplane's to know.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from checker.configs.nginx.values import (
    callback_value,
    flag_value,
    number_value,
    relay_value,
    size_value,
    socket_value,
    time_value,
)

# the contexts: the block `rtmp`, its `server`, an `application`, a `recorder` in one
_ALL = ("rtmp", "server", "application")
_SESSION = ("rtmp", "server")
_RECORDED = (*_ALL, "recorder")


@dataclass(frozen=True, slots=True)
class Shape:
    """What a directive looks like: contexts, the least and most values (-1: any number), how its value is read."""

    contexts: tuple[str, ...]
    least: int = 1
    most: int = 1
    read: Callable[[str], object] = str
    block: bool = False


def _each(names: str, shape: Shape) -> dict[str, Shape]:
    return dict.fromkeys(names.split(), shape)


RTMP: Mapping[str, Shape] = MappingProxyType(
    _each("server", Shape(("rtmp",), 0, 0, block=True))
    | _each("application", Shape(("server",), 1, 1, block=True))
    | _each("recorder", Shape(("application",), 1, 1, block=True))
    | _each("listen", Shape(("server",), 1, -1, socket_value))
    | _each("log_format", Shape(("rtmp",), 2, -1))
    | _each("allow deny access_log", Shape(_ALL, 1, 2))
    | _each("push pull", Shape(("application",), 1, -1, relay_value))
    | _each("play hls_variant", Shape(_ALL, 1, -1))
    | _each(
        "exec exec_push exec_pull exec_publish exec_publish_done exec_play exec_play_done exec_static",
        Shape(_ALL, 1, -1),
    )
    | _each("exec_record_done", Shape(_RECORDED, 1, -1))
    | _each("on_connect on_disconnect", Shape(_SESSION, read=callback_value))
    | _each("on_publish on_publish_done on_play on_play_done on_done on_update", Shape(_ALL, read=callback_value))
    | _each("on_record_done", Shape(_RECORDED, read=callback_value))
    | _each("record", Shape(_RECORDED, 1, -1))
    | _each("record_path record_suffix", Shape(_RECORDED))
    | _each("record_append record_lock record_unique record_notify", Shape(_RECORDED, read=flag_value))
    | _each("record_interval", Shape(_RECORDED))
    | _each("record_max_size", Shape(_RECORDED, read=size_value))
    | _each("record_max_frames", Shape(_RECORDED, read=number_value))
    | _each("ack_window chunk_size max_streams", Shape(_SESSION, read=number_value))
    | _each("max_message out_cork out_queue netcall_buffer", Shape(_SESSION, read=size_value))
    | _each("busy so_keepalive", Shape(_SESSION, read=flag_value))
    | _each("buflen netcall_timeout ping ping_timeout relay_buffer timeout", Shape(_SESSION, read=time_value))
    | _each("max_connections hls_fragments_per_key hls_fragment_naming_granularity", Shape(_ALL, read=number_value))
    | _each("hls_audio_buffer_size", Shape(_ALL, read=size_value))
    | _each(
        "live hls dash hls_cleanup hls_continuous hls_keys hls_nested dash_cleanup dash_nested idle_streams "
        "interleave notify_relay_redirect notify_update_strict play_restart play_time_fix publish_notify "
        "publish_time_fix respawn session_relay wait_video",
        Shape(_ALL, read=flag_value),
    )
    | _each(
        "buffer dash_fragment dash_playlist_length drop_idle_publisher hls_fragment hls_max_audio_delay "
        "hls_max_fragment hls_muxdelay hls_playlist_length hls_sync notify_update_timeout pull_reconnect "
        "push_reconnect respawn_timeout",
        Shape(_ALL, read=time_value),
    )
    | _each(
        "dash_path exec_kill_signal exec_options hls_base_url hls_fragment_naming hls_fragment_slicing hls_key_path "
        "hls_key_url hls_path hls_type meta notify_method play_local_path play_temp_path stream_buckets sync wait_key",
        Shape(_ALL),
    )
)

CALLBACKS = (
    "on_connect",
    "on_disconnect",
    "on_publish",
    "on_publish_done",
    "on_play",
    "on_play_done",
    "on_done",
    "on_record_done",
    "on_update",
)
