"""What an error says to people, and the exit status that a command ends with."""


def sentence(error: Exception) -> str:
    """What an error says to people."""
    if isinstance(error, OSError) and error.strerror:
        return f"The operating system says: {error.strerror}: {error.filename or ''}".rstrip(": ")
    return str(error)


def exit_status(error: Exception) -> int | None:
    """2: bad usage; 1: refused, or the machine did not let us; None: not an error for people."""
    from extract.plugins import PluginError
    from extract.sources import SourceError, SourceUnreachable
    from flows.outputs import OutputError
    from flows.serve import ServeError
    from flows.server import ServerError
    from flows.workers import WorkersError
    from warehouse.citation import KeeperError
    from warehouse.corrections import CorrectionsError
    from warehouse.database import WarehouseError
    from warehouse.disk import UnwritableError
    from warehouse.export import ExportError
    from warehouse.gate import RefusedError
    from warehouse.generation import BusyError
    from warehouse.pages.charts import SiteError
    from warehouse.query import QueryError

    if isinstance(error, SourceUnreachable | ServeError | ServerError):
        return 1
    usage = SourceError | PluginError | OutputError | WarehouseError | CorrectionsError
    usage |= ExportError | KeeperError | QueryError | SiteError
    if isinstance(error, usage):
        return 2
    refused = BusyError | RefusedError | UnwritableError | WorkersError | OSError
    return 1 if isinstance(error, refused) else None
