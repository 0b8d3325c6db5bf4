"""An object store over HTTP, the server of moto on this machine: what lies there, and what if it does not answer."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from hostile_documents import pdf
from moto.core import DEFAULT_ACCOUNT_ID
from moto.s3.models import s3_backends
from moto.server import DomainDispatcherApplication, create_backend_app
from nights import PROJECT, Nights, nights
from werkzeug.serving import make_server

from gongkai.extract.document import LARGEST, Crawl, Rejected
from gongkai.extract.origin import stores
from gongkai.extract.origin.containers import load
from gongkai.extract.origin.found import SourceError, SourceUnreachable
from gongkai.extract.origin.manifest import attach
from gongkai.extract.origin.sources import discover, whole_roots
from gongkai.flows.named_documents import load_one
from gongkai.flows.site import text_of
from gongkai.transform.forms import forms
from gongkai.transform.read import read
from gongkai.warehouse.database import open_to_read
from tests import office
from tests.render import report as rendered

SAMPLES = {file.name: file.read_bytes() for file in sorted((PROJECT / "data/samples").glob("*.txt"))[:4]}
NAMES = list(SAMPLES)
ROOT = "s3://crawl/reports"


class Store:
    """The server, which can be told to be out of order, and remembers what it was asked."""

    def __init__(self) -> None:
        self.app = DomainDispatcherApplication(create_backend_app)
        self.asked: list[str] = []
        self.fails: Callable[[str], bool] = lambda _path: False
        self.server = make_server("127.0.0.1", 0, self, threaded=True)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        path = environ["PATH_INFO"].encode("latin-1").decode()
        if environ["REQUEST_METHOD"] == "GET":
            self.asked.append(path)
            if self.fails(path):
                start_response("503 Service Unavailable", [])
                return [b""]
        return self.app(environ, start_response)  # type: ignore[no-any-return]

    @property
    def fetched(self) -> list[str]:
        """The keys of the objects that were asked for since this was last looked at."""
        asked, self.asked = self.asked, []
        return [path.removeprefix("/crawl/") for path in asked if path.count("/") > 1]

    def put(self, key: str, data: bytes) -> None:
        self.client.put_object(Bucket="crawl", Key=key, Body=data)

    def delete(self, key: str) -> None:
        self.client.delete_object(Bucket="crawl", Key=key)

    @property
    def client(self) -> Any:
        return boto3.client("s3")


@pytest.fixture(scope="module")
def server() -> Iterator[Store]:
    store = Store()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", store.address)
        patch.setenv("AWS_ACCESS_KEY_ID", "somebody")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "something")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            patch.delenv(name, raising=False)
        yield store
    store.server.shutdown()


@pytest.fixture
def store(server: Store) -> Iterator[Store]:
    """An empty bucket."""
    server.fails = lambda _path: False
    stores._client.cache_clear()
    server.client.create_bucket(Bucket="crawl")
    server.asked = []
    yield server
    server.fails = lambda _path: False
    stored = boto3.resource("s3").Bucket("crawl")
    stored.objects.all().delete()
    stored.delete()


@pytest.fixture(scope="module")
def process(server: Store) -> Iterator[Nights]:  # noqa: ARG001  it tells by the environment where it is
    with nights() as program:
        yield program


def rows(warehouse: Path, sql: str) -> list[tuple[Any, ...]]:
    with open_to_read(warehouse) as con:
        return con.execute(sql).fetchall()


def nobody() -> str:
    """An address at which nothing listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


def test_objects_below_an_address_are_documents_whatever_their_keys(store: Store) -> None:
    keys = ("b.txt", "a/中文 空格.txt", "a//twice.txt", "a/../up.txt", "100%25+?#&.txt", "x" * 900)
    for key in keys:
        store.put(f"reports/{key}", key.encode())
    for passed_over in ("reports/.hidden", "reports/.git/config", "reports/folder/", "reports2/other.txt"):
        store.put(passed_over, b"")
    found = discover([f"{ROOT}/"])
    assert [thing.source for thing in found] == sorted(keys)
    assert {thing.root for thing in found} == {ROOT} == set(whole_roots([ROOT]))
    assert [load(thing).data.decode() for thing in found] == sorted(keys)
    (only,) = [thing for thing in discover(["s3://crawl"]) if thing.source == "reports/b.txt"]
    assert (only.size, only.root, load(only).data) == (5, "s3://crawl", b"b.txt")


def test_more_than_one_page_is_listed(store: Store) -> None:  # noqa: ARG001  it has the bucket
    inside = s3_backends[DEFAULT_ACCOUNT_ID]["aws"]  # by HTTP it takes long
    for number in range(1100):
        inside.put_object("crawl", f"reports/{number}.txt", b"x")
    assert len(discover([ROOT])) == 1100


