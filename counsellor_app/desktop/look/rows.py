"""What a row says, as plain values; the delegate knows how to paint them."""

from dataclasses import dataclass

from PySide6.QtCore import Qt

# A model hands out its row under this role; DisplayRole stays plain text for screen readers and typing.
ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 1

RowIcon = tuple[str, str, str]  # icon, colour role, tooltip (which is also its word)


@dataclass(frozen=True, slots=True)
class RowParts:
    """A row of two lines.

    Line one: `lead`, `lead_icon`, **title**, `own_script`, `second` … `meta`.
    Line two: `line2`, in the colour of `line2_state` if it has one … `icons`.
    """

    title: str
    second: str = ""
    own_script: str = ""
    meta: str = ""
    line2: str = ""
    line2_state: str = ""
    icons: tuple[RowIcon, ...] = ()
    lead: str = ""
    lead_icon: RowIcon | None = None
    meta_tone: str = ""
    quiet: bool = False  # a free slot: the title is no name

    def spoken(self) -> str:
        """The row as one text, for a screen reader and for finding by typing."""
        words = (self.title, self.own_script, self.second, self.line2, self.meta)
        said = [word for word in words if word] + [tip for _icon, _role, tip in self.icons if tip]
        return ", ".join(said)


@dataclass(frozen=True, slots=True)
class SectionParts:
    """A heading between rows: *Conflicts 1* … two values, one field."""

    title: str
    icon: str = ""
    icon_role: str = "text2"
    note: str = ""

    def spoken(self) -> str:
        """The heading as one text."""
        return ", ".join(word for word in (self.title, self.note) if word)
