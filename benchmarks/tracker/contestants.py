"""The trackers: which file of which package, how a site starts it, and how it tells an event."""

from __future__ import annotations

import json
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
TRACKER = HERE.parents[1] / "tracker"
UMAMI = "umami@2.10.0"  # the whole application; of its package only the source of its tracker is taken


@dataclass(frozen=True)
class Contestant:
    """One tracker.

    Attributes:
        name: with the version.
        script: the code as a browser gets it, minified.
        tag: what stands in the page's head; `{script}` is the script's address.
        track: tells an event named by `name`, as JavaScript.
    """

    name: str
    script: bytes
    tag: str
    track: str


def contestants(scratch: Path) -> list[Contestant]:
    """All of them; `scratch` is a folder for what has to be unpacked."""
    return [_oblik(), _umami(scratch), _segment(), _rudderstack(), _posthog()]


NOTHING = Contestant("no tracker", b"", "", "void name")


def _oblik() -> Contestant:
    script = (TRACKER / "dist" / "oblik.js").read_bytes()
    options = '{"consent": "granted"}'
    tag = f'<script async src="{{script}}" data-key="KEY" data-options=\'{options}\'></script>'
    return Contestant(f"oblik-tracker {_version(TRACKER)}", script, tag, "oblik.track(name, {step: 1})")


def _umami(scratch: Path) -> Contestant:
    subprocess.run(
        ["npm", "pack", "--silent", UMAMI], cwd=scratch, check=True, timeout=120, stdout=subprocess.DEVNULL
    )
    with tarfile.open(next(scratch.glob("umami-*.tgz"))) as package:
        package.extractall(scratch, filter="data")
    script = _minified(scratch / "package" / "src" / "tracker" / "index.js")
    tag = '<script async src="{script}" data-website-id="00000000-0000-4000-8000-000000000000"></script>'
    return Contestant(UMAMI.replace("@", " "), script, tag, "umami.track(name, {step: 1})")


def _segment() -> Contestant:
    package = HERE / "node_modules" / "@segment" / "analytics-next"
    start = "const a = AnalyticsNext.AnalyticsBrowser.load({writeKey: 'KEY', cdnURL: location.origin}); window.a = a; a.page()"
    script = _minified(package / "dist" / "umd" / "index.js")
    return Contestant(
        f"@segment/analytics-next {_version(package)}", script, _started(start), "a.track(name, {step: 1})"
    )


def _rudderstack() -> Contestant:
    package = HERE / "node_modules" / "@rudderstack" / "analytics-js"
    start = (
        "const r = new rudderanalytics.RudderAnalytics(); window.r = r;"
        "r.load('KEY', location.origin, {configUrl: location.origin}); r.page()"
    )
    script = _minified(package / "dist" / "npm" / "modern" / "bundled" / "umd" / "index.js")
    return Contestant(
        f"@rudderstack/analytics-js {_version(package)}", script, _started(start), "r.track(name, {step: 1})"
    )


def _posthog() -> Contestant:
    package = HERE / "node_modules" / "posthog-js"
    # It tells nothing of a browser that is driven by a program, unless it is asked to.
    options = "const options = {api_host: location.origin, opt_out_useragent_filter: true};"
    before = f"{options} window.posthog = []; posthog._i = [['KEY', options, 'posthog']]; posthog.__SV = 1"
    tag = f'<script>{before}</script><script async src="{{script}}"></script>'
    script = (package / "dist" / "array.js").read_bytes()
    return Contestant(f"posthog-js {_version(package)}", script, tag, "posthog.capture(name, {step: 1})")


def _started(code: str) -> str:
    """A tag for a script that does nothing until it is told to."""
    return f'<script>function started() {{ {code} }}</script><script async src="{{script}}" onload="started()"></script>'


def _minified(file: Path) -> bytes:
    """As a site's own build would send it; what is minified already stays as it is."""
    esbuild = TRACKER / "node_modules" / ".bin" / "esbuild"
    done = subprocess.run(
        [esbuild, "--minify", "--target=es2021", "--log-level=error", file],
        capture_output=True,
        check=True,
        timeout=120,
    )
    return min(done.stdout, file.read_bytes(), key=len)


def _version(package: Path) -> str:
    return str(json.loads((package / "package.json").read_text())["version"])
