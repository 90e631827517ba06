"""The models that follow from sources.yml are in step with it."""

import shutil
from pathlib import Path

import pytest

from fundament.transformation import known_models
from fundament.transformation.known_models import files, main, written


def test_what_is_written_is_what_is_declared() -> None:
    assert written() == files(), "Run: make docs"
    assert "known_publications.sql" not in {Path(path).name for path in files()}


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of dbt's folder, with a source that is declared since and one that is declared no longer."""
    folder = tmp_path / "dbt"
    shutil.copytree(known_models.DBT_DIR, folder, ignore=shutil.ignore_patterns("target", "logs"))
    for name in ("KNOWN", "WRITTEN", "NAMES", "DBT_DIR"):
        monkeypatch.setattr(
            known_models, name, folder / getattr(known_models, name).relative_to(known_models.DBT_DIR)
        )
    (known_models.WRITTEN / "known_measures.sql").unlink()
    (known_models.WRITTEN / "known_wishes.sql").write_text("{{ known('wishes') }}\n", "utf-8")
    return folder


def test_sources_that_came_and_went_are_noticed_and_put_right(copied: Path) -> None:
    assert {path for path, _ in written().items() ^ files().items()} == {
        f"models/intermediate/known/canonical/known_{name}.sql" for name in ("measures", "wishes")
    }
    main()
    assert written() == files()


def test_a_model_of_its_own_is_left_alone(copied: Path) -> None:
    own = copied / "models" / "intermediate" / "known" / "known_measures.sql"
    own.write_text("select 1\n", "utf-8")
    main()
    assert own.read_text("utf-8") == "select 1\n"
    assert not (known_models.WRITTEN / "known_measures.sql").exists()
    assert "known_measures" not in (known_models.WRITTEN / "canonical.yml").read_text("utf-8")
    assert "'measures'" in known_models.NAMES.read_text("utf-8")
