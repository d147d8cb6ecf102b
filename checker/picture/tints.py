"""The colours of areas as a diagram gives them, in a light and a dark version on both of which texts are legible."""

from __future__ import annotations

import re
from colorsys import hls_to_rgb, rgb_to_hls

from checker.picture.css_colours import NAMED

NEUTRAL = ("#f3f5f8", "#171c24")
# On a light page no area is darker than that, on a dark one all are of this lightness and no more saturated.
_LIGHT, _DARK, _SATURATION = 0.90, 0.15, 0.32
_FUNCTION = re.compile(r"(rgb|hsl)a?\((.*)\)", re.IGNORECASE | re.DOTALL)
_NUMBER = re.compile(r"([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)(%|deg|grad|rad|turn)?|none", re.IGNORECASE)
_TURNS = {"turn": 1.0, "rad": 1 / 6.283185307179586, "grad": 1 / 400, "deg": 1 / 360, "": 1 / 360}
_Rgb = tuple[float, float, float]


def tint(colour: str) -> tuple[str, str]:
    """Return a CSS colour for a light and for a dark page; a neutral one for what is no colour of CSS Color 4.

    What is see-through is mixed with white first.
    """
    rgb = _rgb(colour.strip().lower())
    if rgb is None:
        return NEUTRAL
    hue, lightness, saturation = rgb_to_hls(*rgb)
    light = hls_to_rgb(hue, max(lightness, _LIGHT), saturation)
    return _hex(light), _hex(hls_to_rgb(hue, _DARK, min(saturation, _SATURATION)))


def _rgb(colour: str) -> _Rgb | None:
    if colour in NAMED:
        value = int(NAMED[colour], 16)
        return (value >> 16) / 255, (value >> 8 & 255) / 255, (value & 255) / 255
    match = _FUNCTION.fullmatch(colour)
    parts = [(m[1], (m[2] or "").lower()) for m in _NUMBER.finditer(match[2])] if match else []
    if match is None or len(parts) not in (3, 4):
        return None
    first, second, third, *alpha = parts
    if match[1].lower() == "rgb":
        rgb = (_channel(*first), _channel(*second), _channel(*third))
    else:
        hue = float(first[0] or 0) * _TURNS.get(first[1], 1 / 360)
        rgb = hls_to_rgb(hue % 1.0, _unit(float(third[0] or 0) / 100), _unit(float(second[0] or 0) / 100))
    share = _share(*alpha[0]) if alpha else 1.0
    return tuple(1 + share * (part - 1) for part in rgb)  # type: ignore[return-value]


def _channel(number: str | None, unit: str) -> float:
    return _unit(float(number or 0) / (100 if unit == "%" else 255))


def _share(number: str | None, unit: str) -> float:
    return _unit(float(number or 0) / (100 if unit == "%" else 1))


def _unit(value: float) -> float:
    return min(1.0, max(0.0, value))


def _hex(rgb: _Rgb) -> str:
    # first to what all versions of colorsys agree on, so that pictures are the same everywhere
    return "#" + "".join(f"{round(round(part * 255, 6)):02x}" for part in rgb)
