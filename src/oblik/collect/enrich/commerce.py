"""Properties → what was bought, in the columns that are filtered most; by Segment's e-commerce spec v2."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any, Final

from oblik.collect.enrich.lookups import Lookups
from oblik.collect.event import Envelope, Event

_WITH_PROPERTIES: Final = frozenset({"track", "page", "screen"})
_LONGEST: Final = 200  # characters of an id or a category

_CODES: Final = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN
BZD CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD
FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS
KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN
MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR
SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD
USN UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG ZWL
"""
CURRENCIES: Final = frozenset(_CODES.split())
"""ISO 4217, with the codes that old orders may still carry."""


def commerce(events: Sequence[Event], envelope: Envelope, lookups: Lookups) -> None:  # noqa: ARG001 (an enricher)
    """`value` is the first number among value, revenue, total and price."""
    for event in events:
        if event.type not in _WITH_PROPERTIES or not event.properties:
            continue
        said = event.properties.get
        event.product_id = _text(said("product_id") or said("productId") or said("sku"))
        event.category = _text(said("category"))
        event.order_id = _text(said("order_id") or said("orderId"))
        event.quantity = _number(said("quantity"))
        for name in ("value", "revenue", "total", "price"):
            value = said(name)
            if value is not None:
                event.value = _number(value)
                if event.value is not None:
                    break
        currency = said("currency")
        if currency is not None:
            _set_currency(event, currency)


def _set_currency(event: Event, said: Any) -> None:
    code = said.strip().upper() if isinstance(said, str) else ""
    if code in CURRENCIES:
        event.currency = code
    elif said:
        event.flags.append("unknown_currency")


def _text(value: Any) -> str:
    if type(value) is str:
        return value if len(value) <= _LONGEST else value[:_LONGEST]
    if type(value) is float and value.is_integer():
        return str(int(value))[:_LONGEST]
    return str(value)[:_LONGEST] if type(value) in {int, float} else ""


def _number(value: Any) -> float | None:
    """A number, also one written as text ("12.50")."""
    if type(value) is float:
        return value
    if type(value) is int or type(value) is str:
        try:
            number = float(value)
        except (ValueError, OverflowError):
            return None
        return number if isfinite(number) else None
    return None
