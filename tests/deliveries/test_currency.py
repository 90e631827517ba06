"""Nothing becomes the currency of a publication by silence."""

from pathlib import Path

import pytest

from tests.loading import counts, load, loads, refused, rejects, rows

SPEND = """line_id,period_start,amount_gross,measure_type,{}
a,2024-01-31,1.50,realised,EUR
b,2024-01-31,2.50,realised,USD
"""
PUBLICATION = {"source": "publications", "path": "publication.csv"}
WHY = "the publication is in {}: deliver it in that, or as a publication of its own"


def publication(folder: Path, *currencies: str) -> None:
    rows_of = "".join(f"ledger,Synthetic,2024-01-01,2024-01-31,{currency}\n" for currency in currencies)
    text = f"publication_id,title,published_on,as_of_date,currency\n{rows_of}"
    (folder / "a_publication").mkdir()
    (folder / "a_publication" / "publication.csv").write_text(text)
    (folder / "a_publication" / "delivery.yml").write_text(
        "delivery_id: a\ntitle: Synthetic\nowner: tests\npublication_id: ledger\n"
        "files:\n  - {source: publications, path: publication.csv}\n"
    )


@pytest.mark.parametrize(("stated", "rejected", "line"), [("", "USD", 3), ("EUR", "USD", 3), ("USD", "EUR", 2)])
def test_a_row_in_another_currency_is_rejected_with_the_reason(
    tmp_path: Path, stated: str, rejected: str, line: int
) -> None:
    publication(tmp_path, stated)
    connection, loaded = loads(tmp_path, SPEND.format("currency"), max_rejected_rows=1)
    assert rejects(connection) == [(line, "currency", rejected, WHY.format(stated or "EUR"))]
    assert counts(loaded[-1]) == (2, 1, 1, 0)
    assert len(rows(connection, "line_id")) == 1


def test_without_room_for_rejected_rows_it_is_refused(tmp_path: Path) -> None:
    publication(tmp_path, "EUR")
    assert "USD" in refused(tmp_path, SPEND.format("currency"))


@pytest.mark.parametrize("name", ["currency", "Valuta", "Currency code"])
@pytest.mark.parametrize("columns", [{}, {"currency": {"constant": "EUR"}}])
def test_a_currency_column_is_not_ignored(tmp_path: Path, name: str, columns: dict) -> None:
    entry = {"ignored_columns": [name], "columns": columns}
    if name == "currency" and not columns:
        # It bears the canonical name, and is read all the same.
        publication(tmp_path, "EUR")
        assert "USD" in refused(tmp_path, SPEND.format(name), entry)
    else:
        message = refused(tmp_path, SPEND.format(name), entry)
        assert name in message and "is ignored" in message


def test_a_publication_with_two_currencies_is_refused(tmp_path: Path) -> None:
    publication(tmp_path, "EUR", "CHF")
    assert "several currencies: CHF, EUR" in refused(tmp_path, SPEND.format("currency"))


def test_a_currency_is_a_code(tmp_path: Path) -> None:
    (tmp_path / "publication.csv").write_text(
        "publication_id,title,published_on,as_of_date,currency\nledger,Synthetic,2024-01-01,2024-01-31,euro\n"
    )
    connection, _ = load(tmp_path, {**PUBLICATION, "max_rejected_rows": 1})
    assert rejects(connection) == [(2, "currency", "euro", "not in the form [A-Z]{3}")]
