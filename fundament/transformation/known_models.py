"""What follows from `sources.yml` for each canonical source: the model of its rows that count, and its tested key.

dbt has to know its models, and the names in a list of them, before it reads that file: they are written before.
A source whose rows count by rules of their own has a model in `KNOWN` itself.
"""

from fundament.deliveries.declared.canonical import canonical_sources, declared_tables
from fundament.project import DBT_DIR

KNOWN = DBT_DIR / "models" / "intermediate" / "known"
WRITTEN = KNOWN / "canonical"
NAMES = DBT_DIR / "macros" / "canonical_sources.sql"
MADE = "Made from sources.yml by `make docs`"


def files() -> dict[str, str]:
    """By path from the folder of dbt, what is to stand in each file."""
    descriptions = {table["name"]: table["description"] for table in declared_tables()}
    plain = [source for source in canonical_sources().values() if not _has_its_own(source.name)]
    models = "".join(
        f"  - name: known_{source.name}\n"
        f'    description: "{descriptions[source.name].removesuffix(".")}. One row per key."\n'
        "    data_tests:\n"
        "      - unique_key:\n"
        f"          arguments: {{columns: [{', '.join(dict.fromkeys(('publication_id', *source.key)))}]}}\n"
        for source in plain
    )
    names = ",\n        ".join(f"'{name}'" for name in canonical_sources())
    made = {WRITTEN / f"known_{source.name}.sql": f"{{{{ known('{source.name}') }}}}\n" for source in plain}
    made[WRITTEN / "canonical.yml"] = f"# {MADE}.\nversion: 2\n\nmodels:\n{models}"
    made[NAMES] = (
        f"{{# {MADE}: the canonical sources. #}}\n"
        f"{{% macro canonical_sources() -%}}\n    {{{{ return([\n        {names}\n    ]) }}}}\n{{%- endmacro %}}\n"
    )
    return {path.relative_to(DBT_DIR).as_posix(): text for path, text in made.items()}


def written() -> dict[str, str]:
    """What stands in these files now, and in others beside them."""
    paths = [NAMES, *(path for path in WRITTEN.iterdir() if path.is_file())]
    return {path.relative_to(DBT_DIR).as_posix(): path.read_text("utf-8") for path in paths}


def _has_its_own(source: str) -> bool:
    return (KNOWN / f"known_{source}.sql").is_file()


def main() -> None:
    """Write the files, and take away those of sources that are gone."""
    WRITTEN.mkdir(exist_ok=True)
    made = files()
    for path in written().keys() - made.keys():
        (DBT_DIR / path).unlink()
    for path, text in made.items():
        (DBT_DIR / path).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
