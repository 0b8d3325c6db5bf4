"""A night that has nothing to do, found out without Prefect, which takes longer to start than to do it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NoReturn, ParamSpec, TypeVar

from gongkai.flows.night import BUILD, REPAIR, Night, Plainly, night
from gongkai.flows.workers import Submit
from gongkai.warehouse import generation, restore
from gongkai.warehouse.summary import Summary

SMALL = 100_000_000  # bytes of a warehouse; where there is more, looking twice takes longer than Prefect

P = ParamSpec("P")
T = TypeVar("T")


class _Needed(Exception):
    """There is something to do: nothing of it was begun."""


def nothing_to_do(settings: Night) -> Summary | None:
    """What the night comes to if it has nothing to do; None if it has. Raises what `night` raises."""
    warehouse = generation.located(settings.warehouse)
    if not warehouse.exists() or warehouse.stat().st_size > SMALL or generation.is_left_over(warehouse):
        return None
    try:
        return night(settings, _Looking(settings.patience), _nobody)
    except _Needed:
        return None


@dataclass(frozen=True)
class _Looking(Plainly):
    """Stages up to the first that would change anything."""

    def run(self, name: str, call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        if name == BUILD or (name == REPAIR and not restore.is_in_order(args[0])):  # type: ignore[arg-type]
            raise _Needed
        return super().run(name, call, *args, **kwargs)


@contextmanager
def _nobody(_documents: int) -> Iterator[Submit]:
    def submit(*_: Any, **__: Any) -> NoReturn:
        raise _Needed

    yield submit
