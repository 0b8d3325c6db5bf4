"""Word to people: of what a run says itself, and of what only Prefect's server can see, a run that nobody hears of.

`python -m gongkai.flows.notifications` tells a server whom to tell, as `gongkai serve` does by itself: GONGKAI_NOTIFY
names them.
"""

import os
import sys
from typing import Any

from gongkai.flows.settings import NIGHTLY

NOTIFY = "GONGKAI_NOTIFY"  # addresses as Apprise writes them: mailto://, wecombot://, json://, ...
BLOCK = "gongkai-word"
SILENT = 90  # seconds without a word of a run that says every 30 that it lives
LATE = 90  # seconds that a run may not have begun after it was found to be late, or was handed to a worker
NIGHTS = 26 * 3600  # seconds in which there has to be a good night
_RUN = "prefect.flow-run"
_OVER = [f"{_RUN}.{state}" for state in ("Completed", "Failed", "Cancelled", "Crashed", "TimedOut")]


def send(title: str, body: str) -> bool:
    """Tell those whom GONGKAI_NOTIFY names. False where nobody could be told; True also where nobody is named."""
    addresses = os.environ.get(NOTIFY)
    if not addresses:
        return True
    from apprise import Apprise

    word = Apprise()
    return bool(word.add(addresses) and word.notify(title=title, body=body))


def automations(
    flow: str, notify: dict[str, Any] | None, silent: int = SILENT, late: int = LATE, nights: int = NIGHTS
) -> list[dict[str, Any]]:
    """What a server watches over, as Prefect writes it. notify: the start of an action that tells; None: nobody is.

    silent, late, nights: seconds.
    """
    of_flow = {"prefect.resource.role": "flow", "prefect.resource.name": flow}
    events = {"type": "event", "match": {"prefect.resource.id": f"{_RUN}.*"}, "match_related": of_flow, "threshold": 1}
    each = {**events, "posture": "Proactive", "for_each": ["prefect.resource.id"]}
    crashed = {
        "name": "gongkai, nights that are silent",
        "description": "A run that was killed together with whatever watched over it would be running for ever. A run"
        f" says every 30 seconds that it lives; one that has said nothing for {silent} is over.",
        "trigger": {
            **each,
            "after": [f"{_RUN}.Running", f"{_RUN}.heartbeat"],
            "expect": [f"{_RUN}.heartbeat", *_OVER],
            "within": silent,
        },
        "actions": [
            {
                "type": "change-flow-run-state",
                "state": "CRASHED",
                "name": "Crashed",
                "message": f"The run has said nothing for {silent} seconds.",
            }
        ],
    }
    if not notify:
        return [crashed]
    run = "{{ flow_run.name }}"
    return [
        crashed,
        {
            "name": "gongkai, word of nights that crashed",
            "trigger": {**events, "posture": "Reactive", "expect": [f"{_RUN}.Crashed"], "within": 0},
            "actions": [
                {
                    **notify,
                    "subject": f"gongkai: the run {run} crashed",
                    "body": "It was killed, or its machine was. {{ flow_run.state.message }} The warehouse is as it"
                    " was; the next night goes on where this one stopped.",
                }
            ],
        },
        {
            "name": "gongkai, word of nights that do not begin",
            "trigger": {
                **each,
                "after": [f"{_RUN}.Late", f"{_RUN}.Pending"],
                "expect": [f"{_RUN}.Running", f"{_RUN}.AwaitingConcurrencySlot", *_OVER],
                "within": late,
            },
            "actions": [
                {
                    **notify,
                    "subject": f"gongkai: the run {run} has not begun",
                    "body": "It is due, and does not run: is the worker, or `gongkai serve`, still there?",
                }
            ],
        },
        {
            "name": "gongkai, word where there was no good night",
            "description": "Each deployment by itself: a warehouse whose nights fail is not hidden by another one's.",
            "trigger": {
                **each,
                "match_related": [of_flow, {"prefect.resource.role": "deployment"}],
                "for_each": ["related:deployment:prefect.resource.id"],
                "after": [f"{_RUN}.{state}" for state in ("Completed", "Running", "Late")],
                "expect": [f"{_RUN}.Completed"],
                "within": nights,
            },
            "actions": [
                {
                    **notify,
                    "subject": "gongkai: no good night of {{ deployment.name }}",
                    "body": f"No run of this deployment has gone well for {nights / 3600:g} hours.",
                }
            ],
        },
    ]


def watch(flow: str, **patience: int) -> None:
    """See to it that the server tells of what no run can tell of itself. patience: of `automations`.

    The server takes a run that was killed with whatever watched over it for crashed also where nobody is to be told.
    """
    from prefect.automations import Automation

    for wanted in automations(flow, _notify(), **patience):
        automation = Automation(**wanted)
        try:
            there: Any = Automation.read(name=automation.name)
        except ValueError:
            automation.create()
            continue
        automation.id = there.id
        automation.update()


def _notify() -> dict[str, Any] | None:
    """The begin of an action that tells those whom GONGKAI_NOTIFY names; what stands there is kept by the server."""
    addresses = os.environ.get(NOTIFY)
    if not addresses:
        return None
    # Of Prefect's blocks the one that hands any address to Apprise, whatever it is called.
    from prefect.blocks.notifications import SlackWebhook
    from pydantic import SecretStr

    block: Any = SlackWebhook(url=SecretStr(addresses)).save(BLOCK, overwrite=True)
    return {"type": "send-notification", "block_document_id": str(block)}


if __name__ == "__main__":
    watch(NIGHTLY)
    told = "is told" if os.environ.get(NOTIFY) else f"would be told if {NOTIFY} named somebody"
    sys.stdout.write(f"The server watches over the runs of {NIGHTLY}; who {told} of those that nobody hears of.\n")
