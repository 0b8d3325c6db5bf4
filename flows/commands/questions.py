"""Commands that ask the published warehouse: in SQL, and what waits for a person."""

from pathlib import Path
from typing import Annotated

import typer

from gongkai.flows.options import (
    Format,
    Output,
    QueryFormat,
    Warehouse,
    require_format,
)
from gongkai.flows.settings import DEFAULT_WAREHOUSE, corrections_folder
from gongkai.words import _


def query(
    sql: Annotated[str, typer.Argument(help="One question in SQL, in quotation marks.", metavar="SQL")],
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    file_format: Format = QueryFormat.TABLE,
    output: Output = None,
) -> None:
    """Ask the published warehouse in SQL; nothing can be written or changed.

    The views and their columns: gongkai query "SELECT table_name, comment FROM duckdb_tables() UNION ALL
    SELECT view_name, comment FROM duckdb_views() WHERE NOT internal". A short name of a place (province = '江苏') is
    taken for the official one where it can be no other. What goes wrong without a message: docs/traps.md

    Example: gongkai query "SELECT town, year, total FROM applications WHERE row_code = 'received'"
    """
    from gongkai.flows.output_paths import require_output
    from gongkai.flows.terminal import show_question
    from gongkai.warehouse.database import open_to_read

    require_format(file_format, output)
    if output:
        require_output(output, warehouse)
    with open_to_read(warehouse, locked=True) as con:
        show_question(con, sql, file_format, output)


def review(
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write a file to decide in.", metavar="FILE.csv")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only so many, the worst.", show_default=False)] = None,
) -> None:
    """List what waits for a person, worst first, with the evidence.

    With --output, a file that opens in Excel: fill in value, why and by of what you decide, leave the rest, and save it
    as CSV into the folder that is named at the end. The next ingest applies it.

    Example: gongkai review --output review.csv
    """
    from gongkai.flows.output_paths import require_output
    from gongkai.flows.terminal import show_review
    from gongkai.warehouse.database import open_to_read
    from gongkai.warehouse.review import SHOWN, waiting, worst, write_review

    if output:
        require_output(output, warehouse, is_for_corrections=True)
    with open_to_read(warehouse) as con:
        if output is None:
            show_review(waiting(con), worst(con, limit or SHOWN))
            return
        count = write_review(con, output, limit)
    typer.echo(
        _("Wrote {count:,} rows to {output}. Fill in value, why and by, and save it into {folder}.").format(
            count=count, output=output, folder=corrections_folder()
        )
    )
