"""What arrival adds to an event: device, place, campaign, channel, visit, purchase."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mmdb_writer import MMDBWriter
from netaddr import IPSet

from oblik.collect.enrich import Lookups, enrich, open_lookups
from oblik.collect.enrich.channels import channel_of
from oblik.collect.enrich.session import WINDOW
from oblik.collect.event import Envelope, Event
from oblik.collect.wire import decode
from oblik.kernel.errors import Invalid

NOW = 1_795_000_000_000
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1"
TABLET = "Mozilla/5.0 (Linux; Android 14; SM-X910) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15"
GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
LONDON, KYIV = "81.2.69.142", "194.44.29.242"


@pytest.fixture(scope="module")
def lookups() -> Lookups:
    """The bundled databases."""
    return open_lookups()


def arrive(
    lookups: Lookups, call: dict[str, Any], *, agent: str = CHROME, ip: str = LONDON, kind: str = "track"
) -> Event:
    """One call, decoded and enriched."""
    envelope = Envelope(
        NOW, kind, ip, agent, "", json.dumps({"userId": "u", "event": "A", "type": "track"} | call).encode()
    )
    event = decode(envelope, 1, 1)[0]
    assert isinstance(event, Event), event
    enrich([event], envelope, lookups)
    return event


# --- device ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("agent", "device", "os", "browser"),
    [
        (CHROME, "desktop", "Windows", "Chrome"),
        (IPHONE, "mobile", "iOS", "Safari"),
        (TABLET, "tablet", "Android", "Chrome"),
        (MAC, "desktop", "macOS", "Safari"),
        (GOOGLEBOT, "bot", "", "Googlebot"),
    ],
)
def test_a_user_agent_tells_the_device(
    lookups: Lookups, agent: str, device: str, os: str, browser: str
) -> None:
    """Of the request, or of the event where a server passes it on."""
    for event in (
        arrive(lookups, {}, agent=agent),
        arrive(lookups, {"context": {"userAgent": agent}}, agent="analytics-node/2.0"),
    ):
        assert (event.device, event.os) == (device, os if device != "bot" else event.os)
        assert browser in event.browser
        assert event.is_bot is (device == "bot")
        assert ("bot" in event.flags) is event.is_bot


def test_a_servers_own_address_and_agent_are_nobodys_device(lookups: Lookups) -> None:
    """A shop's server stands in a data centre and speaks through a library: neither tells of the customer."""
    event = arrive(lookups, {}, agent="analytics-python/2.4.0")
    assert (event.device, event.browser, event.country, event.is_bot) == ("", "", "", False)


def test_what_an_app_reports_of_its_device_goes_first(lookups: Lookups) -> None:
    """Its user agent is a library's, its address is the phone's."""
    context = {"device": {"type": "ios", "model": "iPad13,4"}, "os": {"name": "iPadOS"}}
    event = arrive(lookups, {"context": context}, agent="analytics-swift/1.5")
    assert (event.device, event.os, event.country) == ("tablet", "iOS", "GB")


def test_client_hints_know_the_browser_that_hides_in_chrome(lookups: Lookups) -> None:
    """Brave's user agent is Chrome's."""
    hints = {"brands": [{"brand": "Brave", "version": "1"}], "mobile": False, "platform": "Windows"}
    assert arrive(lookups, {"context": {"userAgentData": hints}}).browser == "Brave"


# --- place -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("context", "ip", "country", "timezone"),
    [
        ({}, LONDON, "GB", "Europe/London"),
        ({}, KYIV, "UA", "Europe/Kyiv"),
        ({"ip": KYIV}, LONDON, "UA", "Europe/Kyiv"),
        ({"ip": "0.0.0.0"}, LONDON, "", ""),  # noqa: S104
        ({"ip": "no address"}, LONDON, "", ""),
        ({}, "10.0.0.1", "", ""),
        ({}, "2001:4860:4860::8888", "US", ""),
        ({"timezone": "Europe/Kiev"}, LONDON, "GB", "Europe/Kyiv"),
        ({"timezone": "Mars/Olympus"}, LONDON, "GB", "Europe/London"),
        ({"location": {"country": "pl", "city": "Kraków"}}, LONDON, "PL", "Europe/London"),
        ({"location": "somewhere"}, LONDON, "GB", "Europe/London"),
    ],
)
def test_an_address_tells_the_country(
    lookups: Lookups, context: dict[str, Any], ip: str, country: str, timezone: str
) -> None:
    """The event's own word first; 0.0.0.0 is how a sender says that its address shall not be used."""
    event = arrive(lookups, {"context": context}, ip=ip)
    assert (event.country, event.timezone) == (country, timezone)


def test_an_address_can_be_shortened_before_it_is_used() -> None:
    """The last part goes, the country stays."""
    shortening = open_lookups(anonymise_ip=True)
    assert [arrive(shortening, {}, ip=ip).ip for ip in (LONDON, "2a02:2149:8a13:1::7", "x")] == [
        "81.2.69.0",
        "2a02:2149:8a13::",
        "",
    ]
    assert arrive(shortening, {}).country == "GB"


