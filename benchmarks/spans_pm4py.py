"""Replays spans on a Petri net with pm4py. Run by `benchmarks/spans.py`, in an environment of pm4py's own.

    python spans_pm4py.py SPANS.json NET.json

NET.json has the steps of the diagram as `[service, kind, end]` and, for each, the numbers of its direct causes. Written
to standard output: seconds of processor time for reading, making a log of it, and replaying, and how many traces fit.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path


def events(path: str) -> dict[str, list[object]]:
    """Return the columns of an event log: two events a span."""
    cases: list[object] = []
    names: list[object] = []
    times: list[object] = []
    with Path(path).open("rb") as file:
        for line in file:
            for group in json.loads(line)["resourceSpans"]:
                service = next(
                    a["value"]["stringValue"] for a in group["resource"]["attributes"] if a["key"] == "service.name"
                )
                for scope in group["scopeSpans"]:
                    for span in scope["spans"]:
                        for end, key in ((0, "startTimeUnixNano"), (1, "endTimeUnixNano")):
                            cases.append(span["traceId"])
                            names.append(f"{service} {span['kind']} {end}")
                            times.append(int(span[key]))
    return {"case": cases, "name": names, "time": times}


def main(spans: str, net_file: str) -> None:
    import pandas as pd
    import pm4py
    from pm4py.objects.petri_net.obj import Marking, PetriNet
    from pm4py.objects.petri_net.utils import petri_utils

    began = time.process_time()
    columns = events(spans)
    read = time.process_time()
    frame = pd.DataFrame(columns)
    frame["time"] = pd.to_datetime(frame["time"], unit="ns", utc=True)
    frame = pm4py.format_dataframe(frame, case_id="case", activity_key="name", timestamp_key="time")
    made = time.process_time()

    drawn = json.loads(Path(net_file).read_text())
    net = PetriNet("diagram")
    steps = [
        petri_utils.add_transition(net, label=f"{s} {k} {e}", name=str(n)) for n, (s, k, e) in enumerate(drawn["steps"])
    ]
    source, sink = petri_utils.add_place(net, "source"), petri_utils.add_place(net, "sink")
    followed = {cause for causes in drawn["causes"] for cause in causes}
    for n, causes in enumerate(drawn["causes"]):
        if not causes:
            petri_utils.add_arc_from_to(source, steps[n], net)
        if n not in followed:
            petri_utils.add_arc_from_to(steps[n], sink, net)
        for cause in causes:
            place = petri_utils.add_place(net, f"{cause} to {n}")
            petri_utils.add_arc_from_to(steps[cause], place, net)
            petri_utils.add_arc_from_to(place, steps[n], net)
    replayed = pm4py.conformance_diagnostics_token_based_replay(frame, net, Marking({source: 1}), Marking({sink: 1}))
    done = time.process_time()
    fits = sum(bool(each["trace_is_fit"]) for each in replayed)
    told = {"read": read - began, "made": made - read, "replayed": done - made, "traces": len(replayed), "fit": fits}
    print(json.dumps(told | {"version": pm4py.__version__}))


if __name__ == "__main__":
    main(*sys.argv[1:])
