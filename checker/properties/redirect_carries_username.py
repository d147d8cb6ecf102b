"""The redirect that authorises a publish names the user whose key was published."""

from checker.base.explanation import Explanation
from checker.properties.property import Property

PROPERTY = Property(
    id="redirect-carries-username",
    says="the redirect of the callback names the user whose key was published",
    formula="forall n: router, x: stream. always (publish_authorised(n, x) implies names_owner(n, x))",
    triggered_by="an authorised publish",
    subject="x",
    programs=("nginx", "replica"),
    told_by=("callback",),
    violated="{n} was told at {at} to publish {x} under a name that is not its owner's",
    inconclusive="{n} may have been told at {at} to publish {x} under a name that is not its owner's",
    explanation=Explanation(
        code="redirect-carries-username",
        title="a stream was published under a name that is not its owner's",
        what=(
            "A publish was authorised, and the name that the stream got is not that of the user whose key was "
            "published: another user's, the key itself, or a URL."
        ),
        why=(
            "The 302 renames the stream: its `Location` becomes the name under which segments are public. An answer "
            "2xx authorises, too, and leaves the name as it is: then the secret key becomes a public path. A "
            "`Location` that is a whole URL (what `sendRedirect` makes of a relative one) is taken for a name as it "
            "stands, and no segment can be written; one that starts with `rtmp://` publishes twice, once under the key."
        ),
        bad="notify: publish redirect to 'http://spring-boot-app-primary:80/api/stream/stream_alice'",
        good="notify: publish redirect to 'stream_alice'",
        fix="Answer with 302 and the bare header `Location: stream_alice`, set by hand and not by `sendRedirect`.",
    ),
)
