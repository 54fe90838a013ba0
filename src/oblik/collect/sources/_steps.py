"""Steps that many kinds share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_INSTALL: Final = {
    "en": "Install the library: `{}`.",
    "uk": "Встановіть бібліотеку: `{}`.",
    "ru": "Установите библиотеку: `{}`.",
}
_PROGRAM: Final = {
    "en": "Paste the code where your program starts. The address and the write key are filled in already.",
    "uk": "Вставте код туди, де стартує ваша програма. Адресу й ключ запису вже підставлено.",
    "ru": "Вставьте код туда, где запускается ваша программа. Адрес и ключ записи уже подставлены.",
}
_APP: Final = {
    "en": "Paste the code where your app starts. The address and the write key are filled in already.",
    "uk": "Вставте код туди, де стартує застосунок. Адресу й ключ запису вже підставлено.",
    "ru": "Вставьте код туда, где запускается приложение. Адрес и ключ записи уже подставлены.",
}
_OWN_DATA: Final = {
    "en": "Put your own data in place of the example: `identify` when somebody signs in, `track` for every order.",
    "uk": "Підставте свої дані замість прикладу: `identify`, коли людина входить, `track` для кожного замовлення.",
    "ru": "Подставьте свои данные вместо примера: `identify`, когда человек входит, `track` для каждого заказа.",
}
RUN_ONCE: Final = {
    "en": "Run it once. The check on this page turns green as soon as the first event is here.",
    "uk": "Запустіть один раз. Щойно перша подія надійде, перевірка на цій сторінці стане зеленою.",
    "ru": "Запустите один раз. Как только придёт первое событие, проверка на этой странице станет зелёной.",
}
OPEN_SITE: Final = {
    "en": "Open your site in another tab. The check on this page turns green within seconds.",
    "uk": "Відкрийте свій сайт в іншій вкладці. За кілька секунд перевірка на цій сторінці стане зеленою.",
    "ru": "Откройте свой сайт в другой вкладке. Через несколько секунд проверка на этой странице станет зелёной.",
}


def with_library(command: str, *, app: bool = False) -> Mapping[str, tuple[str, ...]]:
    """The steps of a library that `command` installs into a program, or into an app of a phone."""
    install = {language: text.format(command) for language, text in _INSTALL.items()}
    return in_order(install, _APP if app else _PROGRAM, _OWN_DATA, RUN_ONCE)


def in_phone(add: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    """The steps of an app whose library is added in a way of its own."""
    return in_order(add, _APP, _OWN_DATA, RUN_ONCE)


def in_order(*steps: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    """Steps in each language, out of each step in every language."""
    return {language: tuple(step[language] for step in steps) for language in RUN_ONCE}
