"""The lists of the gallery: cases, reviews, an hour of a walk-in."""

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QListView, QWidget

from counsellor_app.desktop.look.delegates import TwoLineDelegate
from counsellor_app.desktop.look.row_list import RowList
from counsellor_app.desktop.look.rows import ROW_ROLE, RowParts, SectionParts

UNSENT = ("arrow-up-from-line", "amber", "nog niet bij kantoor")
HEALTH = ("heart-pulse", "text2", "gezondheid")

CASES = (
    RowParts(
        "Selamawit Tesfaye",
        own_script="ሰላማዊት ተስፋዬ",
        meta="nu",
        line2="REAN · Persoonlijke behoeften · Ter Apel",
        icons=(("pen-line", "accent", "concept"), HEALTH),
    ),
    RowParts(
        "Karwan Aziz", own_script="کاروان عەزیز", meta="11:40", line2="REAN · Intake · azc Emmen", icons=(UNSENT,)
    ),
    RowParts(
        "Nino Beridze",
        own_script="ნინო ბერიძე",
        meta="gisteren",
        line2="REAN · Vertrek 24 nov 06:55 · Assen",
        icons=(UNSENT, ("plane", "text2", "reist")),
    ),
    RowParts(
        "Amina Warsame",
        meta="gisteren",
        line2="AMV · Akkoord voogd ontbreekt",
        line2_state="danger",
        icons=(("baby", "text2", "minderjarig"), ("triangle-alert", "red", "ontbreekt")),
    ),
    RowParts("Batbayar Ganbold", own_script="Батбаяр Ганболд", meta="di", line2="REAN · Vertrek regelen · Delfzijl"),
    RowParts("Wang Lihua", own_script="王丽华", meta="di", line2="Contact · Musselkanaal", icons=(UNSENT,)),
    RowParts(
        "Maria Luísa dos Santos",
        meta="ma",
        line2="HRT · Toets loopt sinds 28 okt",
        icons=(("hourglass", "amber", "wacht"),),
    ),
    RowParts("Fatemeh Rezai", own_script="فاطمه رضایی", meta="ma", line2="REAN · Reisdocument · Ter Apel"),
    RowParts("Armen Sargsyan", own_script="Արմեն Սարգսյան", meta="7 nov", line2="REAN · Emmen", icons=(HEALTH,)),
    RowParts("Trần Văn Minh", own_script="विक्रम שלמה", meta="6 nov", line2="VARRP · Nazorg, 3 maanden · Lagos"),
    RowParts(
        "Een heel lange naam die nergens in past",
        own_script="ሰላማዊት ተስፋዬ",
        meta="5 nov",
        line2="Contact · teruggetrokken 5 nov · Musselkanaal · Ter Apel · Delfzijl",
        icons=(UNSENT, HEALTH),
    ),
)
REVIEW = (
    SectionParts("Conflicten 1", "split", "red_shape", "twee waarden, één veld"),
    RowParts("Vasile Rusu", meta="di", line2="Begeleider: Ileana Munteanu, Pieter de Wit"),
    SectionParts("Wacht op akkoord 3", "stamp", "amber_shape", "oudste 4 dagen"),
    RowParts(
        "Amina Warsame",
        meta="9 nov",
        line2="AMV · akkoord voogd ontbreekt",
        line2_state="danger",
        icons=(("triangle-alert", "red", "ontbreekt"),),
    ),
    RowParts("Zhanna Grigoryan", own_script="Ժաննա Գրիգորյան", meta="14:02", line2="Gesprek, stap, document"),
)
HOUR = (
    RowParts(
        "Youssef Benali",
        lead="13:00",
        lead_icon=("circle-check", "green_shape", "aanwezig"),
        line2="يوسف بنعلي · Arabisch · AVRD",
        meta="aanwezig",
        meta_tone="text2",
        icons=(("file-text", "text2", "briefje"),),
    ),
    RowParts(
        "Giorgi Lomidze",
        lead="13:40",
        lead_icon=("ban", "red_shape", "weigert"),
        line2="გიორგი ლომიძე · Georgisch",
        meta="weigert",
        meta_tone="red",
        icons=(("file-text", "text2", "briefje"),),
    ),
    RowParts("vrij", lead="14:40", lead_icon=("circle-dashed", "text2", "vrij"), quiet=True, meta="naam toevoegen"),
)


class Rows(QAbstractListModel):
    """Rows for a list of the gallery."""

    def __init__(self, rows: tuple[RowParts | SectionParts, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self._rows = rows

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> object:
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        return row.spoken() if role == int(Qt.ItemDataRole.DisplayRole) else None


def row_list(rows: tuple[RowParts | SectionParts, ...], delegate: TwoLineDelegate, chosen: int) -> QListView:
    """A list with rows of which one is chosen."""
    view = RowList(delegate, "Dossiers")
    view.setModel(Rows(rows, view))
    view.setCurrentIndex(view.model().index(chosen, 0))
    return view
