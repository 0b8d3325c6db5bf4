"""What an error says to people, and the exit status that a command ends with."""


def sentence(error: Exception) -> str:
    """What an error says to people."""
    if isinstance(error, OSError) and error.strerror:
        return f"The operating system says: {error.strerror}: {error.filename or ''}".rstrip(": ")
    return str(error)


def exit_status(error: Exception) -> int | None:
    """2: bad usage; 1: refused, or the machine did not let us; None: not an error for people."""
    from extract.openers import OpenerError
    from extract.sources import SourceError, SourceUnreachable
    from flows.serve import ServeError
    from flows.server import ServerError
    from flows.workers import WorkersError
    from warehouse.citation import KeeperError
    from warehouse.corrections import CorrectionsError
    from warehouse.database import WarehouseError
    from warehouse.export import ExportError
    from warehouse.gate import RefusedError
    from warehouse.generation import BusyError, UnwritableError
    from warehouse.pages.charts import SiteError
    from warehouse.query import QueryError

    if isinstance(error, SourceUnreachable | ServeError | ServerError):
        return 1
    of_data = SourceError | OpenerError | WarehouseError | CorrectionsError
    mistakes = of_data | ExportError | KeeperError | QueryError | SiteError
    if isinstance(error, mistakes):
        return 2
    return 1 if isinstance(error, BusyError | RefusedError | UnwritableError | WorkersError | OSError) else None