NESTED = {
    "city": {"names": {"en": "Lviv", "uk": "Львів"}},
    "country": {"iso_code": "UA"},
    "location": {"time_zone": "Europe/Kyiv"},
    "subdivisions": [{"iso_code": "46", "names": {"en": "Lviv Oblast"}}],
}
FLAT = {
    "city": "Lviv",
    "country_code": "UA",
    "state1": "Lviv Oblast",
    "timezone": "Europe/Kyiv",
}


@pytest.mark.parametrize("layout", [NESTED, FLAT], ids=["MaxMind", "ip-location-db"])
def test_a_database_of_cities(layout: dict[str, Any], tmp_path: Any) -> None:
    """Region and city come from the file that is set; an address that it does not know still has its country."""
    writer = MMDBWriter(ip_version=6, ipv4_compatible=True)
    writer.insert_network(IPSet(["194.44.29.0/24"]), layout)
    writer.to_db_file(str(tmp_path / "city.mmdb"))
    lookups = open_lookups(tmp_path / "city.mmdb")
    here = arrive(lookups, {}, ip=KYIV)
    assert (here.country, here.region, here.city) == ("UA", "Lviv Oblast", "Lviv")
    assert here.timezone in ("Europe/Kyiv", "Europe/Kiev")
    there = arrive(lookups, {}, ip=LONDON)
    assert (there.country, there.city) == ("GB", "")


def test_a_file_that_is_no_database_stops_the_start(tmp_path: Any) -> None:
    """With a sentence that names it."""
    (tmp_path / "city.mmdb").write_text("nothing")
    with pytest.raises(Invalid, match=r"city\.mmdb"):
        open_lookups(tmp_path / "city.mmdb")


# --- visit -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "medium", "clicked", "referrer", "host", "channel"),
    [
        ("google", "cpc", False, "", "shop.ua", "paid"),
        ("", "", True, "https://www.google.com/", "shop.ua", "paid"),
        ("newsletter", "email", True, "", "shop.ua", "email"),
        ("esputnik", "", False, "", "shop.ua", "email"),
        ("facebook", "", False, "", "shop.ua", "social"),
        ("chatgpt.com", "", False, "", "shop.ua", "ai"),
        ("somebody", "", False, "", "shop.ua", "other"),
        ("partner1", "affiliate", False, "", "shop.ua", "affiliate"),
        ("", "", False, "https://www.google.com.ua/search?q=x", "shop.ua", "organic"),
        ("", "", False, "https://news.google.co.uk/", "shop.ua", "organic"),
        ("", "", False, "https://mail.google.com/", "shop.ua", "email"),
        ("", "", False, "https://gemini.google.com/app", "shop.ua", "ai"),
        ("", "", False, "https://l.instagram.com/", "shop.ua", "social"),
        ("", "", False, "https://t.me/shop", "shop.ua", "messenger"),
        ("", "", False, "android-app://com.google.android.gm/", "shop.ua", "email"),
        ("", "", False, "https://blog.example/", "shop.ua", "referral"),
        ("", "", False, "https://www.shop.ua/cart", "shop.ua", ""),
        ("", "", False, "https://shop.ua:8080/cart", "m.shop.ua", ""),
        ("", "", False, "", "shop.ua", "direct"),
        ("", "", False, "", "", ""),
        ("", "", False, "http://[broken", "shop.ua", "direct"),
    ],
)
def test_what_brought_a_visitor(
    source: str, medium: str, clicked: bool, referrer: str, host: str, channel: str
) -> None:
    """Medium, click id, source, referrer; none of them is a direct visit, the same site is none at all."""
    assert channel_of(source, medium, clicked, referrer, host) == channel


@pytest.mark.parametrize(
    "page",
    [
        {
            "url": "https://shop.ua/?utm_source=google&utm_medium=cpc&utm_campaign=spring%20sale&utm_term=a&utm_content=b"
        },
        {
            "url": "https://shop.ua/",
            "search": "?utm_source=google&utm_medium=cpc&utm_campaign=spring+sale&utm_term=a&utm_content=b",
        },
    ],
)
def test_the_campaign_is_read_from_the_address(lookups: Lookups, page: dict[str, Any]) -> None:
    """From the page's query, or from what the SDK says, which goes first part by part."""
    event = arrive(lookups, {"context": {"page": page}})
    found = (
        event.utm_source,
        event.utm_medium,
        event.utm_campaign,
        event.utm_term,
        event.utm_content,
        event.channel,
    )
    assert found == ("google", "cpc", "spring sale", "a", "b", "paid")
    said = arrive(lookups, {"context": {"page": page, "campaign": {"name": "autumn", "source": "bing"}}})
    assert (said.utm_campaign, said.utm_source, said.utm_medium) == ("autumn", "bing", "cpc")


def test_a_click_id_means_paid(lookups: Lookups) -> None:
    """Whatever page it was clicked on."""
    page = {"url": "https://shop.ua/?gclid=abc", "referrer": "https://www.google.com/"}
    assert arrive(lookups, {"context": {"page": page}}).channel == "paid"


