"""What stands in deploy/ fits the program: units that systemd accepts, an image with all that a run needs."""

import configparser
import fnmatch
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from fundament.cli import main
from fundament.project import DBT_DIR, PROJECT_ROOT
from fundament.transformation.prepared import prepared
from fundament.warehouse import home_of
from tests.conftest import CEILING

SYSTEMD = PROJECT_ROOT / "deploy" / "systemd"
CONTAINERFILE = PROJECT_ROOT / "deploy" / "container" / "Containerfile"
UNITS = sorted(SYSTEMD.glob("*.service"))


def command_exists(arguments: list[str]) -> bool:
    """The subcommand is one of the program's, and so is each of its options."""
    command = main.commands[arguments[0]]
    options = {name for parameter in command.params for name in parameter.opts}
    return all(argument in options for argument in arguments[1:] if argument.startswith("--"))


def value_of(unit: Path, key: str) -> list[str]:
    return [line.partition("=")[2] for line in unit.read_text().splitlines() if line.startswith(f"{key}=")]


def test_a_command_that_is_not_there_is_noticed() -> None:
    assert command_exists(["run", "--home", "x"])
    assert not command_exists(["run", "--hoem", "x"])
    with pytest.raises(KeyError):
        command_exists(["rnu"])


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_units_start_commands_that_exist(unit: Path) -> None:
    [start] = value_of(unit, "ExecStart")
    program, *arguments = shlex.split(start)
    assert program == "/opt/fundament/.venv/bin/fundament" and command_exists(arguments)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_units_are_shut_and_hold_no_secret(unit: Path) -> None:
    for key, wanted in (
        ("NoNewPrivileges", "yes"),
        ("ProtectSystem", "strict"),
        ("ReadWritePaths", "/var/lib/fundament"),
        ("CapabilityBoundingSet", ""),
        ("User", "fundament"),
        ("UMask", "0077"),
        ("StateDirectoryMode", "0711"),
        ("SupplementaryGroups", "fundament-readers"),
    ):
        assert value_of(unit, key) == [wanted], key
    assert not re.search(r"PASSWORD|TOKEN|DSN|WEBHOOK", unit.read_text())
    assert value_of(unit, "EnvironmentFile") == ["-/etc/fundament/fundament.env"]


def test_the_timer_names_its_zone_and_makes_up_for_a_missed_night() -> None:
    timer = configparser.ConfigParser(interpolation=None)
    timer.read(SYSTEMD / "fundament.timer")
    assert timer["Timer"]["OnCalendar"] == "*-*-* 01:30:00 Europe/Amsterdam"
    assert timer["Timer"]["Persistent"] == "true"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze")
class TestSystemd:
    @pytest.fixture
    def units(self, tmp_path: Path) -> Path:
        """The units with this environment's program, since the one of /opt is not installed here."""
        for unit in SYSTEMD.iterdir():
            text = unit.read_text().replace("/opt/fundament/.venv/bin/fundament", sys.executable)
            (tmp_path / unit.name).write_text(text)
        return tmp_path

    def verify(self, units: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["systemd-analyze", "verify", "--man=no", *sorted(map(str, units.iterdir()))],
            text=True,
            capture_output=True,
        )

    def complaints(self, units: Path) -> str:
        """Those about our units: the machine's own have theirs."""
        done = self.verify(units)
        return "\n".join(line for line in done.stderr.splitlines() if "fundament" in line)

    def test_it_accepts_them(self, units: Path) -> None:
        assert self.complaints(units) == ""

    def test_it_would_notice(self, units: Path) -> None:
        service = units / "fundament.service"
        service.write_text(service.read_text().replace("ProtectSystem=", "ProtectSytem="))
        assert "ProtectSytem" in self.complaints(units)

    def test_half_past_one_is_there_when_the_clock_changes(self) -> None:
        done = subprocess.run(
            ["systemd-analyze", "calendar", "--iterations=3", "--base-time=2027-03-27 12:00:00 UTC",
             "*-*-* 01:30:00 Europe/Amsterdam"],
            text=True, capture_output=True, env={**os.environ, "TZ": "UTC", "LC_ALL": "C"},
        )  # fmt: skip
        if done.returncode:
            pytest.skip("a systemd-analyze without --base-time")
        # Summer time begins on 28 March 2027 at 02:00 in Amsterdam: 01:30 is 00:30 UTC before, 23:30 UTC after.
        times = re.findall(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", done.stdout)
        assert times[-3:] == ["2027-03-28 00:30:00 UTC", "2027-03-28 23:30:00 UTC", "2027-03-29 23:30:00 UTC"]


def instructions() -> list[tuple[str, str]]:
    text = CONTAINERFILE.read_text().replace("\\\n", " ")
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(line.split()[0], line.partition(" ")[2].strip()) for line in lines]


