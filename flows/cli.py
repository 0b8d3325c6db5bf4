"""The command line. Commands load what they need when they run: only `ingest` and `serve` ever load Prefect."""

import os
import sys
import traceback
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongkai.errors import exit_status, sentence
from gongkai.flows.help import speak
from gongkai.flows.options import (
    Corrections,
    Dask,
    ExportFormat,
    Form,
    Keep,
    KeeperFile,
    Language,
    Output,
    Processes,
    QueryFormat,
    Site,
    Sources,
    Warehouse,
    check_export,
    check_form,
    check_ingest,
)
from gongkai.flows.settings import DEFAULT_CORRECTIONS, DEFAULT_KEEPER, DEFAULT_WAREHOUSE, prepare_prefect, speak_utf8
from gongkai.words import LANGUAGES, _, language_of_locale, use

if TYPE_CHECKING:
    from gongkai.warehouse.pages.site import Written

app = typer.Typer(
    name="gongkai",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


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


@app.command()
def ingest(
    sources: Sources,
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    processes: Processes = None,
    keep: Keep = 3,
    corrections: Corrections = DEFAULT_CORRECTIONS,
    accept: Annotated[
        bool, typer.Option("--accept", help="Publish even if a large part of what was there before is gone.")
    ] = False,
    dask: Dask = None,
    site: Site = None,
) -> None:
    """Read what is new or changed, and publish it.

    Documents that did not change are not read again; those that are gone leave the warehouse. A manifest.csv or
    manifest.jsonl beside the documents tells where they came from. Archives (zip, tar, tar.gz, tar.bz2, tar.xz) and
    dumps (parquet, jsonl, jsonl.gz) are read without unpacking, named here or lying in a folder. Objects in a store
    that speaks S3 are named as s3://bucket/folder; pip install 'gongkai[s3]' adds what reads them. Whoever reads the
    warehouse meanwhile is not disturbed. Where a large part of the documents or figures is gone, it is not published
    and the reasons are told: see --accept. Exit status: 0 published or nothing to do, 1 not published, 2 bad usage,
    3 published, but the site could not be written.

    Example: gongkai ingest data/samples
    """
    check_ingest(sources, warehouse, corrections, dask, processes, site)
    prepare_prefect(warehouse)
    from gongkai.flows.ingest_by_hand import end_at_once, ingest_by_hand
    from gongkai.flows.night import Night
    from gongkai.flows.terminal import show_summary

    try:
        settings = Night(sources, warehouse, processes, keep, corrections, accept, dask)
        summary, is_lost = ingest_by_hand(settings)
    except KeyboardInterrupt:
        typer.echo(_("Stopped. Nothing was published; the warehouse is as it was."), err=True)
        raise typer.Exit(130) from None
    show_summary(summary)
    if site:
        _write_site_of_night(site, warehouse)
    if is_lost:
        end_at_once()


@app.command()
def serve(
    sources: Sources,
    cron: Annotated[str, typer.Option(help="When: minute, hour, day, month, weekday.")] = "0 2 * * *",
    timezone: Annotated[str, typer.Option(help="Whose clock: Asia/Shanghai, UTC, ...")] = "Asia/Shanghai",
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    processes: Processes = None,
    keep: Keep = 3,
    corrections: Corrections = DEFAULT_CORRECTIONS,
    dask: Dask = None,
    notify: Annotated[
        str | None,
        typer.Option(
            envvar="GONGKAI_NOTIFY",
            help="Who is told of a night that failed: addresses as Apprise has them, mailto://, json://, ...",
            metavar="ADDRESS",
            show_default=False,
        ),
    ] = None,
    site: Site = None,
    port: Annotated[int, typer.Option(help="Of Prefect's server and its pages, on this machine.")] = 4200,
) -> None:
    """Ingest every night, until it is ended (Ctrl-C).

    One run at a time. Where PREFECT_API_URL names no server, one is started on 127.0.0.1, whose pages show the runs. A
    source that does not answer is asked again after 1, 5 and 15 minutes.

    Example: gongkai serve --cron "0 2 * * *" data/samples
    """
    from gongkai.extract.origin.sources import is_address
    from gongkai.flows import prefect_server
    from gongkai.flows.serve import alone, name_of
    from gongkai.flows.serve import serve as keep_schedule

    check_ingest(sources, warehouse, corrections, dask, processes, site)
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "INFO")
    os.environ.setdefault("PREFECT_FLOWS_HEARTBEAT_FREQUENCY", "30")
    prepare_prefect(warehouse)
    if notify:
        os.environ["GONGKAI_NOTIFY"] = notify  # for the runs, which are processes of their own
    parameters = {
        "sources": [source if is_address(source) else str(Path(source).resolve()) for source in sources],
        "warehouse": str(warehouse.resolve()),
        "processes": processes,
        "keep": keep,
        "corrections": str(corrections.resolve()),
        "dask": dask,
        "site": str(site.resolve()) if site else None,
    }
    with alone(warehouse):
        os.environ["PREFECT_API_URL"] = address = prefect_server.standing(port)
        name = name_of(warehouse)
        typer.echo(_("Prefect's pages: {api}").format(api=address.removesuffix("/api")))
        typer.echo(
            _("A run at once: PREFECT_API_URL={address} prefect deployment run nightly/{name} --watch").format(
                address=address, name=name
            )
        )
        keep_schedule(name, cron, timezone, parameters)


