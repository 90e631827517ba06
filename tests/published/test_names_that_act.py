"""Names of others that would drive a terminal, a page or a message: published, and then shown by every command."""

import os
import pty
import re
import select
import subprocess
import sys
from pathlib import Path

import duckdb
import pypdf
import pytest
from click.testing import CliRunner

from fundament.cli import main
from fundament.errors import UNSEEN
from fundament.note.writing import write_notes
from tests.conftest import AS_OF, CEILING, FUNDAMENT, Command

# A title of the window, a red text, an erased screen in one sign (C1), and a name that is read backwards.
ACTS = "\x1b]0;owned\x07\x1b[31m\x9b2J\u202efdp.exe\u2066\U000e0041[link=https://evil.example]x[/link]"
# Written into every name that a table shows.
CHANGED = """
    update marts.dim_publication set title = title || $acts;
    update marts.noncompliance_by_contract_year set contract_name = contract_name || $acts;
    update marts.noncompliance_scenarios set scenario_name = scenario_name || $acts;
    update marts.impact_services set service_name = service_name || $acts;
    update marts.findings set message_en = message_en || $acts, message_nl = message_nl || $acts;
    update marts.source_reconciliation set citation = citation || $acts, printed_text = printed_text || $acts;
    update quality.check_results set description = description || $acts;
"""


@pytest.fixture
def hostile(published: Command) -> Command:
    """The memo with such names."""
    file = published.warehouse.resolve()
    file.parent.chmod(0o755)
    file.chmod(0o644)
    with duckdb.connect(str(file)) as connection:
        connection.execute(f"set variable acts = {chr(39)}{ACTS}{chr(39)}")
        connection.execute(CHANGED.replace("$acts", "getvariable('acts')"))
    return published


@pytest.mark.parametrize(
    "arguments",
    [
        ["status", "--all"],
        ["status"],
        ["explain", "total_2020"],
        ["whatif", "--pause", "18"],
        ["whatif", "--service", "digid", "--days", "30"],
    ],
    ids=" ".join,
)
def test_no_command_shows_a_sign_that_acts(hostile: Command, arguments: list[str]) -> None:
    done = CliRunner().invoke(main, [*arguments, "--home", str(hostile.home)], env={"COLUMNS": "200"})
    assert done.exit_code in (0, 2), done.output
    assert not UNSEEN.findall(done.output)
    if arguments[0] == "status" and done.exit_code == 0:
        assert "\\x1b" in done.output and "\\u202e" in done.output and "\\U000e0041" in done.output
        # Marks of our own library are text, where others write them.
        assert "[link=https" in "".join(done.output.split())


QUERY = "select title from dim_publication; select cast(title as int) from dim_publication"


def test_tables_of_a_query_are_written_out_and_data_stay_as_they_are(hostile: Command) -> None:
    def asked(*more: str) -> "subprocess.CompletedProcess[str]":
        command = [FUNDAMENT, "sql", "--home", str(hostile.home), *more]
        return subprocess.run(command, capture_output=True, encoding="utf-8")

    table = asked(QUERY)
    assert table.returncode == 1
    assert not UNSEEN.findall(table.stdout + table.stderr)
    # DuckDB writes what it knows as \\e; the rest is ours.
    assert "\\u202efdp.exe" in table.stdout and "\\x1b]0;owned" in table.stderr
    data = asked("--format", "csv", "select title from dim_publication")
    assert data.returncode == 0 and data.stdout.count(ACTS) == 4


GREEDY = """.bail off
select getenv('LEDGER_TOKEN') as said;
select content as said from read_text('/etc/passwd');
copy (select 1) to '/tmp/fundament-said';
set max_temp_directory_size = '1TB';
.shell echo said
select length(repeat('x', 1400000000)) as said;
select count(*) as said
from (select md5(a.range || '-' || b.range) as k from range(10000) a, range(10000) b order by k limit 100000000);
select 'well' as alive;
"""


def test_a_query_has_bounded_memory_and_disk_and_nothing_but_the_release(memo: Command) -> None:
    environment = {**os.environ, "FUNDAMENT_MEMORY_LIMIT": "20MB", "LEDGER_TOKEN": "t0ken-of-ledger"}
    command = [FUNDAMENT, "sql", "--home", str(memo.home)]
    done = subprocess.run(command, input=GREEDY, capture_output=True, encoding="utf-8", env=environment)
    assert "well" in done.stdout and "said" not in done.stdout
    assert done.stderr.count("Permission Error") == 3 and "locked" in done.stderr and ".shell" in GREEDY
    assert "Failed to allocate block" in done.stderr and "max_temp_directory_size" in done.stderr
    assert "t0ken" not in done.stdout + done.stderr


# A stand-in for the shell: it edits its line, shows a name, fails with one, and says what was typed.
STAND_IN = r"""
printf '\033[1mready\033[0m\n'; read typed; printf 'name \342\200\256fdp.exe\302\2332J\n'
printf 'no number: \033]0;owned\007\n' >&2; echo "typed $typed"; exit 3
"""
RELAY = """
import pathlib, sys
from fundament.shell import converse
sys.exit(converse(pathlib.Path('/bin/sh'), ['-c', sys.argv[1]], '1GB'))
"""


def test_the_shell_at_a_terminal_writes_them_out() -> None:
    child, terminal = pty.fork()
    if child == 0:
        os.execv(sys.executable, [sys.executable, "-c", RELAY, STAND_IN])
    shown = b""
    while select.select([terminal], [], [], CEILING)[0]:
        try:
            shown += os.read(terminal, 65536)
        except OSError:
            break
        if shown.endswith(b"\x1b[0m\r\n"):
            os.write(terminal, b"hello\r")
    text = shown.decode()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 3, text
    assert "\x1b[1mready" in text and "typed hello\r\n" in text
    assert "name \\u202efdp.exe\\x9b2J\r\n" in text and "no number: \\x1b]0;owned\\x07\r\n" in text


def test_notes_show_no_sign_that_acts(hostile: Command, tmp_path: Path) -> None:
    write_notes(hostile.warehouse.resolve().parent, tmp_path, "a-release", AS_OF, None, ("en",))
    page = (tmp_path / "note-en.html").read_text("utf-8")
    assert "fdp.exe" in page and not UNSEEN.findall(page)
    sheets = "".join(sheet.extract_text() for sheet in pypdf.PdfReader(tmp_path / "note-en.pdf").pages)
    assert "fdp.exe" in sheets and not UNSEEN.findall(sheets)


def test_nothing_else_writes_to_a_terminal() -> None:
    root = Path(sys.modules["fundament"].__path__[0])
    direct = re.compile(r"(?<![\w.])(?:click[.]echo|click[.]secho|Console|print)[(]")
    found = {path.name for path in root.rglob("*.py") if direct.search(path.read_text("utf-8"))}
    # The dictionary is made of our own models.
    assert found == {"terminal.py", "dictionary.py"}
