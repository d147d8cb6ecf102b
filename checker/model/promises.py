"""What diagrams promise that no trace can show to be kept, only a configuration: known to contracts by these names."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

PROMISES: Mapping[str, str] = MappingProxyType(
    {
        "balancer-not-single-point": "the death of a load balancer's process moves the virtual address",
        "service-unaffected": "a server that dies costs no client its request",
        "publish-fails-over": "a new stream is authorised by the second replica when the first is gone",
    }
)
