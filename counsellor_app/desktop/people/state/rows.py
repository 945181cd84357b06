"""A row about one record, as plain values. No Qt."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PartRow:
    """``id`` the record's, ``kind`` as the desk calls it; ``title`` with ``own_name`` behind it, ``text`` beneath.

    ``end`` stands at the trailing edge in the colour ``tone``; ``icon`` before, or the photo ``image`` (base64).
    """

    id: str
    kind: str
    title: str
    own_name: str = ""
    text: str = ""
    end: str = ""
    tone: str = "text2"
    icon: str = ""
    image: str = ""
    can_change: bool = True
    can_remove: bool = True

    def spoken(self) -> str:
        """Return the row as one text, for a screen reader."""
        return ", ".join(part for part in (self.title, self.own_name, self.text, self.end) if part)
