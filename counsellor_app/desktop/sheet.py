"""Sheets to print: the invitation that is handed over in person, and the recovery key that is kept at home.

Made by QTextDocument, which shapes every script. An invitation's file holds a secret: it is written for its owner
alone. A recovery key is never written to a file by the app, only given to a printer.
"""

import html
import io
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import segno
from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QSizeF, QUrl
from PySide6.QtGui import (
    QGuiApplication,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextDocument,
    QTextOption,
)

from counsellor_app.desktop.look.bidi import isolate
from counsellor_app.desktop.look.fonts import font, load_fonts
from counsellor_app.desktop.moments import full_text
from counsellor_app.desktop.office_words import role_word, words_in_rows
from counsellor_app.domain.errors import ActionableError
from counsellor_app.settings import write_private
from sync.directory.invitation import Invitation
from sync.directory.words import fingerprint_words
from sync.wording import _

_RESOLUTION = 600
_MARGIN_MM = 20.0
_QR_PIXELS = 260
_STYLE = """
body { color: #1B1D21; }
h1 { font-size: 22pt; font-weight: 600; margin: 0 0 2px 0; }
h2 { font-size: 12pt; font-weight: 600; margin: 22px 0 6px 0; }
p { margin: 0 0 5px 0; font-size: 11pt; line-height: 135%; }
.lead { font-size: 13pt; color: #50555D; margin-bottom: 14px; }
.label { color: #646971; font-size: 9pt; }
.value { font-size: 12pt; font-weight: 500; }
.words { font-size: 13pt; font-weight: 500; }
.key { font-size: 19pt; font-weight: 600; }
.quiet { color: #50555D; font-size: 10pt; }
.warn { color: #8A5200; font-weight: 600; }
"""


def write_invitation_sheet(invitation: Invitation, path: Path) -> None:
    """Write the PDF sheet of *invitation* to *path* (mode 0600): its QR code, for whom, until when, what to do.

    Raises :class:`ActionableError` when the file cannot be written.
    """
    with PaperApplication():
        picture = _qr(invitation.qr_text())
        data = pdf_bytes(_invitation_html(invitation), _("Invitation"), {"qr.png": picture})
    try:
        if not path.parent.is_dir():
            raise NotADirectoryError
        write_private(path, data)
    except OSError as error:
        raise _refused() from error


class PaperApplication:
    """Qt for paper. A sheet may be asked for on a command line, where Qt does not run yet; it needs no screen."""

    def __enter__(self) -> None:
        if QGuiApplication.instance() is None:
            os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
            self._made = QGuiApplication(sys.argv[:1])
        load_fonts()

    def __exit__(self, *_reason: object) -> None:
        """The application stays: Qt cannot be started twice in a process."""


def _qr(text: str) -> QImage:
    buffer = io.BytesIO()
    segno.make(text, error="m", micro=False).save(buffer, kind="png", scale=8, border=0)
    return QImage.fromData(buffer.getvalue())


def _row(label: str, value: str) -> str:
    return (
        f'<tr><td class="label" valign="bottom" style="padding: 0 14px 5px 0">{html.escape(label)}</td>'
        f'<td class="value" style="padding: 0 0 5px 0">{html.escape(value)}</td></tr>'
    )


def _steps(steps: list[str]) -> str:
    return "".join(f"<p>{number}. {html.escape(step)}</p>" for number, step in enumerate(steps, 1))


def _invitation_html(invitation: Invitation) -> str:
    rows = [
        _row(_("For"), isolate(invitation.name)),
        _row(_("As"), role_word(invitation.role)),
        _row(_("Valid until"), full_text(invitation.expires)),
        _row(_("Office"), invitation.server),
    ]
    steps = [
        _("Open the app on your own device and choose “Join an office”."),
        _("Choose the invitation file that came with this sheet, or paste the text of this code."),
        _("Compare the twelve words below with those on your screen. If they differ, stop and call."),
        _("Choose a password, and keep the recovery key that is shown on paper, at home."),
    ]
    cells = "".join(
        "<tr>" + "".join(f'<td class="words" style="padding: 3px 18px 3px 0">{word}</td>' for word in row) + "</tr>"
        for row in words_in_rows(fingerprint_words(invitation.fingerprint))
    )
    parts = [
        _tag("h1", _("Invitation")),
        _tag("p", _("to work in the office’s encrypted case notes"), "lead"),
        '<table width="100%"><tr><td valign="top">',
        f'<table cellspacing="0">{"".join(rows)}</table></td>',
        f'<td align="right" valign="top"><img src="qr.png" width="{_QR_PIXELS}" height="{_QR_PIXELS}"></td>',
        "</tr></table>",
        _tag("h2", _("What to do")),
        _steps(steps),
        _tag("h2", _("The office’s twelve words")),
        f'<table cellspacing="0">{cells}</table>',
        _tag("h2", _("Hand this over in person")),
        _tag("p", _("Whoever holds this sheet can join in this person’s place, once."), "warn"),
        _tag("p", _("It opens no case by itself. Shred it after use."), "quiet"),
        _tag("p", _("If it was lost, tell an administrator before it is used."), "quiet"),
    ]
    return "".join(parts)


