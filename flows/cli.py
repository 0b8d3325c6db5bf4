"""The command line: which commands there are, in which language they speak, and how a mistake ends."""

import re
import sys
from collections.abc import Sequence
from io import StringIO
from itertools import pairwise
from typing import Annotated

import typer
from typer.exceptions import TyperException

from gongkai.errors import exit_status, is_interruption, sentence
from gongkai.flows.commands import documents, exports, generations, nights, questions, sites
from gongkai.flows.help import speak
from gongkai.flows.options import Language
from gongkai.flows.settings import speak_utf8
from gongkai.words import LANGUAGES, _, language_of_locale, use

COMMANDS = (
    nights.ingest,
    nights.serve,
    documents.inspect,
    documents.check,
    questions.query,
    exports.export,
    exports.cite,
    sites.site,
    questions.review,
    generations.status,
    generations.diff,
    generations.rollback,
    documents.plugins,
)

app = typer.Typer(
    name="gongkai",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for command in COMMANDS:
    app.command()(command)


_COMMENT = re.compile(r"--(?:\s|[^\s=]+\n)")


def _say_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"gongkai {version('gongkai')}")
        raise typer.Exit


Version = Annotated[bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Show the version.")]
Lang = Annotated[Language | None, typer.Option("--lang", help="Language of what is said; by default the locale's.")]


@app.callback()
def _of_all_commands(lang: Lang = None, _version: Version = False) -> None:
    """Reads annual reports on open government information into a warehouse that researchers can query.

    Begin with: gongkai ingest FOLDER
    """
    if lang:
        use(lang)


def language_asked(arguments: Sequence[str]) -> str | None:
    """What --lang before the command says, if it is a language of ours: help is written before options are read."""
    for name, value in pairwise(arguments):
        if not name.startswith("-") and name not in LANGUAGES:
            return None
        if name == "--lang" and value in LANGUAGES:
            return value
    return None


def _spared(arguments: Sequence[str]) -> list[str]:
    """A question that begins with a comment of SQL is no option, which holds no blank."""
    return [f" {one}" if _COMMENT.match(one) else one for one in arguments]


def main() -> None:
    """The entry point: a mistake ends in a sentence and an exit status. Only a fault of the program has a traceback."""
    speak_utf8()
    use(language_asked(sys.argv[1:]) or language_of_locale())
    try:
        sys.exit(speak(typer.main.get_command(app))(args=_spared(sys.argv[1:]), standalone_mode=False))
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if is_interruption(error):
            sys.exit(130)
        told = _told(error)
        if told is None:
            raise
        from gongkai.flows.terminal import say
        from gongkai.words.translated import translated

        say(translated(told[0]), error=True)
        sys.exit(told[1])


def _told(error: Exception) -> tuple[str, int] | None:
    """(what an error says to people, the status to end with); None: a fault of the program."""
    status = exit_status(error)
    if status is not None:
        return sentence(error), status
    if isinstance(error, typer.Abort):
        return _("Aborted!"), 1
    if isinstance(error, TyperException):
        lines = StringIO()
        error.show(lines)  # type: ignore[attr-defined]  # with the usage of the command
        return lines.getvalue().rstrip(), error.exit_code
    return None
