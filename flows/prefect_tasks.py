"""The stages of a night as Prefect's tasks: a task is a stage or a batch, never a document."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, ParamSpec, TypeVar

from prefect import State, Task, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import TaskRun
from prefect.events import emit_event
from prefect.futures import as_completed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from gongkai.extract.origin.found import SourceUnreachable
from gongkai.flows.night import AT_ONCE
from gongkai.warehouse.summary import Summary

# Its threads only wait for those who read.
RUNNER: TaskRunner[Any] = ThreadPoolTaskRunner(AT_ONCE)
PUBLISHED = "gongkai.generation.published"  # the event on which other deployments can be hung

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class PrefectStages:
    """Each stage a task. patience: seconds before what may pass is tried again, each time."""

    patience: Sequence[float] = ()

    def run(self, name: str, call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        kept: list[T] = []
        self._task(name, lambda: kept.append(call(*args, **kwargs)))()
        return kept.pop()

    def each(self, name: str, call: Callable[[int], T], numbers: Iterable[int], /) -> Iterator[tuple[int, T]]:
        kept: dict[int, T] = {}

        def keep(number: int) -> None:
            kept[number] = call(number)

        tasks = {self._task(f"{name} batch {number}", partial(keep, number)).submit(): number for number in numbers}
        for finished in as_completed(list(tasks)):
            finished.result()
            yield tasks[finished], kept.pop(tasks[finished])

    def _task(self, name: str, stage: Callable[[], None]) -> Task[[], None]:
        """Prefect keeps what a task was given and what it returned until the flow ends, and looks into all of it: so it
        is given nothing, and returns nothing."""
        delays = list(self.patience)
        settings = task(
            name=name,
            cache_policy=NO_CACHE,
            persist_result=False,
            retries=len(delays),
            retry_delay_seconds=delays,
            retry_condition_fn=_may_pass,
        )
        return settings(stage)


def _may_pass(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    return isinstance(state.data, SourceUnreachable)


def announce(summary: Summary) -> None:
    """Say to Prefect's server that a generation was published: deployments may begin with it."""
    if summary.published:
        warehouse = str(summary.warehouse.resolve())
        emit_event(
            PUBLISHED,
            resource={"prefect.resource.id": f"gongkai.warehouse.{warehouse}", "prefect.resource.name": warehouse},
            payload={"generation": summary.generation, "reports": summary.reports_held, **asdict(summary.counts)},
        )
