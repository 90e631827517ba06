"""What deliveries say together is seen by a check, with file and line, as a run would see it. Synthetic."""

from pathlib import Path

import pytest

from fundament.deliveries.checking import check
from fundament.errors import BadInput

PUBLICATION = "publication_id,title,published_on,as_of_date\nadm,Synthetic,2024-02-29,2024-02-29\n"
SPEND = "line_id,period_start,amount_gross,measure_type,scenario_id\nL1,2024-01-31,10,realised,\n"


def folder_of(root: Path, spend: dict[str, str], publication: str = PUBLICATION, entries: str = "") -> Path:
    """A folder with the publication and a delivery of spend; the delivery's YAML."""
    for name, text in (("publication", publication), *spend.items()):
        (root / name).mkdir()
        source = "publications" if name == "publication" else "contract_spend"
        (root / name / "a.csv").write_text(text)
        files = f"files:\n  - {{source: {source}, path: a.csv}}\n" + (entries if name != "publication" else "")
        (root / name / "delivery.yml").write_text(
            f"delivery_id: {name}\ntitle: T\nowner: O\npublication_id: adm\n{files}"
        )
    return root / list(spend)[-1] / "delivery.yml"


def test_what_fits_is_taken_over(tmp_path: Path) -> None:
    declaration = folder_of(tmp_path, {"one": SPEND, "two": SPEND.replace("L1", "L2")})
    _, found = check(declaration, None, tmp_path, tmp_path)
    assert [each.refusal for each in found] == [""]


@pytest.mark.parametrize(
    ("spend", "publication", "said", "where"),
    [
        ({"one": SPEND + SPEND.split("\n")[1]}, PUBLICATION, "line_id 'L1' more than once", "a.csv, line 2"),
        ({"one": SPEND, "two": SPEND}, PUBLICATION, "line_id 'L1' more than once", "one/a.csv, line 2; two/a.csv"),
        ({"one": SPEND}, PUBLICATION.replace("adm", "other"), "'adm' is not delivered", "one/a.csv, line 2"),
        ({"one": SPEND[:-1] + "S9\n"}, PUBLICATION, "The scenario 'S9' is not delivered", "one/a.csv, line 2"),
    ],
)
def test_what_does_not_fit_is_seen_with_file_and_line(
    tmp_path: Path, spend: dict[str, str], publication: str, said: str, where: str
) -> None:
    # The same bytes twice would be one file: a title makes them two.
    if len(spend) > 1:
        spend["two"] = spend["two"].replace("10", "11")
    declaration = folder_of(tmp_path, spend, publication)
    if not spend["one"].endswith("\n"):
        (tmp_path / "one" / "a.csv").write_text(spend["one"] + "\n")
    with pytest.raises(BadInput) as error:
        check(declaration, None, tmp_path, tmp_path)
    assert said in str(error.value) and where in str(error.value)


@pytest.mark.parametrize("sample", [None, 1000])
def test_a_file_that_is_named_twice_is_no_sum(tmp_path: Path, sample: int | None) -> None:
    declaration = folder_of(tmp_path, {"one": SPEND}, entries='  - {source: contract_spend, path: "*.csv"}\n')
    with pytest.raises(BadInput, match="named 2 times"):
        check(declaration, sample, tmp_path)
