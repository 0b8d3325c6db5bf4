"""Commands on single documents, and on what can be read."""

from typing import Annotated

import typer

from gongkai.words import LANGUAGES, _


def inspect(
    file: Annotated[
        str, typer.Argument(help="One document; in an archive: a.zip/b.txt; in a store: s3://...", metavar="FILE")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Everything, for scripts.")] = False,
) -> None:
    """Show one document as the reader sees it: what the warehouse will hold, and why.

    Example: gongkai inspect data/samples/2019_tab_liupowu.txt
    """
    from gongkai.extract.document import Rejected
    from gongkai.flows.inspected import show_rejected, show_report
    from gongkai.flows.named_documents import read_named
    from gongkai.warehouse.judging import judge

    ((document_id, read),) = read_named([file])
    if isinstance(read, Rejected):
        show_rejected(file, document_id, read, as_json)
        return
    (findings,) = judge([read])
    show_report(file, read, findings, as_json)


def check(
    files: Annotated[list[str], typer.Argument(help="Reports, before they are published.", metavar="FILE")],
    lang: Annotated[str, typer.Option(help="zh or en.")] = "zh",
    as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Check reports before they are published: what is wrong, in which table and cell, and what to do.

    For the office that writes one; in Chinese. Exit status: 0 nothing found, 1 something found.

    Example: gongkai check data/samples/2021_tab_hongqiao.txt
    """
    from gongkai.flows.check import check_files

    if lang not in LANGUAGES:
        raise typer.BadParameter(
            _("There are {languages}.").format(languages=" and ".join(LANGUAGES)), param_hint="--lang"
        )
    if check_files(files, lang, as_json):
        raise typer.Exit(1)


def plugins(as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False) -> None:
    """List the layouts, openers and forms that there are, and where each comes from.

    Layouts and openers: the package that brought it, its version, and the object in it; openers in the order in which
    they are asked. Forms: the years whose reports use it, and the notice that prescribes it. A plug-in that cannot be
    used is named instead, with exit status 2.

    Example: gongkai plugins
    """
    from gongkai.flows.plugins import show_plugins

    show_plugins(as_json)
