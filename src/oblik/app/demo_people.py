"""Contact details for the demo's real but nameless customers: made up, the same each time, in the manner
of their country.

Phone numbers come from the ranges that regulators keep free for fiction (Ofcom, ARCEP, Bundesnetzagentur);
e-mail addresses
end in example.com.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from anyascii import anyascii

_FIRST: dict[str, tuple[str, str]] = {
    "GB": (
        "Olivia Amelia Isla Emily Sophie Grace Lucy Charlotte Hannah Ruth Megan Alice Holly Fiona Heather Zoe",
        "Oliver George Harry Jack Thomas James William Daniel Callum Ewan Owen Peter Simon Adam Luke Neil",
    ),
    "IE": (
        "Aoife Ciara Niamh Saoirse Orla Maeve Sinead Roisin",
        "Conor Sean Liam Cian Oisin Declan Eoin Padraig",
    ),
    "DE": (
        "Anna Lena Julia Katharina Sabine Petra Heike Greta",
        "Lukas Jonas Felix Stefan Jürgen Matthias Uwe Karl",
    ),
    "FR": (
        "Camille Léa Chloé Manon Élise Amélie Sylvie Inès",
        "Lucas Hugo Théo Antoine Julien Pascal Rémi Louis",
    ),
    "NL": (
        "Sanne Femke Anouk Lotte Marijke Eva Ilse Noor",
        "Daan Sem Jeroen Bram Pieter Sander Thijs Willem",
    ),
    "ES": (
        "Lucía Carmen Pilar Marta Elena Rocío Inés Nuria",
        "Javier Pablo Diego Álvaro Sergio Andrés Iker José",
    ),
    "IT": (
        "Giulia Chiara Francesca Elena Paola Silvia Marta Sara",
        "Luca Marco Matteo Paolo Andrea Davide Enzo Gino",
    ),
    "PT": ("Inês Beatriz Joana Marta Catarina Sofia Rita Ana", "João Tiago Rui Pedro Miguel Nuno André Luís"),
    "SE": ("Astrid Elsa Freja Ingrid Karin Linnea Maja Sara", "Erik Lars Nils Oskar Sven Axel Anders Björn"),
}
_LAST = {
    "GB": "Smith Jones Taylor Brown Walker Wright Hughes Green Hall Clarke Morgan Bell Ward Fraser Reid Pike Marsh Cole",
    "IE": "Murphy Kelly O'Sullivan Byrne Ryan O'Neill Doyle Nolan Quinn Keane",
    "DE": "Müller Schmidt Schneider Fischer Weber Wagner Becker Hoffmann Koch Schröder",
    "FR": "Martin Bernard Dubois Laurent Moreau Lefèvre Roux Garnier Faure Blanc",
    "NL": "de Jong|Jansen|de Vries|van den Berg|Bakker|Visser|Smit|Mulder|Bos|Dekker",
    "ES": "García Fernández López Martínez Sánchez Romero Navarro Ortega Ramos Vidal",
    "IT": "Rossi Russo Ferrari Bianchi Romano Ricci Marino Greco Conti Gallo",
    "PT": "Silva Santos Ferreira Pereira Oliveira Costa Rodrigues Martins Sousa Lopes",
    "SE": "Andersson Johansson Karlsson Nilsson Eriksson Larsson Berg Lindqvist Holm Ek",
}
_LIKE = {
    "AT": "DE",
    "CH": "DE",
    "BE": "NL",
    "NO": "SE",
    "DK": "SE",
    "FI": "SE",
    "IS": "SE",
    "BR": "PT",
    "JE": "GB",
}
_CITIES = {
    "GB": "London Manchester Leeds Bristol Edinburgh Glasgow Cardiff Norwich York Bath",
    "IE": "Dublin Cork Galway Limerick",
    "DE": "Berlin Hamburg München Köln",
    "FR": "Paris Lyon Lille Nantes",
    "NL": "Amsterdam Utrecht Rotterdam Leiden",
    "ES": "Madrid Valencia Sevilla Bilbao",
    "IT": "Roma Milano Torino Bologna",
    "PT": "Lisboa Porto Braga Coimbra",
    "SE": "Stockholm Uppsala Malmö Lund",
    "BE": "Antwerpen Gent Bruxelles",
    "CH": "Zürich Bern Basel",
}
_FICTIONAL = {
    "GB": tuple(
        f"+44{area}{{:03d}}"
        for area in (
            *("7700900", "2079460", "1134960", "1144960", "1154960", "1164960", "1174960", "1184960"),
            *("1214960", "1314960", "1414960", "1514960", "1614960", "1914980", "2896496", "2920180"),
        )
    ),
    "FR": tuple(f"+336{pair}{{:04d}}" for pair in ("3998",)),
    "DE": tuple(f"+49{area}{{:03d}}" for area in ("3023125", "6990009", "4066969", "2214710", "8999998")),
}
_SIZE = {"GB": 1_000, "FR": 10_000, "DE": 1_000}  # numbers behind each of the beginnings above
_OLDEST, _DAYS = date(1940, 1, 1), 23_000


@dataclass(frozen=True, slots=True)
class Person:
    """A customer of the demo; "" where nothing is known."""

    user_id: str
    first_name: str
    last_name: str
    gender: str
    email: str
    phone: str
    loyalty_card: str
    birthday: str
    country: str
    city: str
    email_consent: str
    sms_consent: str

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"


def make_people(customers: list[tuple[str, str]], seed: int) -> list[Person]:
    """A person for each (user id, country), in order; never two with the same address, number or card."""
    phones = {country: _numbers(country) for country in _FICTIONAL}
    taken: dict[str, int] = {}
    return [_person(user, country, Random(f"{seed}-{user}"), phones, taken) for user, country in customers]  # noqa: S311


def _person(
    user: str, country: str, chance: Random, phones: dict[str, Iterator[str]], taken: dict[str, int]
) -> Person:
    names = country if country in _LAST else _LIKE.get(country, "GB")
    woman = chance.random() < 0.55
    first = chance.choice(_FIRST[names][0 if woman else 1].split())
    last = chance.choice(_LAST[names].split("|" if "|" in _LAST[names] else " "))
    phone = next(phones[country], "") if country in phones and chance.random() < 0.6 else ""
    consent = chance.random()
    return Person(
        user_id=user,
        first_name=first,
        last_name=last,
        gender="female" if woman else "male",
        email=_email(first, last, taken) if chance.random() < 0.85 else "",
        phone=phone,
        loyalty_card=f"LC{int(user.rpartition('-')[2]):06d}" if chance.random() < 0.45 else "",
        birthday=str(_OLDEST + timedelta(days=chance.randrange(_DAYS))) if chance.random() < 0.5 else "",
        country=country,
        city=chance.choice(_CITIES[country].split()) if country in _CITIES else "",
        email_consent="yes" if consent < 0.62 else "no" if consent < 0.72 else "",
        sms_consent="yes" if phone and chance.random() < 0.35 else "",
    )


def _email(first: str, last: str, taken: dict[str, int]) -> str:
    plain = anyascii(f"{first}.{last}").lower().replace(" ", "").replace("'", "")
    taken[plain] = taken.get(plain, 0) + 1
    return f"{plain}{taken[plain] if taken[plain] > 1 else ''}@example.com"


def _numbers(country: str) -> Iterator[str]:
    """Fictional phone numbers of a country, each once."""
    for beginning in _FICTIONAL[country]:
        for number in range(_SIZE[country]):
            yield beginning.format(number)
