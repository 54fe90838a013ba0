"""What passes: a client that leaves or is slow, too much at once, an engine that is away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from collect.shop import CALL, Broken, Shop
from oblik.collect.endpoint import CollectSettings
from oblik.kernel.errors import Overloaded, Unavailable


def test_a_client_that_leaves_is_forgotten(shop: Shop) -> None:
    """Nothing stored, no memory held; should it still listen, it may try again."""
    pieces = [{"type": "http.request", "body": b'{"event":', "more_body": True}, {"type": "http.disconnect"}]
    assert shop.post("/v1/track", b"", pieces=pieces).status == 408
    assert shop.figure("oblik_collect_in_flight_bytes") == 0
    assert shop.envelopes() == []


def test_a_slow_client_is_let_go_and_may_try_again(tmp_path: Path) -> None:
    """408 is one of those that SDKs send again."""
    slow = Shop(tmp_path, CollectSettings(request_seconds=0.01))
    reply = slow.post("/v1/track", b"", pieces=[{"type": "http.request", "body": b"{", "more_body": True}])
    assert (reply.status, reply.code) == (408, "slow_request")
    assert slow.figure("oblik_collect_in_flight_bytes") == 0
    slow.close()


def test_all_bodies_together_have_a_bound(tmp_path: Path) -> None:
    """Over it the answer is 429 with Retry-After, never a growing process."""
    small = Shop(tmp_path, CollectSettings(bodies_held=10_000))
    reply = small.post("/v1/track", CALL | {"x": "y" * 20_000})
    assert (reply.status, reply.code, reply.headers["retry-after"]) == (429, "overloaded", "1")
    small.close()


@pytest.mark.parametrize(
    ("error", "status", "wait"),
    [
        (Overloaded("The queue is full; try again.", retry_after=3), 429, "3"),
        (Unavailable("The disk is full; try again."), 503, "5"),
    ],
)
def test_a_passing_fault_is_answered_so_that_sdks_send_again(
    shop: Shop, error: Exception, status: int, wait: str
) -> None:
    """SDKs drop what gets another 4xx, so only these two are used, with the time to wait."""
    shop.app._log = Broken(error)  # type: ignore[assignment]
    reply = shop.post("/v1/track", CALL)
    assert (reply.status, reply.headers["retry-after"]) == (status, wait)


def test_collection_goes_on_while_the_state_is_away(shop: Shop) -> None:
    """Known sources send on; an unknown key gets a 503 then, since it may be a good one."""
    assert shop.post("/v1/track", CALL).status == 200
    shop.clock.advance(seconds=10)

    def away() -> Any:
        raise Unavailable("The state does not answer.")

    shop.state.read = away  # type: ignore[method-assign]
    assert shop.post("/v1/track", CALL).status == 200
    assert shop.post("/v1/track", CALL, key="OTHER").status == 503


def test_a_source_sends_no_more_than_it_may(shop: Shop) -> None:
    """Two seconds' worth at once, then 429 until the bucket fills again; other sources are not touched."""
    shop.change("web", rate_limit=10)
    shop.add("free", write_key="FREE")
    batch = {"batch": [CALL | {"type": "track"}] * 20}
    assert shop.post("/v1/batch", batch).status == 200
    reply = shop.post("/v1/batch", batch)
    assert (reply.status, reply.code, reply.headers["retry-after"]) == (429, "rate_limited", "1")
    assert shop.post("/v1/batch", batch, key="FREE").status == 200
    shop.clock.advance(seconds=1)
    assert shop.post("/v1/track", CALL).status == 200
