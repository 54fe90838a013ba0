"""What a person types as an address reaches the internet, and nothing inside that nobody allowed."""

from __future__ import annotations

import io
from collections.abc import Sequence

import httpx
import pytest
import stamina

from imports.elsewhere import Answer, site
from oblik.kernel.errors import Invalid, TooLarge, Unavailable
from oblik.store.outside import Gate
from oblik.store.outside.http import Download, checked_url, download, open_client

INSIDE = (
    *("127.0.0.1", "127.8.8.8", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
    *("0.0.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::a9fe:a9fe"),
)


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_refused_however_it_is_written(address: str) -> None:
    """Loopback, private, link-local and metadata addresses, also dressed as IPv6."""
    gate = Gate(resolve=lambda _host, _port: [address])
    with pytest.raises(Invalid, match="OBLIK_ALLOW_INTERNAL_ADDRESSES"):
        gate.address("harmless.example", 80)


def test_what_the_operator_names_is_let_through_and_nothing_beside_it() -> None:
    """A host by its name, a network by its range; a public address needs neither."""
    names = {"db.internal": ["10.0.0.5"], "other.internal": ["10.9.9.9"], "shop.example": ["8.8.8.8"]}
    gate = Gate(("DB.internal.", "10.9.0.0/16"), resolve=lambda host, _port: names.get(host, ["10.0.0.6"]))
    assert gate.address("db.internal", 5432) == "10.0.0.5"
    assert gate.address("other.internal", 5432) == "10.9.9.9"
    assert gate.address("shop.example", 443) == "8.8.8.8"
    with pytest.raises(Invalid):
        gate.address("elsewhere.internal", 5432)


def test_the_address_that_was_checked_is_the_one_that_is_connected_to() -> None:
    """A name that shows a public address first and an inside one after gains nothing: it is looked up once."""
    looked_up: list[str] = []

    def resolve(host: str, _port: int) -> Sequence[str]:
        looked_up.append(host)
        return ["127.0.0.1"] if len(looked_up) == 1 else ["10.0.0.1"]

    with site(lambda _path, _headers: (200, {}, b"hello")) as shop:
        gate = Gate(("127.0.0.1",), resolve)
        assert _get(gate, shop.url("/feed", host="shop.example")).size == 5
    assert looked_up == ["shop.example"]
    assert shop.asked[0][1]["host"] == f"shop.example:{shop.port}"


def test_a_redirect_into_the_inside_is_refused() -> None:
    """A site outside cannot send the server to what only the server reaches."""

    def answer(_path: str, _headers: dict[str, str]) -> Answer:
        return 302, {"Location": "http://169.254.169.254/latest/meta-data"}, b""

    with site(answer) as shop, pytest.raises(Invalid, match=r"169\.254"):
        _get(Gate(("127.0.0.1",)), shop.url())


def test_a_download_is_bounded_tried_again_and_told_apart() -> None:
    """Too much is refused while it comes; a server that is busy is asked again; one that refuses is not."""
    answers: list[Answer] = [(503, {}, b""), (200, {}, b"x" * 2000)]
    with stamina.set_testing(True, attempts=3, cap=True), site(lambda *_: answers[0]) as shop:
        gate = Gate(("127.0.0.1",))
        with pytest.raises(Unavailable, match="status 503"):
            _get(gate, shop.url())
        assert len(shop.asked) == 3
        answers.pop(0)
        assert _get(gate, shop.url()).size == 2000
        with pytest.raises(TooLarge):
            _get(gate, shop.url(), most=1999)
        answers[0] = (403, {}, b"")
        with pytest.raises(Invalid, match="status 403"):
            _get(gate, shop.url())


@pytest.mark.parametrize(
    "text", ["ftp://x/y", "file:///etc/passwd", "https://u:p@shop.example/", "//x", "no"]
)
def test_only_plain_addresses_of_the_web_are_fetched(text: str) -> None:
    """A password in an address would be shown to everybody; other schemes lead elsewhere."""
    with pytest.raises(Invalid):
        checked_url(text)


def _get(gate: Gate, url: str, most: int = 1 << 20) -> Download:
    with open_client(gate) as client:
        return download(client, httpx.Request("GET", url), io.BytesIO(), most=most, seconds=20)
