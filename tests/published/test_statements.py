"""What the memo states in words comes back, with the place where it stands and which text is the original."""

from tests.conftest import MEMO, Command, query

CONTINUITY = (
    "De continuïteit van de bestaande dienstverlening van Logius aan burgers, bedrijven en publieke organisaties "
    "(o.a. DigiD en MijnOverheid) is niet in het geding."
)


def test_statements_of_the_memo(memo: Command) -> None:
    rows = query(
        memo.warehouse,
        f"select statement_id, topic, text_nl, text_en, original_language, citation from marts.statements "
        f"where publication_id = '{MEMO}'",
    )
    assert {row[1] for row in rows} == {
        "background",
        "continuity",
        "decision_asked",
        "commitment",
        "risk",
        "definition",
        "next_step",
    }
    by_id = {row[0]: row[1:] for row in rows}
    topic, dutch, english, original, citation = by_id["existing_services_continue"]
    assert (topic, dutch, original) == ("continuity", CONTINUITY, "nl")
    assert "is not at stake" in english
    assert citation == "B, Impact op (nieuwe) dienstverlening, first bullet, second sentence"
    assert all(row[2] and row[3] and row[4] == "nl" and row[5] for row in rows)


def test_the_note_gives_them_and_says_which_is_a_translation(memo: Command) -> None:
    notes = memo.published / "note-nl.html", memo.published / "note-en.html"
    dutch, english = (note.read_text("utf-8") for note in notes)
    assert CONTINUITY in dutch and "vertaald" not in dutch
    # Said once.
    assert "is not at stake" in english and english.count("are translated from the Dutch") == 1
    for said in ("U wordt gevraagd kennis te nemen", "op de planning commitment", "nieuwe onrechtmatigheden"):
        assert said in dutch
