"""Finding people by anything: a name, written or mistyped in either alphabet, or an identifier or the end of one.

The keys of `search_keys.py` give candidates, in one query; they are then matched against what the state knows now
(so a key of yesterday's name finds nobody) and ranked by how well each word fits.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz.fuzz import token_sort_ratio
from sqlalchemy import Connection

from oblik.collect.event import Identifier
from oblik.identity.normalise import NORMALISERS
from oblik.identity.repository import current_rules, owners
from oblik.identity.rules import Rules
from oblik.profiles.cards import Card, cards_of
from oblik.profiles.search_keys import MAX_LENGTH, SLIP, SOUND, digits_of, id_keys, keys_of, plain
from oblik.profiles.sounds import fold, slips, sound, words
from oblik.store.state import State
from oblik.store.warehouse import Warehouse

CANDIDATES = 300
MAX_TEXT = 200
MAX_TOKENS = 6
_LONG_NUMBER = re.compile(r"[+(]?\d[\d\s()+.-]{2,}")
_EXACT, _PREFIX, _SOUND, _TYPO = 8, 6, 4, 2
_PLENTY = 8  # candidates looked at for each one that is shown
_WHOLE = 1000.0  # an identifier, letter by letter

_FIT = """
    max(multiIf(
        key IN {{exact_{token}:Array(String)}}, 8,
        {written}, 6,
        kind = 'sound' AND key = {{sound_{token}:String}} OR {heard}, 4,
        key IN {{mistakes_{token}:Array(String)}}, 2,
        0)) AS fit_{token}"""

_CANDIDATES = """
SELECT profile_id, {fits}
FROM search_keys
WHERE key IN {{keys:Array(String)}} OR {begun}
GROUP BY profile_id
HAVING {all}
ORDER BY {sum} DESC, profile_id DESC
LIMIT {{candidates:UInt64}}
"""

_OF_ORDER = "SELECT DISTINCT profile_id FROM events WHERE order_id = {order:String} LIMIT 10"


@dataclass(frozen=True)
class Token:
    """One word or number that must be found.

    Attributes:
        exact: keys that are just it.
        written: what a key may begin with, as written; `heard`: as it sounds.
        sound, mistakes: the keys that find it misspelt.
    """

    exact: tuple[str, ...]
    written: tuple[str, ...]
    heard: tuple[str, ...] = ()
    sound: str = ""
    mistakes: frozenset[str] = frozenset()

    def fit(self, keys: Iterable[tuple[str, str]]) -> int:
        """How well it fits the best of somebody's keys; 0 when it does not."""
        return max((self._fit(key, kind) for key, kind in keys), default=0)

    def _fit(self, key: str, kind: str) -> int:
        if key in self.exact:
            return _EXACT
        if key.startswith(self.written):
            return _PREFIX
        if (kind == "sound" and key == self.sound) or key.startswith(self.heard):
            return _SOUND
        return _TYPO if key in self.mistakes else 0


@dataclass(frozen=True)
class Match:
    """Somebody who was found, and by what: an identifier, or ("name", …)."""

    card: Card
    by: Identifier


def tokens_of(text: str) -> list[Token]:
    """What must be found. A text that is one long number is one token however it is spaced."""
    text = text.strip()[:MAX_TEXT]
    if _LONG_NUMBER.fullmatch(text) and len(digits_of(text)) > 3:
        return [_number(digits_of(text))]
    tokens: list[Token] = []
    for piece in text.split():
        if any(c.isdigit() or c in "@._" for c in piece):
            tokens += [_identifier(piece)] if plain(piece) else []
        else:
            tokens += [_word(word) for word in words(piece) if fold(word)]
    return tokens[:MAX_TOKENS]


def find_people(state: State, warehouse: Warehouse, text: str, *, limit: int) -> list[Match]:
    """Those whom every word of `text` fits, best first."""
    most = min(CANDIDATES, limit * _PLENTY)
    tokens = tokens_of(text)
    if not tokens:
        return []
    exact = _owners_of(state, text)
    ids = list(dict.fromkeys([*exact.values(), *_candidates(warehouse, tokens, most)]))
    with state.read() as conn:
        cards = cards_of(conn, ids)
    whole = {profile: identifier for identifier, profile in exact.items()}
    scored = [(_score(card, text, tokens, exact=card.family.id in whole), card) for card in cards]
    best = sorted(((s, card) for s, card in scored if s), key=lambda found: (-found[0], found[1].family.id))
    matches = [
        Match(card, whole.get(card.family.id) or _matched_by(card, tokens)) for _, card in best[:limit]
    ]
    return matches or _by_order(state, warehouse, text.strip())


def find_owners(state: State, warehouse: Warehouse, text: str) -> list[Match]:
    """Those who have `text`, letter by letter, as an identifier, or placed the order of that number."""
    exact = _owners_of(state, text)
    with state.read() as conn:
        cards = cards_of(conn, exact.values())
    whole = {profile: identifier for identifier, profile in exact.items()}
    matches = [Match(card, whole[card.family.id]) for card in cards if card.family.id in whole]
    return matches or _by_order(state, warehouse, text.strip())