def test_one_object_is_read_with_the_manifest_beside_it_and_one_above_it(store: Store) -> None:
    store.put("reports/one.txt", b"1")
    store.put("reports/other.txt", b"2")
    store.put("reports/manifest.csv", "file,county\none.txt,会昌县\nlost.txt,\n".encode())
    documents, notes = attach(discover([f"{ROOT}/one.txt"]))
    assert [(thing.root, thing.source, thing.crawl) for thing in documents] == [
        (ROOT, "one.txt", Crawl(county="会昌县"))
    ]
    assert notes == [f"{ROOT}/manifest.csv: 1 rows name files that are not there, lost.txt first."]
    assert ROOT not in whole_roots([f"{ROOT}/one.txt"])
    assert len(attach(discover([ROOT]))[0]) == 2


def test_what_is_not_fetched_says_why(store: Store) -> None:
    store.put("reports/a.zip", b"PK")
    store.put("reports/huge.txt", bytes(LARGEST + 1))
    assert {thing.source: thing.reason for thing in discover([ROOT])} == {
        "a.zip": "archive_in_store",
        "huge.txt": "too_large",
    }
    assert store.fetched == []


def test_what_cannot_be_listed_is_told_in_a_sentence(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SourceError, match=r"There is no object at s3://crawl/reports or below it."):
        discover([ROOT])
    with pytest.raises(SourceError, match=r"s3://nobodys cannot be listed: .*NoSuchBucket"):
        discover(["s3://nobodys"])
    with pytest.raises(SourceError, match="names no bucket"):
        whole_roots(["s3://"])
    store.fails = lambda _path: True
    with pytest.raises(SourceUnreachable, match=r"s3://crawl/reports cannot be listed: .*503"):
        discover([ROOT])
    stores._client.cache_clear()
    monkeypatch.setenv("AWS_ENDPOINT_URL", nobody())
    with pytest.raises(SourceUnreachable, match="Could not connect"):
        discover([ROOT])
    stores._client.cache_clear()
    monkeypatch.setenv("AWS_ENDPOINT_URL", "no address")
    with pytest.raises(SourceError, match="Invalid endpoint") as raised:
        discover([ROOT])
    assert not isinstance(raised.value, SourceUnreachable)
    stores._client.cache_clear()


def test_an_object_alone_is_unreadable_but_a_store_that_does_not_answer_is_no_fault_of_it(store: Store) -> None:
    for name in ("gone.txt", "other.txt", "shut.txt"):
        store.put(f"reports/{name}", b"12345")
    gone, other, shut = discover([ROOT])
    store.delete("reports/gone.txt")
    store.put("reports/other.txt", b"1234567")
    store.fails = lambda path: path.endswith("shut.txt")
    for thing, words in ((gone, "NoSuchKey"), (other, "changed while it was being read"), (shut, "503")):
        with pytest.raises(Rejected, match=words) as raised:
            load(thing)
        assert raised.value.reason == "unreadable"
    store.fails = lambda _path: True
    with pytest.raises(SourceUnreachable):
        load(other)


def test_night_after_night_only_what_changed_is_fetched(tmp_path: Path, store: Store, process: Nights) -> None:
    warehouse = tmp_path / "w.duckdb"
    for name, data in SAMPLES.items():
        store.put(f"reports/{name}", data)
    assert process.night(ROOT, warehouse) == (0, "generation 1 published True")
    assert set(store.fetched) == {f"reports/{name}" for name in NAMES}
    assert rows(warehouse, "SELECT source FROM reports ORDER BY ALL") == [(name,) for name in NAMES]
    assert rows(warehouse, "SELECT DISTINCT root FROM store.document") == [(ROOT,)]
    assert process.night(ROOT, warehouse) == (0, "generation 1 published False")
    assert store.fetched == []
    store.delete(f"reports/{NAMES[0]}")
    store.put("reports/menu.txt", "本周食堂菜单\n".encode() * 9)
    assert process.night(ROOT, warehouse) == (0, "generation 2 published True")
    assert set(store.fetched) == {"reports/menu.txt"}
    assert rows(warehouse, "SELECT source FROM reports ORDER BY ALL") == [(name,) for name in NAMES[1:]]
    assert rows(
        warehouse, "SELECT found, reports, quarantined, unchanged, vanished FROM runs WHERE generation = 2"
    ) == [(4, 3, 1, 3, 1)]


def test_a_scan_is_read_from_the_text_beside_it(tmp_path: Path, store: Store, process: Nights) -> None:
    form, warehouse = forms()[-1], tmp_path / "w.duckdb"
    text = rendered(form, office.figures(form, seed=3), "tab_rows")
    known = "SELECT reason FROM store.document ORDER BY source"
    store.put("reports/a/scan.pdf", pdf(picture=True))
    assert process.night(ROOT, warehouse, accept=True)[0] == 0
    assert rows(warehouse, known) == [("no_text_layer",)]
    store.put("reports/a/scan.txt", text.encode())
    assert process.night(ROOT, warehouse)[0] == 0
    assert rows(warehouse, known) == [(None,), (None,)]
    assert sorted(rows(warehouse, "SELECT source, standing, town FROM reports")) == [
        ("a/scan.pdf", "current", "赵堡镇"),
        ("a/scan.txt", "duplicate", "赵堡镇"),
    ]
    document = load_one(f"{ROOT}/a/scan.pdf")
    assert text_of(ROOT, "a/scan.pdf", document.document_id) == read(document).text
    store.fetched  # noqa: B018  what was asked for until now
    assert process.night(ROOT, warehouse)[0] == 0
    assert store.fetched == []
    store.put("reports/a/scan.txt", text.replace("人手不足", "人手仍然很少").encode())
    assert process.night(ROOT, warehouse)[0] == 0
    (problems,) = rows(warehouse, "SELECT text FROM sections WHERE source LIKE '%.pdf' AND code = 'problems'")
    assert "人手仍然很少" in problems[0]
    store.put("reports/a/scan.txt", bytes(LARGEST + 1))
    store.fetched  # noqa: B018
    with pytest.raises(Rejected, match="pictures and no text"):
        read(load_one(f"{ROOT}/a/scan.pdf"))
    assert store.fetched == ["reports/a/scan.pdf"]  # what is too large is not even fetched