def recovery_html(recovery_key: str) -> str:
    """Return the recovery sheet as rich text. Names nobody."""
    groups = recovery_key.split("-")
    rows = [groups[start : start + 3] for start in range(0, len(groups), 3)]
    cells = "".join(
        "<tr>"
        + "".join(f'<td class="key" style="padding: 6px 34px 6px 0">{html.escape(group)}</td>' for group in row)
        + "</tr>"
        for row in rows
    )
    steps = [
        _("On the lock screen choose “Password forgotten? Use the recovery key”."),
        _("Type the nine groups. Dashes and capitals do not matter; O is read as 0, I and L as 1."),
        _("Choose a new password."),
    ]
    parts = [
        _tag("h1", _("Recovery key")),
        _tag("p", _("opens your work when the password is forgotten"), "lead"),
        f"<table>{cells}</table>",
        _tag("h2", _("How to use it")),
        _steps(steps),
        _tag("h2", _("Keep it apart from the laptop")),
        _tag("p", _("Whoever holds this sheet and the laptop can read your work."), "warn"),
        _tag("p", _("Without password and recovery key nobody can open it, not even the office."), "quiet"),
    ]
    return "".join(parts)


def _tag(name: str, text: str, style: str = "") -> str:
    """Return *text*, escaped, in a tag of the sheet's style."""
    kind = f' class="{style}"' if style else ""
    return f"<{name}{kind}>{html.escape(text)}</{name}>"


def document_of(body: str) -> QTextDocument:
    """Return *body* as a document in the app's type."""
    document = QTextDocument()
    document.setDefaultFont(font("ui"))
    document.setDefaultStyleSheet(_STYLE)
    document.setDocumentMargin(0)
    option = QTextOption()
    option.setTextDirection(QGuiApplication.layoutDirection())
    document.setDefaultTextOption(option)
    document.setHtml(f"<body>{body}</body>")
    return document


def pdf_bytes(body: str, title: str, pictures: Mapping[str, QImage]) -> bytes:
    """Return rich text with *pictures* by name as an A4 PDF of one page. Raises :class:`ActionableError`."""
    with _paper(title) as (buffer, writer):
        document = document_of("")
        for name, picture in pictures.items():
            document.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(name), picture)
        document.documentLayout().setPaintDevice(writer)
        document.setPageSize(QSizeF(writer.width(), writer.height()))
        document.setHtml(f"<body>{body}</body>")
        painter = QPainter()
        if not painter.begin(writer):
            raise _refused()
        document.drawContents(painter)
        painter.end()
    return _made(buffer)


def pages_bytes(body: str, title: str) -> bytes:
    """Return rich text as an A4 PDF of as many pages as it takes. Raises :class:`ActionableError`."""
    with _paper(title) as (buffer, writer):
        document = document_of(body)
        document.documentLayout().setPaintDevice(writer)
        document.setPageSize(QSizeF(writer.width(), writer.height()))
        document.print_(writer)
    return _made(buffer)


@contextmanager
def _paper(title: str) -> Iterator[tuple[QBuffer, QPdfWriter]]:
    """Give what a PDF is drawn on, in memory: nothing half drawn is ever on a disk."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator("")
    writer.setResolution(_RESOLUTION)
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM),
            QPageLayout.Unit.Millimeter,
        )
    )
    yield buffer, writer
    buffer.close()


def _made(buffer: QBuffer) -> bytes:
    data = bytes(buffer.data().data())
    if not data:
        raise _refused()
    return data


def _refused() -> ActionableError:
    return ActionableError(
        _("The sheet could not be written."), _("Choose another folder, or check that the disk has room.")
    )
