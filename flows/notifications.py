"""Word to people: of what a run says itself, and of what only Prefect's server can see, a run that nobody hears of.

`python -m gongkai.flows.notifications` tells a server whom to tell, as `gongkai serve` does by itself: GONGKAI_NOTIFY
names them.
"""

import os
import sys
from contextlib import suppress
from typing import Any

from gongkai.errors import USAGE, GongkaiError
from gongkai.flows.settings import NIGHTLY
from gongkai.words import LANGUAGES, _, language_of_locale, use

NOTIFY = "GONGKAI_NOTIFY"  # addresses as Apprise writes them: mailto://, wecombot://, json://, ...
BLOCK = "gongkai-word"
SILENT = 90  # seconds without a word of a run that says every 30 that it lives
LATE = 90  # seconds that a run may not have begun after it was found to be late, or was handed to a worker
NIGHTS = 26 * 3600  # seconds in which there has to be a good night
# What the automations are called: in each language they are the same ones.
SILENT_NIGHTS = "gongkai, nights that are silent"
CRASHED_NIGHTS = "gongkai, word of nights that crashed"
LATE_NIGHTS = "gongkai, word of nights that do not begin"
NO_GOOD_NIGHT = "gongkai, word where there was no good night"
NAMES = (SILENT_NIGHTS, CRASHED_NIGHTS, LATE_NIGHTS, NO_GOOD_NIGHT)
_RUN = "prefect.flow-run"
_OVER = [f"{_RUN}.{state}" for state in ("Completed", "Failed", "Cancelled", "Crashed", "TimedOut")]


def send(title: str, body: str) -> bool:
    """Tell those whom GONGKAI_NOTIFY names of something that failed. False where nobody could be told; True also where
    nobody is named."""
    addresses = os.environ.get(NOTIFY)
    if not addresses:
        return True
    from apprise import Apprise, NotifyType

    word = Apprise()
    return bool(word.add(addresses) and word.notify(title=title, body=body, notify_type=NotifyType.FAILURE))


class AddressError(GongkaiError):
    """Nobody can be told there: a sentence for people."""

    exit_status = USAGE


def require_addresses(addresses: str) -> None:
    """Raises AddressError where Apprise understands one of them not."""
    from apprise import Apprise

    if not Apprise().add(addresses):
        # Not the address itself: it holds passwords.
        raise AddressError(_("An address of --notify is not understood. It looks like: mailto://... or json://..."))


def automations(
    flow: str, notify: dict[str, Any] | None, silent: int = SILENT, late: int = LATE, nights: int = NIGHTS
) -> list[dict[str, Any]]:
    """What a server watches over, as Prefect writes it, in the language in use. notify: the start of an action that
    tells; None: nobody is. silent, late, nights: seconds.
    """
    of_flow = {"prefect.resource.role": "flow", "prefect.resource.name": flow}
    events = {"type": "event", "match": {"prefect.resource.id": f"{_RUN}.*"}, "match_related": of_flow, "threshold": 1}
    each = {**events, "posture": "Proactive", "for_each": ["prefect.resource.id"]}
    crashed = {
        "name": _(SILENT_NIGHTS),
        "description": _(
            "A run that was killed together with whatever watched over it would be running for ever. A run says every"
            " 30 seconds that it lives; one that has said nothing for {silent} is over."
        ).format(silent=silent),
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
                "message": _("The run has said nothing for {silent} seconds.").format(silent=silent),
            }
        ],
    }
    if not notify:
        return [crashed]
    run = "{{ flow_run.name }}"
    return [
        crashed,
        {
            "name": _(CRASHED_NIGHTS),
            "trigger": {**events, "posture": "Reactive", "expect": [f"{_RUN}.Crashed"], "within": 0},
            "actions": [
                {
                    **notify,
                    "subject": _("gongkai: the run {run} crashed").format(run=run),
                    "body": _(
                        "It was killed, or its machine was. {message} The warehouse is as it was; the next night goes"
                        " on where this one stopped."
                    ).format(message="{{ flow_run.state.message }}"),
                }
            ],
        },
        {
            "name": _(LATE_NIGHTS),
            "trigger": {
                **each,
                "after": [f"{_RUN}.Late", f"{_RUN}.Pending"],
                "expect": [f"{_RUN}.Running", f"{_RUN}.AwaitingConcurrencySlot", *_OVER],
                "within": late,
            },
            "actions": [
                {
                    **notify,
                    "subject": _("gongkai: the run {run} has not begun").format(run=run),
                    "body": _("It is due, and does not run: is the worker, or `gongkai serve`, still there?"),
                }
            ],
        },
        {
            "name": _(NO_GOOD_NIGHT),
            "description": _(
                "Each deployment by itself: a warehouse whose nights fail is not hidden by another one's."
            ),
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
                    "subject": _("gongkai: no good night of {deployment}").format(deployment="{{ deployment.name }}"),
                    "body": _("No run of this deployment has gone well for {hours} hours.").format(
                        hours=f"{nights / 3600:g}"
                    ),
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
        there = _there(automation.name)
        if there is None:
            automation.create()
        else:
            automation.id = there.id
            automation.update()


def _there(name: str) -> Any:
    """The automation as the server has it already, in whatever language it was made; None where it has none."""
    from prefect.automations import Automation

    english = next(one for one in NAMES if _(one) == name)
    for language in LANGUAGES:
        with suppress(ValueError):
            return Automation.read(name=_(english, language))
    return None


def _notify() -> dict[str, Any] | None:
    """The begin of an action that tells those whom GONGKAI_NOTIFY names; what stands there is kept by the server."""
    addresses = os.environ.get(NOTIFY)
    if not addresses:
        return None
    # Of Prefect's blocks the one that hands any address to Apprise, whatever it is called.
    from prefect.blocks.notifications import SlackWebhook
    from pydantic import SecretStr

    block: Any = SlackWebhook(url=SecretStr(addresses), notify_type="failure").save(BLOCK, overwrite=True)
    return {"type": "send-notification", "block_document_id": str(block)}


if __name__ == "__main__":
    use(language_of_locale())
    watch(NIGHTLY)
    told = (
        _("The server watches over the runs of {flow}, and tells of those that nobody hears of.")
        if os.environ.get(NOTIFY)
        else _("The server watches over the runs of {flow}. It tells nobody: {variable} names none.")
    )
    sys.stdout.write(told.format(flow=NIGHTLY, variable=NOTIFY) + "\n")
