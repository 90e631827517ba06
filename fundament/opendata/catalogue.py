"""What only the organisation can say of its data: who publishes it, who may have it, on which terms, and where."""

from dataclasses import dataclass

from fundament.settings import settings


@dataclass(frozen=True)
class Catalogue:
    """Settings of a catalogue; empty is not said."""

    publisher: str = ""
    publisher_uri: str = ""
    # An address of mail, or of a page.
    contact: str = ""
    licence: str = ""
    access_rights: str = "non_public"
    # Of the folder `published` as readers reach it, with a slash at its end.
    address: str = ""

    @classmethod
    def from_environment(cls) -> "Catalogue":
        """Read the environment."""
        given = settings()
        return cls(
            given.data_publisher,
            given.data_publisher_uri,
            given.data_contact,
            given.data_licence,
            given.data_access_rights,
            given.data_address and given.data_address.rstrip("/") + "/",
        )