def _owners_of(state: State, text: str) -> Mapping[Identifier, int]:
    with state.read() as conn:
        return owners(conn, _spellings(text.strip()[:MAX_TEXT], current_rules(conn)))


def _number(digits: str) -> Token:
    """A number as dialled at home, with or without the 0 (or the 8) before it."""
    bare = digits.lstrip("0")
    forms = [digits, bare, digits[1:] if len(digits) == 11 and digits[0] == "8" else ""]
    written = tuple(dict.fromkeys(form for form in forms if len(form) > 2))
    return Token(exact=written, written=written)


def _identifier(piece: str) -> Token:
    key = plain(piece)
    return Token(exact=(key,), written=(key,))


def _word(word: str) -> Token:
    folded = fold(word)[:MAX_LENGTH]
    heard = sound(folded)
    mistakes = {SLIP + heard, *(SLIP + slip for slip in slips(word))} if len(word) > 1 else set()
    alike = (SOUND + heard, *([] if heard == folded else [heard])) if len(heard) > 1 else ()
    return Token((folded,), (folded,), alike, SLIP + heard, frozenset(mistakes))


def _candidates(warehouse: Warehouse, tokens: Sequence[Token], most: int) -> list[int]:
    """Profiles that every token finds, those it fits best first; the keys are read once for all tokens."""
    params: dict[str, Any] = {"candidates": most}
    fits = [_fit(index, token, params) for index, token in enumerate(tokens)]
    params["keys"] = sorted({key for token in tokens for key in (*token.exact, *token.mistakes)})
    begun = [_begins(name) for name in params if name.startswith(("written", "heard"))]
    columns = [f"fit_{index}" for index in range(len(tokens))]
    query = _CANDIDATES.format(
        fits=",".join(fits),
        begun=" OR ".join(begun),
        all=" AND ".join(f"{column} > 0" for column in columns),
        sum=" + ".join(columns),
    )
    return [row["profile_id"] for row in warehouse.rows(query, params)]


def _fit(index: int, token: Token, params: dict[str, Any]) -> str:
    """How well the token fits a profile, in SQL; what it binds goes into `params`."""
    params[f"exact_{index}"] = list(token.exact)
    params[f"sound_{index}"] = token.sound
    params[f"mistakes_{index}"] = sorted(token.mistakes)
    written = {f"written_{index}_{number}": begun for number, begun in enumerate(token.written)}
    heard = {f"heard_{index}_{number}": begun for number, begun in enumerate(token.heard)}
    params |= written | heard
    return _FIT.format(
        token=index,
        written=" OR ".join(map(_begins, written)) or "false",
        heard=" OR ".join(map(_begins, heard)) or "false",
    )


def _begins(name: str) -> str:
    return f"startsWith(key, {{{name}:String}})"


def _spellings(text: str, rules: Rules) -> list[Identifier]:
    """The identifiers that `text` could be, whole; `namespace:value` names one."""
    namespace, colon, value = text.partition(":")
    spelt = [(rule.name, NORMALISERS[rule.normaliser](text, rule.region)) for rule in rules.namespaces]
    if colon:
        rule = rules.of(namespace)
        spelt.append((namespace, NORMALISERS[rule.normaliser](value, rule.region)))
    return [(name, found) for name, found in spelt if found and "\0" not in found]


def _score(card: Card, text: str, tokens: Sequence[Token], *, exact: bool) -> float:
    """How well somebody fits; 0 when a token does not: the key that led here is of a day when it did."""
    if exact:
        return _WHOLE
    keys = keys_of(card.name, card.identifiers)
    fits = [token.fit(keys) for token in tokens]
    if not all(fits):
        return 0.0
    return sum(fits) / len(fits) + token_sort_ratio(_folded(text), _folded(card.name)) / 100


def _folded(text: str) -> str:
    return " ".join(fold(word) for word in words(text))


def _matched_by(card: Card, tokens: Collection[Token]) -> Identifier:
    """The name, unless an identifier fits better."""
    of_name = sum(token.fit(keys_of(card.name, ())) for token in tokens)
    fits = [
        (sum(token.fit((key, "id") for key in id_keys(*identifier)) for token in tokens), identifier)
        for identifier in card.identifiers
    ]
    best, identifier = max(fits, key=lambda fit: fit[0], default=(0, ("name", "")))
    return identifier if best > of_name else ("name", card.name)


def _by_order(state: State, warehouse: Warehouse, text: str) -> list[Match]:
    """Who placed the order of that number."""
    if not any(c.isdigit() for c in text) or "\0" in text:
        return []
    found = [row["profile_id"] for row in warehouse.rows(_OF_ORDER, {"order": text})]
    with state.read() as conn:
        return [Match(card, ("order_id", text)) for card in cards_of(conn, found)]


def exact_owner(conn: Connection, identifier: Identifier) -> int | None:
    """Whose the identifier is, however the asker wrote it."""
    namespace, value = identifier
    rule = current_rules(conn).of(namespace)
    spelt = NORMALISERS[rule.normaliser](value, rule.region)
    if not spelt or "\0" in spelt:
        return None
    return owners(conn, [(namespace, spelt)]).get((namespace, spelt))
