"""A field for a date, with a calendar that does not paint Sundays in the colour of danger."""

from PySide6.QtCore import QDate, QEvent, Qt
from PySide6.QtGui import QColor, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QDateEdit, QWidget

from counsellor_app.desktop.look.theme import theme, tokens

_WEEKEND = (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday)


class DateField(QDateEdit):
    """Typed or picked; four digits for the year, in the order of the locale."""

    def __init__(self, date: QDate | None = None, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCalendarPopup(True)
        self.setDate(date or QDate.currentDate())
        self._write_years_in_full()
        calendar = self.calendarWidget()
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.ShortDayNames)
        theme().theme_changed.connect(self._dress_calendar)
        self._dress_calendar()

    def _write_years_in_full(self) -> None:
        short = self.locale().dateFormat(self.locale().FormatType.ShortFormat)
        self.setDisplayFormat(short if "yyyy" in short else short.replace("yy", "yyyy"))

    def _dress_calendar(self) -> None:
        quiet, header = QTextCharFormat(), QTextCharFormat()
        quiet.setForeground(QColor(tokens().text2))
        header.setForeground(QColor(tokens().text3))
        calendar = self.calendarWidget()
        calendar.setHeaderTextFormat(header)
        for day in _WEEKEND:
            calendar.setWeekdayTextFormat(day, quiet)

    def changeEvent(self, event: QEvent) -> None:
        """Follows a change of locale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LocaleChange:
            self._write_years_in_full()
            self.calendarWidget().setFirstDayOfWeek(self.locale().firstDayOfWeek())
