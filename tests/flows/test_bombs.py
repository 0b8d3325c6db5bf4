"""What a few bytes unpack to is no burden on the process that runs the night."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

CODE = """
import resource, sys
from contextlib import suppress
from pathlib import Path
from gongkai.extract.origin.found import SourceError
from gongkai.flows.named_documents import read_named
from gongkai.flows.night import Night, night

def taken():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000

folder = Path(sys.argv[1])
night(Night([folder / "plain"], folder / "w.duckdb", accept=True))
before = taken()
summary = night(Night([folder / "bomb"], folder / "w.duckdb", accept=True))
with suppress(SourceError):  # it is no document; what it is, a process found out that may end by it
    read_named([str(folder / "bomb/b.jsonl.gz")])
print(taken() - before, [(reason, len(names)) for reason, names in summary.quarantined])
"""


def test_a_bomb_in_a_dump_bursts_in_a_process_that_may_end_by_it(tmp_path: Path) -> None:
    for name in ("plain", "bomb"):
        (tmp_path / name).mkdir()
    (tmp_path / "plain/a.jsonl").write_text(json.dumps({"text": "a"}) + "\n")
    with gzip.open(tmp_path / "bomb/b.jsonl.gz", "wb") as file:
        file.write(b'{"text": "' + b"a" * 150_000_000 + b'"}\n')
    done = subprocess.run(
        [sys.executable, "-c", CODE, str(tmp_path)], capture_output=True, text=True, check=False, timeout=900
    )
    assert done.returncode == 0, done.stderr
    megabytes, quarantined = done.stdout.split(" ", 1)
    assert quarantined == "[('too_large', 1)]\n"
    assert int(megabytes) < 100
