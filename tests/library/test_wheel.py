"""What is installed from a wheel works by itself, beside folders of its user's that are called like our rooms."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from gongkai import __version__
from tests.install import install

ROOT = Path(__file__).parents[2]
REPORT = "2021_tab_hongqiao.txt"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where it stands, in front of everything else that Python sees; its dependencies are those of these tests."""
    return install(wheel, tmp_path_factory.mktemp("installed"))


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A user's own folder, with packages and data of the same names as our rooms."""
    folder = tmp_path_factory.mktemp("work")
    for name in ("extract", "transform", "warehouse", "flows"):
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text(f"raise RuntimeError('{name} of the user is none of ours')")
    (folder / "data").mkdir()
    shutil.copy(ROOT / "data/samples" / REPORT, folder / "data")
    return folder


def run(installed: Path, work: Path, *arguments: str, **variables: str) -> str:
    """What it prints in the user's folder, with the installed gongkai and no checkout in sight."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=work,
        env={**os.environ, "PYTHONPATH": str(installed), **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_wheel_owns_one_name(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert {name.split("/")[0] for name in names} == {"gongkai", f"gongkai-{__version__}.dist-info"}
    for needed in (
        "py.typed",
        "errors.py",
        "transform/read.py",
        "data/reference/README.md",
        "docs/start.md",
        "README.md",
    ):
        assert f"gongkai/{needed}" in names
    left = ("/data/warehouse/", "/data/export/", "/data/site/", "__pycache__", "/tests/")
    assert not [name for name in names for one in left if one in name]


def test_it_reads_beside_folders_of_the_same_names(installed: Path, work: Path) -> None:
    code = f"import gongkai; print(gongkai.__file__); r = gongkai.read('data/{REPORT}'); print(r, len(r.findings))"
    file, report = run(installed, work, "-c", code).splitlines()
    assert Path(file).is_relative_to(installed)
    assert "虹桥镇 2021, form 2021, 200 of 200 cells reported" in report


def test_it_says_its_version(installed: Path, work: Path) -> None:
    assert run(installed, work, "-m", "gongkai", "--version") == f"gongkai {__version__}\n"


def test_a_night_its_questions_and_its_pages(installed: Path, work: Path, prefect_api: str) -> None:
    said = run(installed, work, "-m", "gongkai", "ingest", f"data/{REPORT}", PREFECT_API_URL=prefect_api)
    assert "Found 1 document: 1 report" in said
    code = "import gongkai; print(gongkai.open().sql('SELECT town, year FROM reports').fetchall())"
    assert run(installed, work, "-c", code) == "[('虹桥镇', 2021)]\n"
    run(installed, work, "-m", "gongkai", "site", "pages")
    for page in ("index", "notebook", "start", "findings"):
        assert (work / f"pages/en/docs/{page}.html").is_file()