def test_a_page_call_says_its_address_in_its_properties_too(lookups: Lookups) -> None:
    """A track's `properties.url` is the product's, not the page's."""
    properties = {"url": "https://shop.ua/p/1", "referrer": "https://t.me/x"}
    event = arrive(lookups, {"properties": properties}, kind="page")
    assert (event.url, event.referrer, event.channel) == (
        "https://shop.ua/p/1",
        "https://t.me/x",
        "messenger",
    )
    assert arrive(lookups, {"properties": properties}).url == ""


# --- session ---------------------------------------------------------------------------------------------------------


def test_a_visit_is_a_window_of_half_an_hour(lookups: Lookups) -> None:
    """The same person within the same window, another window later; another person has other windows."""

    def at(minutes: float, who: str = "browser-1") -> str:
        return arrive(lookups, {"anonymousId": who, "timestamp": NOW - 10**9 + minutes * 60_000}).session_id

    ids = [at(minute) for minute in range(120)]
    assert len(set(ids)) in {4, 5}
    assert ids == sorted(ids, key=lambda i: ids.index(i))
    assert at(0) == at(0) and at(0) != at(WINDOW / 60_000) and at(0) != at(0, "browser-2")


@pytest.mark.parametrize(
    "said",
    [{"sessionId": 1795000000123}, {"session_id": "1795000000123"}, {"session": {"id": "1795000000123"}}],
)
def test_a_session_that_the_client_names_is_kept(lookups: Lookups, said: dict[str, Any]) -> None:
    """RudderStack counts them in milliseconds."""
    assert arrive(lookups, {"context": said}).session_id == "1795000000123"


def test_an_import_is_no_visit(lookups: Lookups) -> None:
    """Neither the request's address nor a session says anything of an order in a file."""
    event = arrive(lookups, {"messageId": "m"}, kind="import")
    assert (event.session_id, event.country, event.ip) == ("", "", "")


# --- commerce --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("properties", "value", "currency", "flags"),
    [
        ({"value": 5, "total": 7, "currency": "uah"}, 5.0, "UAH", []),
        ({"revenue": "12.50", "currency": " EUR "}, 12.5, "EUR", []),
        ({"total": 7, "price": 3}, 7.0, "", []),
        ({"price": 3, "currency": "XXY"}, 3.0, "", ["unknown_currency"]),
        ({"value": "a lot", "total": 7}, 7.0, "", []),
        ({"value": True}, None, "", []),
        ({"value": "inf"}, None, "", []),
        ({"value": "9" * 400}, None, "", []),
        ({"value": [1]}, None, "", []),
    ],
)
def test_what_an_event_was_worth(
    lookups: Lookups, properties: dict[str, Any], value: float | None, currency: str, flags: list[str]
) -> None:
    """The first number among value, revenue, total and price; a currency of ISO 4217."""
    event = arrive(lookups, {"properties": properties})
    assert (event.value, event.currency, event.flags) == (value, currency, flags)


def test_what_an_event_was_about(lookups: Lookups) -> None:
    """Product, category, order and quantity, ids given as numbers too; traits of an identify are none of these."""
    properties = {"product_id": 85123.0, "category": "Games", "order_id": 1001, "quantity": "2"}
    event = arrive(lookups, {"properties": properties})
    assert (event.product_id, event.category, event.order_id, event.quantity) == (
        "85123",
        "Games",
        "1001",
        2.0,
    )
    assert arrive(lookups, {"traits": properties}, kind="identify").product_id == ""


# --- hostile ---------------------------------------------------------------------------------------------------------

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
CONTEXT_KEYS = [
    "page",
    "campaign",
    "userAgent",
    "userAgentData",
    "device",
    "os",
    "ip",
    "timezone",
    "location",
    "sessionId",
    "session",
    "locale",
]
PAGE_KEYS = ["url", "referrer", "search", "type", "model", "name", "brands", "source", "country", "city"]
CONTEXT = st.dictionaries(
    st.sampled_from(CONTEXT_KEYS),
    VALUES | st.dictionaries(st.sampled_from(PAGE_KEYS), VALUES, max_size=4),
    max_size=5,
)
PROPERTIES = st.dictionaries(
    st.sampled_from(
        [
            "product_id",
            "sku",
            "category",
            "order_id",
            "value",
            "total",
            "price",
            "currency",
            "quantity",
            "url",
        ]
    ),
    VALUES,
)


@given(CONTEXT, PROPERTIES, st.sampled_from(["track", "page"]), st.text(max_size=50), st.text(max_size=20))
@settings(max_examples=300, deadline=None)
def test_nothing_in_a_context_can_stop_the_pipeline(
    context: dict[str, Any], properties: dict[str, Any], kind: str, agent: str, ip: str
) -> None:
    """Whatever is where an address, a campaign or a price belongs, the event goes on, and the same way each time."""
    body = {"userId": "u", "event": "A", "context": context, "properties": properties}
    envelope = Envelope(NOW, kind, ip, agent, "", json.dumps(body).encode("utf-8"))
    once, again = decode(envelope, 1, 1), decode(envelope, 1, 1)
    for items in (once, again):
        enrich([item for item in items if isinstance(item, Event)], envelope, LOOKUPS)
    assert once == again


LOOKUPS = open_lookups()
