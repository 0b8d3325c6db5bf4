"""The help of the commands in the language in use: its English stands in their docstrings and options."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import typer

from gongkai.words import _

_TYPE = re.compile(r" <(?:list\[)?(str|int|path)(?: range)?\]?>$")
_VALUES = {"str": " TEXT", "int": " N", "path": " PATH"}


class _Formatter(typer.Context.formatter_class):  # type: ignore[misc, valid-type]  # public only there
    """Typer has its own words in gettext, all but this one."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, _("Usage: ") if prefix is None else prefix)

    def write_dl(self, rows: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().write_dl([(_plain(name), help_.replace("; ", _("; "))) for name, help_ in rows], *args, **kwargs)


def _plain(name: str) -> str:
    """Without a type in the words of Python. An argument says in capitals what it is; an option, what follows it."""
    return _TYPE.sub(lambda kind: _VALUES[kind[1]] if name.startswith("-") else "", name)


class _Context(typer.Context):
    formatter_class = _Formatter


def speak(command: Any) -> Any:
    """A command of Typer's with all its help in the language in use. Returns the command."""
    for one in _with_subcommands(command):
        one.context_class = _Context
        one.short_help = _(_paragraphs(one.help)[0])
        one.help = in_words(one.help)
        one.options_metavar = _("[OPTIONS]")
        if hasattr(one, "subcommand_metavar"):
            one.subcommand_metavar = _("COMMAND [ARGS]...")
        for param in one.get_params(_Context(one)):
            if getattr(param, "help", None):
                param.help = in_words(param.help)
    return command


def texts(command: Any) -> Iterator[str]:
    """Every paragraph of the help, as the catalogue has it."""
    for one in _with_subcommands(command):
        for help_ in (one.help, *(getattr(param, "help", None) for param in one.get_params(_Context(one)))):
            yield from _paragraphs(help_)


def in_words(help_: str | None) -> str:
    """Paragraph by paragraph, in the language in use."""
    return "\n\n".join(map(_, _paragraphs(help_)))


def _paragraphs(help_: str | None) -> list[str]:
    return [" ".join(part.split()) for part in (help_ or "").split("\n\n") if part.strip()]


def _with_subcommands(command: Any) -> Iterator[Any]:
    yield command
    for one in getattr(command, "commands", {}).values():
        yield from _with_subcommands(one)
