"""Commands that write what others take along: files, and how to cite them."""

from pathlib import Path
from typing import Annotated

import typer

from gongkai.flows.options import (
    ExportFormat,
    KeeperFile,
    Warehouse,
    require_export_format,
)
from gongkai.flows.settings import DEFAULT_KEEPER, DEFAULT_WAREHOUSE
from gongkai.words import _, language_in_use


def export(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder, or one of an earlier export.", metavar="DIR")],
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    file_format: Annotated[ExportFormat, typer.Option("--format", help="Kind of the files.")] = ExportFormat.PARQUET,
    keeper: KeeperFile = DEFAULT_KEEPER,
    with_history: Annotated[
        bool, typer.Option("--history", help="Also what the nights did: the tables runs and changes.")
    ] = False,
) -> None:
    """Write the published warehouse as files, with the codebook and a description (datapackage.json).

    Parquet by year; CSV (opens in Excel), Stata (dta) and SPSS (sav) as a file per table. What columns mean is said in
    the language in use: gongkai --lang zh export DIR

    Example: gongkai export data/export --format csv
    """
    from gongkai.flows.output_paths import require_output
    from gongkai.warehouse.citation import read_keeper
    from gongkai.warehouse.database import open_to_read
    from gongkai.warehouse.export import export as write_export

    require_export_format(file_format)
    require_output(folder, warehouse)
    kept = read_keeper(keeper)
    with open_to_read(warehouse) as con:
        files = write_export(con, folder, file_format, kept, with_history)
    typer.echo(
        _("Wrote {files} files to {folder}. What each holds: {json}").format(
            files=len(files), folder=folder, json=folder / "datapackage.json"
        )
    )


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
    said = bibtex if as_bibtex else citation
    typer.echo(said(kept, version, language_in_use()))
