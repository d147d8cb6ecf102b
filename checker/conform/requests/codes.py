"""The codes of findings about requests."""

HOP, STEP, ORDER, REPEATED, PARTY = (
    "request-hop-skipped",
    "request-step-missing",
    "request-out-of-order",
    "request-step-repeated",
    "request-second-party",
)