def copied() -> list[tuple[str, str]]:
    pairs = []
    for name, rest in instructions():
        if name == "COPY":
            *sources, target = rest.split()
            pairs += [(source, target) for source in sources]
    return pairs


def test_the_image_is_built_from_the_lock_as_a_user_without_rights() -> None:
    given = instructions()
    assert [rest for name, rest in given if name == "FROM"] == ["${PYTHON_IMAGE}@${PYTHON_DIGEST}"]
    # Without a default: what was not said is not built on.
    assert ("ARG", "PYTHON_DIGEST") in given
    assert "--require-hashes -r requirements.txt" in " ".join(rest for name, rest in given if name == "RUN")
    assert [rest for name, rest in given if name == "USER"] == ["10001:10001"]
    assert given.index(("USER", "10001:10001")) > max(i for i, (name, _) in enumerate(given) if name == "RUN")
    made = " ".join(rest for name, rest in given if name == "RUN")
    # A group of another number would own nothing of the home.
    assert "groupadd --system --gid 10001 fundament" in made and "--uid 10001 --gid 10001" in made
    assert ("VOLUME", '["/var/lib/fundament"]') in given
    [entry], [command] = ([yaml.safe_load(rest) for name, rest in given if name == kind]
                          for kind in ("ENTRYPOINT", "CMD"))  # fmt: skip
    assert entry == ["/opt/fundament/.venv/bin/fundament"] and command_exists(command)
    assert not re.search(r"PASSWORD|TOKEN|DSN|WEBHOOK", CONTAINERFILE.read_text())


def test_what_is_copied_is_there_and_let_through() -> None:
    lines = (PROJECT_ROOT / ".dockerignore").read_text().splitlines()
    let_through = [line[1:] for line in lines if line.startswith("!")]
    left_out = [line for line in lines if line and not line.startswith(("!", "#"))]
    assert left_out[0] == "*"
    for source, _ in copied():
        assert (PROJECT_ROOT / source).exists(), source
        assert any(fnmatch.fnmatch(source, pattern) for pattern in let_through), source
    for secret in (".env", "data", ".git", ".venv"):
        assert not any(fnmatch.fnmatch(secret, pattern) for pattern in let_through), secret


def files_of_dbt(root: Path) -> set[str]:
    folders = [root / "dbt", root / "seeds" / "reference"]
    files = {path.relative_to(root) for folder in folders for path in folder.rglob("*") if path.is_file()}
    return {path.as_posix() for path in files if not {"target", "logs", "__pycache__"} & {*path.parts}}


def test_what_is_copied_is_all_that_the_job_needs(tmp_path: Path) -> None:
    root = tmp_path / "opt"
    root.mkdir()
    for source, _ in copied():
        path = PROJECT_ROOT / source
        if path.is_dir():
            ignored = shutil.ignore_patterns("target", "logs", "__pycache__", "*.duckdb")
            shutil.copytree(path, root / source, ignore=ignored)
        else:
            shutil.copyfile(path, root / source)
    environment = {**os.environ, "PYTHONPATH": str(root), "FUNDAMENT_HOME": str(tmp_path / "home")}
    # What the image prepares rests on these files, and is kept by their content and place.
    script = prepared(home_of())
    assert files_of_dbt(root) == files_of_dbt(PROJECT_ROOT)
    told = subprocess.run(
        [sys.executable, "-c", "from fundament.transformation import prepared; print(prepared.content_key())"],
        env=environment, cwd=root, text=True, check=True, capture_output=True, timeout=CEILING,
    ).stdout.strip()  # fmt: skip
    assert told != script.key
    kept = DBT_DIR / "target" / "prepared" / f"{script.key}.json"
    place = root / "dbt" / "target" / "prepared"
    place.mkdir(parents=True)
    (place / f"{told}.json").write_text(kept.read_text("utf-8").replace(str(PROJECT_ROOT), str(root)), "utf-8")
    # Afterwards nobody writes there.
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*") if "__pycache__" not in path.parts}
    # The job's definitions with all dbt models, and the command, from that folder alone.
    done = subprocess.run(
        [sys.executable, "-c",
         "import fundament.project, dagster_project.definitions as d; from fundament.cli import main;"
         "print(fundament.project.PROJECT_ROOT, len(list(d.defs.resolve_asset_graph().get_all_asset_keys())))"],
        env={**environment, "PYTHONDONTWRITEBYTECODE": "1"},
        cwd=tmp_path, text=True, capture_output=True, timeout=CEILING,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said, assets = done.stdout.split()[-2:]
    assert said == str(root) and int(assets) > 50
    after = {path: path.stat().st_mtime_ns for path in root.rglob("*") if "__pycache__" not in path.parts}
    assert after == before
