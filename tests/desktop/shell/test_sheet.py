import os
import shutil
import stat
import subprocess
import sys
import time
import unicodedata
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from counsellor_app.desktop.sheet import document_of, recovery_html, write_invitation_sheet
from counsellor_app.domain.errors import ActionableError
from sync.directory.invitation import Invitation, read_invitation
from sync.directory.words import fingerprint_words
from sync.protocol.public import Role


def _invitation() -> Invitation:
    ids = [os.urandom(16) for _number in range(5)]
    expires = int(time.time() * 1000) + 3_600_000
    return Invitation(
        "https://office.example.org:8443", ids[0], ids[1], os.urandom(32), os.urandom(32), ids[2], ids[3],
        "Selamawit <b>Tesfaye</b> ሰላማዊት", Role.COUNSELLOR, (ids[4],), expires,
    )  # fmt: skip


def test_the_sheet_is_private_and_says_what_it_must(dressed: QApplication, tmp_path: Path) -> None:
    invitation, path = _invitation(), tmp_path / "sheet.pdf"
    write_invitation_sheet(invitation, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes().startswith(b"%PDF")
    if shutil.which("pdftotext") is None:
        return
    read = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True).stdout
    text = unicodedata.normalize("NFKC", read)
    assert "<b>Tesfaye</b>" in text
    assert invitation.server in text
    for word in fingerprint_words(invitation.fingerprint):
        assert word in text


def test_the_code_on_the_sheet_is_the_invitation(dressed: QApplication, tmp_path: Path) -> None:
    from counsellor_app.desktop import sheet

    invitation = _invitation()
    assert read_invitation(invitation.qr_text()) == invitation
    picture = sheet._qr(invitation.qr_text())
    assert isinstance(picture, QImage)
    assert picture.width() == picture.height() > 400
    dark = [picture.pixelColor(4, 4 + 8 * row).lightness() < 128 for row in range(9)]
    assert dark == [True] * 7 + [False, dark[8]]


def test_it_works_on_a_command_line_without_a_screen(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from tests.desktop.shell.test_sheet import _invitation\n"
        "from counsellor_app.desktop.sheet import write_invitation_sheet\n"
        "write_invitation_sheet(_invitation(), Path(sys.argv[1]))\n"
    )
    environment = {name: value for name, value in os.environ.items() if name not in ("QT_QPA_PLATFORM", "DISPLAY")}
    command = [sys.executable, "-c", program, str(tmp_path / "sheet.pdf")]
    subprocess.run(command, check=True, env=environment, timeout=60, capture_output=True)
    assert (tmp_path / "sheet.pdf").stat().st_size > 10_000


def test_a_place_that_cannot_be_written_is_said(dressed: QApplication, tmp_path: Path) -> None:
    with pytest.raises(ActionableError):
        write_invitation_sheet(_invitation(), tmp_path / "missing" / "sheet.pdf")


def test_the_recovery_sheet_holds_the_key_and_no_name(dressed: QApplication) -> None:
    key = "A1B2-C3D4-E5F6-G7H8-J9K0-M1N2-P3Q4-R5S6-T7V8"
    text = document_of(recovery_html(key)).toPlainText()
    for group in key.split("-"):
        assert group in text
