"""Prints what each tracker weighs, when it is there, and what it takes of the page's thread.

Run: make bench-tracker, which installs the others first.
"""

from __future__ import annotations

import argparse
import gzip
import shutil
import statistics
import subprocess
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, sync_playwright

from benchmarks.tracker.contestants import NOTHING, Contestant, contestants
from benchmarks.tracker.site import serving

CHROMIUM = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
)
LINE = {
    "offline": False,
    "latency": 60,
    "downloadThroughput": 1_250_000,
    "uploadThroughput": 625_000,
}  # 10 Mbit/s
SLOWER = 4  # times: a telephone in the middle of the range
CALLS = 100
# Some trackers tell nothing of a browser that says it is headless.
AGENT = "Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
SETTLED_MS = 2_500


@dataclass(frozen=True)
class Run:
    """One visit. Milliseconds.

    Attributes:
        there: from the page's begin until the script has run.
        load: of the page's thread, until everything is quiet, more than the page alone.
        calls: until a hundred calls have returned.
        after: of the page's thread for the hundred, with sending them.
        asked: requests besides the page.
    """

    there: float
    load: float
    calls: float
    after: float
    asked: int


def main() -> None:
    """Visits each page in turn, several rounds, and prints the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        trackers = [NOTHING, *contestants(Path(scratch))]
        executable = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
        browser = playwright.chromium.launch(executable_path=executable, args=list(CHROMIUM))
        runs: dict[int, list[Run]] = defaultdict(list)
        with serving(trackers) as url:
            for _ in range(rounds):
                for number, tracker in enumerate(trackers):
                    runs[number].append(_visit(browser, f"{url}/{number}", tracker))
        browser.close()
    _print(trackers, runs)


def _visit(browser: Browser, url: str, tracker: Contestant) -> Run:
    context = browser.new_context(user_agent=AGENT)
    page = context.new_page()
    line = context.new_cdp_session(page)
    # Of the thread itself: on a busy machine the clock on the wall says more of the neighbours.
    line.send("Performance.enable", {"timeDomain": "threadTicks"})
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", LINE)
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(url, wait_until="load")
    page.wait_for_timeout(SETTLED_MS)
    there = page.evaluate(
        "() => performance.getEntriesByType('resource').find(({name}) => name.endsWith('.js'))?.responseEnd ?? 0"
    )
    load = _busy(line)
    # As the page itself would call it, with another event each time.
    calls = page.evaluate(
        f"""() => {{ const begun = performance.now();
            for (let n = 0; n < {CALLS}; n++) {{ const name = 'Step ' + n; {tracker.track}; }}
            return performance.now() - begun; }}"""
    )
    page.wait_for_timeout(SETTLED_MS)
    after = _busy(line) - load
    context.close()
    return Run(there, load, calls, after, len(asked) - 1)


def _busy(line: CDPSession) -> float:
    """How long the page's thread has worked, ms."""
    metrics = {m["name"]: m["value"] for m in line.send("Performance.getMetrics")["metrics"]}
    return float(metrics["TaskDuration"]) * 1000


def _brotli(code: bytes) -> int:
    program = "process.stdout.write(require('zlib').brotliCompressSync(require('fs').readFileSync(0)))"
    return len(
        subprocess.run(
            ["node", "-e", program], input=code, capture_output=True, check=True, timeout=60
        ).stdout
    )


def _print(trackers: list[Contestant], runs: dict[int, list[Run]]) -> None:
    def middle(number: int, name: str) -> float:
        return statistics.median(getattr(run, name) for run in runs[number])

    alone, idle = middle(0, "load"), middle(0, "after")
    print(f"medians of {len(runs[0])} visits; 10 Mbit/s, 60 ms, processor slowed {SLOWER} times")
    print(f"the page alone takes {alone:.0f} ms of its thread")
    print(
        "| tracker | script | gzipped | brotli | there after | thread: load | 100 calls return | thread: 100 calls | requests |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for number, tracker in enumerate(trackers[1:], 1):
        sizes = [len(tracker.script), len(gzip.compress(tracker.script)), _brotli(tracker.script)]
        cells = [
            tracker.name,
            *(f"{size / 1024:.1f} KB" for size in sizes),
            f"{middle(number, 'there'):.0f} ms",
            f"{middle(number, 'load') - alone:.0f} ms",
            f"{middle(number, 'calls'):.1f} ms",
            f"{middle(number, 'after') - idle:.0f} ms",
            f"{middle(number, 'asked'):.0f}",
        ]
        print(f"| {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