def test_a_store_that_goes_away_in_the_night_takes_nothing_with_it(
    tmp_path: Path, store: Store, process: Nights
) -> None:
    warehouse = tmp_path / "w.duckdb"
    for name in NAMES[:2]:
        store.put(f"reports/{name}", SAMPLES[name])
    assert process.night(ROOT, warehouse)[0] == 0
    published = warehouse.read_bytes()
    store.put(f"reports/{NAMES[0]}", SAMPLES[NAMES[0]] + b"\n")  # its report would be lost
    store.put(f"reports/{NAMES[2]}", SAMPLES[NAMES[2]])
    for fails in (lambda _path: True, lambda _path: len(store.asked) > 1):
        store.asked, store.fails = [], fails
        status, said = process.night(ROOT, warehouse)
        assert (status, said.split(":")[0]) == (1, "SourceUnreachable")
        assert warehouse.read_bytes() == published
    store.fails = lambda _path: False
    for name in NAMES:
        store.delete(f"reports/{name}")
    status, said = process.night(ROOT, warehouse)
    assert (status, said) == (2, f"SourceError: There is no object at {ROOT} or below it.")
    assert warehouse.read_bytes() == published
    for name in NAMES[:3]:
        store.put(f"reports/{name}", SAMPLES[name])
    assert process.night(ROOT, warehouse) == (0, "generation 2 published True")


def test_a_warehouse_of_an_earlier_version_is_built_anew_from_its_store(
    tmp_path: Path, store: Store, process: Nights
) -> None:
    from gongkai.warehouse.database import open_to_write

    warehouse, folder = tmp_path / "w.duckdb", tmp_path / "folder"
    store.put("reports/a.txt", SAMPLES[NAMES[0]])
    folder.mkdir()
    (folder / "b.txt").write_bytes(SAMPLES[NAMES[1]])
    assert process.night(ROOT, warehouse)[0] == 0
    with open_to_write(warehouse) as con:
        con.execute("UPDATE store.version SET schema_version = 1")
        con.execute("CHECKPOINT")
    assert process.night(folder, warehouse)[0] == 0
    assert rows(warehouse, "SELECT source FROM reports ORDER BY ALL") == [("a.txt",), ("b.txt",)]


def gongkai(*command: str, cwd: Path, before: str = "", **env: str) -> tuple[int, str]:
    program = f"import sys\n{before}\nfrom gongkai.flows.cli import main\nsys.argv[0] = 'gongkai'\nmain()"
    done = subprocess.run(
        [sys.executable, "-c", program, *command],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(PROJECT), **env},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_the_command_reads_from_a_store_and_says_if_it_cannot(tmp_path: Path, store: Store, prefect_api: str) -> None:
    for name, data in SAMPLES.items():
        store.put(f"reports/{name}", data)
    status, said = gongkai("ingest", ROOT, "--warehouse", "w.duckdb", cwd=tmp_path, PREFECT_API_URL=prefect_api)
    assert status == 0, said
    assert len(rows(tmp_path / "w.duckdb", "FROM reports")) == len(SAMPLES)
    status, said = gongkai("inspect", f"{ROOT}/{NAMES[0]}", cwd=tmp_path)
    assert (status, f"{ROOT}/{NAMES[0]}" in said) == (0, True), said
    assert gongkai("inspect", ROOT, cwd=tmp_path) == (2, f"{ROOT} is a folder or a manifest; name one document.\n")
    store.fails = lambda _path: True
    status, said = gongkai("ingest", ROOT, "--warehouse", "w.duckdb", cwd=tmp_path)
    assert (status, "Traceback" in said) == (1, False), said
    assert f"{ROOT} cannot be listed" in said
    without = "sys.modules['boto3'] = None"
    status, said = gongkai("ingest", ROOT, "--warehouse", "w.duckdb", cwd=tmp_path, before=without)
    assert (status, said.splitlines()[-1]) == (
        2,
        "Object stores are read with another library: pip install 'boto3<2,>=1.40'",
    )


def test_nobody_loads_the_library_without_an_address(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    code = "import sys; from gongkai.extract.origin.sources import discover, whole_roots; "
    code += "discover([sys.argv[1]]); whole_roots([sys.argv[1]])"
    code += "; import gongkai.flows.batch; sys.exit('boto3' in sys.modules or 'botocore' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=PROJECT, check=False).returncode == 0
