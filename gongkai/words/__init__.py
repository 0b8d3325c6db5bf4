"""What people are told, in their language: the code says it in English, the catalogue has it in Chinese.

Any room may use it, and knows no more of languages than `_("There is no folder {folder}.").format(folder=folder)`.
What is stored (messages of findings, reasons of a quarantine) stays English: it is put into words when it is shown.
`python -m tests.catalogue` brings locale/zh/LC_MESSAGES/gongkai.po up to the code, and compiles it.
"""

import gettext
import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "zh")
DOMAIN = "gongkai"
FOLDER = Path(__file__).parent / "locale"
_ASKED = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")  # in the order in which gettext asks them
_in_use = ["en"]  # of the whole process: its threads speak alike


def _(text: str, language: str | None = None) -> str:
    """The text in a language, by default the one in use; as it is where the catalogue does not have it."""
    return _catalogue(language or _in_use[0]).gettext(text)


def in_context(context: str, text: str, language: str | None = None) -> str:
    """The same for a text whose Chinese depends on what it is said of."""
    return _catalogue(language or _in_use[0]).pgettext(context, text)


def listed(names: Iterable[str], language: str | None = None) -> str:
    """Names in a row: a, b, c."""
    return in_context("names", ", ", language).join(names)


def language_in_use() -> str:
    """One of LANGUAGES."""
    return _in_use[0]


def language_of_locale() -> str:
    """What the environment asks for: zh where it names Chinese, else en."""
    asked = next((os.environ[name] for name in _ASKED if os.environ.get(name)), "")
    return "zh" if asked.lower().startswith("zh") else "en"


def use(language: str) -> None:
    """From now on speak this language: here, in the libraries that ask gettext, and in processes begun from here."""
    _in_use[0] = language
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain(DOMAIN, FOLDER)
    gettext.textdomain(DOMAIN)


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, FOLDER, [language])
