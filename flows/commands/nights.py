"""Commands on nights: one by hand, and one every night.

Each parameter of a command is an option that Typer shows. Below the commands they are one object, `Night`.
"""

import os
import traceback
from pathlib import Path
from typing import Annotated

import typer

from gongkai.errors import exit_status, is_interruption, sentence
from gongkai.flows.commands.sites import tell_of_site
from gongkai.flows.options import (
    Corrections,
    Dask,
    Keep,
    Processes,
    Site,
    Sources,
    Warehouse,
    require_ingest,
)
from gongkai.flows.settings import DEFAULT_CORRECTIONS, DEFAULT_WAREHOUSE, prepare_prefect
from gongkai.words import _


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
    that speaks S3 are named as s3://bucket/folder; what reads them is an extra (s3). Whoever reads the
    warehouse meanwhile is not disturbed. Where a large part of the documents or figures is gone, it is not published
    and the reasons are told: see --accept. Exit status: 0 published or nothing to do, 1 not published, 2 bad usage,
    3 published, but the site could not be written.

    Example: gongkai ingest data/samples
    """
    from gongkai.flows.night import Night

    settings = Night(sources, warehouse, processes, keep, corrections, accept, dask)
    require_ingest(settings, site)
    prepare_prefect(warehouse)
    from gongkai.flows.ingest_by_hand import end_at_once, ingest_by_hand
    from gongkai.flows.terminal import show_summary

    try:
        summary, is_lost = ingest_by_hand(settings)
    except BaseException as error:
        if not is_interruption(error):
            raise
        typer.echo(_("Stopped. Nothing was published; the warehouse is as it was."), err=True)
        raise typer.Exit(130) from None
    show_summary(summary)
    if site:
        _write_site_of_night(site, warehouse)
    if is_lost:
        end_at_once()


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
        tell_of_site(folder, written)
    else:
        typer.echo(
            _("The site in {folder} is that of this generation already: {html}").format(
                folder=folder, html=folder / "index.html"
            )
        )


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

    Example: gongkai serve --cron "0 2 * * *" data/samples data/county
    """
    from gongkai.extract.origin.found import is_address
    from gongkai.flows import prefect_server
    from gongkai.flows.night import Night
    from gongkai.flows.notifications import require_addresses
    from gongkai.flows.serve import alone, name_of, require_schedule, require_timezone
    from gongkai.flows.serve import serve as keep_schedule

    require_timezone(timezone)
    if notify:
        require_addresses(notify)
    require_ingest(Night(sources, warehouse, processes, keep, corrections, dask=dask), site)
    require_schedule(cron)
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
