"""No segment of a stream is written before its publish was authorised, and none after it was refused."""

from checker.base.explanation import Explanation
from checker.properties.property import Property

PROPERTY = Property(
    id="publish-authorised",
    says="no HLS segment of a stream is written before its publish was authorised; a refused publish stays refused",
    formula=(
        "forall n: router, x: stream. always (segment(n, x) implies "
        "(not publish_refused(n, x)) since publish_authorised(n, x))"
    ),
    triggered_by="a segment of a stream",
    subject="x",
    programs=("nginx", "access-log", "hls-listing"),
    told_by=("segment_written", "publish_began", "rtmp_session"),
    violated="{n} wrote a segment of {x} at {at}, whose publish was not authorised",
    inconclusive="{n} wrote a segment of {x} at {at}, whose publish may not have been authorised",
    explanation=Explanation(
        code="publish-authorised",
        title="a stream that nobody authorised was played",
        what=(
            "A segment of a stream was written, and no publish of that stream had been authorised before it, or the "
            "last answer was a refusal."
        ),
        why=(
            "The diagram asks a replica (`POST /api/stream/start`) before the stream is pushed and saved. Whatever "
            "else leads into the application that writes segments passes by that question: an `hls` application "
            "without `allow publish 127.0.0.1; deny publish all;` takes streams from everybody. The application's log "
            "is no evidence: nginx refuses after 10s, and the replica may tell of success two seconds later."
        ),
        bad=(
            '10.77.0.2 [21/Nov/2026:19:30:32 +0000] PUBLISH "hls" "stream_alice" "" - 1779782 409 "" '
            '"FMLE/3.0 (compatible; Lavf59.27" (4s)     (straight to hls, and no POST before it)'
        ),
        good=(
            "19:19:22 *1 notify: publish 'spring-boot-app-primary:8080/api/stream/start', client: 10.77.0.2\n"
            "19:19:22 *1 notify: publish redirect to 'stream_alice', client: 10.77.0.2\n"
            "19:19:23 *4 publish: name='stream_alice' args='' type=live silent=0, client: 127.0.0.1"
        ),
        fix="Close the application that writes segments to all but the push from the same host.",
    ),
)