@app.command()
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
    from gongkai.flows.named_documents import read_named
    from gongkai.flows.terminal import show_rejected, show_report
    from gongkai.warehouse.build import judge

    ((document_id, read),) = read_named([file])
    if isinstance(read, Rejected):
        show_rejected(file, document_id, read, as_json)
        return
    show_report(file, read, judge(read), as_json)


@app.command()
def check(
    files: Annotated[list[str], typer.Argument(help="Reports, before they are published.", metavar="FILE")],
    lang: Annotated[str, typer.Option(help="zh or en.")] = "zh",
    as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Check reports before they are published: what is wrong, in which table and cell, and what to do.

    For the office that writes one; in Chinese. Exit status: 0 nothing found, 1 something found.

    Example: gongkai check data/samples/2021_tab_hongqiao.txt
    """
    from gongkai.flows.check import LANGUAGES, check_files

    if lang not in LANGUAGES:
        raise typer.BadParameter(
            _("There are {languages}.").format(languages=" and ".join(LANGUAGES)), param_hint="--lang"
        )
    if check_files(files, lang, as_json):
        raise typer.Exit(1)


@app.command()
def query(
    sql: Annotated[str, typer.Argument(help="One question in SQL, in quotation marks.", metavar="SQL")],
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    form: Form = QueryFormat.TABLE,
    output: Output = None,
) -> None:
    """Ask the published warehouse in SQL; nothing can be written or changed.

    The views and their columns: gongkai query "SELECT table_name, comment FROM duckdb_tables() UNION ALL
    SELECT view_name, comment FROM duckdb_views() WHERE NOT internal". A short name of a place (province = '江苏') is
    taken for the official one where it can be no other. What goes wrong without a message: docs/traps.md

    Example: gongkai query "SELECT town, year, total FROM applications WHERE row_code = 'received'"
    """
    from gongkai.flows.output_paths import check_output
    from gongkai.flows.terminal import show_question
    from gongkai.warehouse.database import open_to_read

    check_form(form, output)
    if output:
        check_output(output, warehouse)
    with open_to_read(warehouse, locked=True) as con:
        show_question(con, sql, form, output)


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder, or one of an earlier export.", metavar="DIR")],
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    form: Annotated[ExportFormat, typer.Option("--format", help="Kind of the files.")] = ExportFormat.PARQUET,
    keeper: KeeperFile = DEFAULT_KEEPER,
    with_history: Annotated[
        bool, typer.Option("--history", help="Also what the nights did: the tables runs and changes.")
    ] = False,
) -> None:
    """Write the published warehouse as files, with the codebook and a description (datapackage.json).

    Parquet by year; CSV (opens in Excel), Stata (dta) and SPSS (sav) as a file per table.

    Example: gongkai export data/export --format csv
    """
    from gongkai.flows.output_paths import check_output
    from gongkai.warehouse.citation import read_keeper
    from gongkai.warehouse.database import open_to_read
    from gongkai.warehouse.export import export as write_export

    check_export(form)
    check_output(folder, warehouse)
    kept = read_keeper(keeper)
    with open_to_read(warehouse) as con:
        files = write_export(con, folder, form, kept, with_history)
    typer.echo(
        _("Wrote {files} files to {folder}. What each holds: {json}").format(
            files=len(files), folder=folder, json=folder / "datapackage.json"
        )
    )


@app.command()
def cite(
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    keeper: KeeperFile = DEFAULT_KEEPER,
    as_bibtex: Annotated[bool, typer.Option("--bibtex", help="As an entry of a bibliography.")] = False,
) -> None:
    """Say how to cite the published data: its version (date and content), who keeps it, its licence.

    The keeper says in data/keeper.toml what only he can say: title, keeper, licence, licence_url, url, doi.

    Example: gongkai cite
    """
    from gongkai.warehouse.citation import bibtex, citation, data_version, read_keeper
    from gongkai.warehouse.database import open_to_read

    kept = read_keeper(keeper)
    with open_to_read(warehouse) as con:
        version = data_version(con)
    typer.echo(bibtex(kept, version) if as_bibtex else citation(kept, version))


@app.command()
def site(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder, or one of an earlier site.", metavar="DIR")],
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    reports: Annotated[
        int | None,
        typer.Option(
            min=0,
            help="How many reports with findings get a page, the worst first; by default 500.",
            show_default=False,
        ),
    ] = None,
    report: Annotated[
        list[str] | None,
        typer.Option(help="A report that gets a page in any case: its source, or its document_id.", metavar="SOURCE"),
    ] = None,
) -> None:
    """Write static pages of the published warehouse, in English and Chinese.

    They need neither server nor network: open DIR/index.html. A page of a report shows its text beside its tables where
    the document is still where it was read. At most 200 MB are written; 120 MB of these are for the pages of reports.

    Example: gongkai site data/site --report 2021_tab_hongqiao.txt
    """
    from gongkai.flows.output_paths import check_output

    check_output(folder, warehouse)
    _write_site(folder, warehouse, report or (), reports)


def _write_site(folder: Path, warehouse: Path, asked: Sequence[str] = (), most: int | None = None) -> None:
    from gongkai.flows.site import write_site

    _tell_of_site(folder, write_site(folder, warehouse, asked, most))


def _tell_of_site(folder: Path, written: "Written") -> None:
    typer.echo(
        _("Wrote {files:,} files ({size:,.1f} MB) to {folder}.").format(
            files=written.files, size=written.size / 1e6, folder=folder
        )
    )
    typer.echo(
        _("{reports:,} reports have a page, {texts:,} of them with their text.").format(
            reports=written.reports, texts=written.texts
        )
    )
    if written.reports < written.wanted:
        typer.echo(_("{reports:,} more would be too large together.").format(reports=written.wanted - written.reports))
    typer.echo(_("Next: open {html}").format(html=folder / "index.html"))


def _write_site_of_night(folder: Path, warehouse: Path) -> None:
    """What was published stays published, whatever happens here."""
    try:
        from gongkai.flows.site import write_site_of_night

        written = write_site_of_night(folder, warehouse)
    except Exception as error:  # noqa: BLE001 a fault in the pages is no fault of the night
        if exit_status(error) is None:
            traceback.print_exc()
        again = f"gongkai site {folder} --warehouse {warehouse}"
        typer.echo(
            _("It is published, but the site was not written.\n{error}\nAgain: {again}").format(
                error=sentence(error), again=again
            ),
            err=True,
        )
        raise typer.Exit(3) from None
    if written:
        _tell_of_site(folder, written)
    else:
        typer.echo(
            _("The site in {folder} is that of this generation already: {html}").format(
                folder=folder, html=folder / "index.html"
            )
        )


@app.command()
def review(
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write a file to decide in.", metavar="FILE.csv")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only so many, the worst.", show_default=False)] = None,
) -> None:
    """List what waits for a person, worst first, with the evidence.

    With --output, a file that opens in Excel: fill in value, why and by of what you decide, leave the rest, and save it
    as CSV into data/corrections. The next ingest applies it.

    Example: gongkai review --output review.csv
    """
    from gongkai.flows.output_paths import check_output
    from gongkai.flows.terminal import show_review
    from gongkai.warehouse.database import open_to_read
    from gongkai.warehouse.review import SHOWN, waiting, worst, write_review

    if output:
        check_output(output, warehouse, is_for_corrections=True)
    with open_to_read(warehouse) as con:
        if output is None:
            show_review(waiting(con), worst(con, limit or SHOWN))
            return
        count = write_review(con, output, limit)
    typer.echo(
        _("Wrote {count:,} rows to {output}. Fill in value, why and by, and save it into data/corrections.").format(
            count=count, output=output
        )
    )


@app.command()
def status(warehouse: Warehouse = DEFAULT_WAREHOUSE) -> None:
    """Show what the published warehouse holds, its runs, and the generations that are kept.

    Example: gongkai status
    """
    from gongkai.flows.terminal import show_corrections, show_status
    from gongkai.warehouse.database import open_to_read
    from gongkai.warehouse.gate import refused
    from gongkai.warehouse.generation import kept
    from gongkai.warehouse.summary import corrections, runs

    with open_to_read(warehouse) as con:
        show_status(warehouse, runs(con), kept(warehouse), refused(warehouse))
        show_corrections(*corrections(con))


@app.command()
def diff(
    first: Annotated[
        int | None, typer.Argument(help="Number of a generation.", metavar="A", show_default=False)
    ] = None,
    second: Annotated[int | None, typer.Argument(help="Another one.", metavar="B", show_default=False)] = None,
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    form: Form = QueryFormat.TABLE,
    output: Output = None,
) -> None:
    """Show what changed from generation A to B: documents, keys, facts with both values, figures, findings.

    Without numbers: from the generation before to the published one. With A alone: from A to the published one.
    The published warehouse holds its own changes in the view `changes`.

    Example: gongkai diff 3 4 --format csv --output changes.csv
    """
    from gongkai.flows.output_paths import check_output
    from gongkai.flows.terminal import say, show_answer
    from gongkai.warehouse.diff import between, changes, changes_in_short, summary

    check_form(form, output)
    if output:
        check_output(output, warehouse)
    with between(warehouse, first, second) as con:
        if form is QueryFormat.TABLE and output is None:
            say(_("How much changed"))
            show_answer(summary(con), form, None)
            say(_("\nChange by change; all of it: --format csv --output FILE"))
            show_answer(changes_in_short(con), form, None)
        else:
            show_answer(changes(con), form, output)


@app.command()
def rollback(
    number: Annotated[
        int | None,
        typer.Argument(help="Its number; by default the newest that is kept.", metavar="N", show_default=False),
    ] = None,
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    keep: Keep = 3,
    pin: Annotated[
        bool, typer.Option("--pin", help="And stay there: no ingest publishes anything until --unpin.")
    ] = False,
    unpin: Annotated[bool, typer.Option("--unpin", help="Only let ingest publish again.")] = False,
) -> None:
    """Publish an earlier generation again, under a new number. The published one is kept like any other.

    Without --pin the next ingest reads what has changed since then again. Which are kept: gongkai status

    Example: gongkai rollback 3
    """
    from gongkai.warehouse import generation
    from gongkai.warehouse.restore import rollback as publish_again

    if unpin:
        was = generation.unpin(warehouse)
        typer.echo(_("The next ingest publishes again.") if was else _("Nothing was pinned."))
        return
    wanted, new = publish_again(warehouse, number, keep, pin)
    typer.echo(
        _("Published generation {wanted} again, as generation {new}: {warehouse}").format(
            wanted=wanted, new=new, warehouse=warehouse
        )
    )
    typer.echo(
        _("Pinned: no ingest publishes anything until gongkai rollback --unpin.")
        if pin
        else _("What has changed in the sources since then comes in again with the next ingest.")
    )
    typer.echo(_("What changed: gongkai diff"))


@app.command()
def plugins(as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False) -> None:
    """List the layouts, openers and forms that there are, and where each comes from.

    Layouts and openers: the package that brought it, its version, and the object in it; openers in the order in which
    they are asked. Forms: the years whose reports use it, and the notice that prescribes it. A plug-in that cannot be
    used is named instead, with exit status 2.

    Example: gongkai plugins
    """
    from gongkai.flows.plugins import show_plugins

    show_plugins(as_json)


def language_asked(arguments: Sequence[str]) -> str | None:
    """What --lang before the command says, if it is a language of ours: help is written before options are read."""
    for name, value in pairwise(arguments):
        if not name.startswith("-") and name not in LANGUAGES:
            return None
        if name == "--lang" and value in LANGUAGES:
            return value
    return None


def main() -> None:
    """The entry point: a mistake ends in a sentence and an exit status. Only a fault of the program has a traceback."""
    speak_utf8()
    use(language_asked(sys.argv[1:]) or language_of_locale())
    try:
        speak(typer.main.get_command(app))()
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        status = exit_status(error)
        if status is None:
            raise
        from gongkai.flows.terminal import say

        say(sentence(error), error=True)
        sys.exit(status)
