"""The gallery, which people look at, can be made."""

import importlib.util
from pathlib import Path

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication


def test_the_gallery_is_grabbed_in_each_dress(dressed: QApplication, tmp_path: Path) -> None:
    place = Path(__file__).with_name("gallery.py")
    spec = importlib.util.spec_from_file_location("look_gallery", place)
    assert spec is not None
    assert spec.loader is not None
    gallery = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(gallery)
    gallery.main(tmp_path)
    names = {f"{window}-{dress}.png" for window in ("gallery", "more") for dress in ("light", "dark", "rtl")}
    assert {path.name for path in tmp_path.iterdir()} == names
    assert all(QImage(str(tmp_path / name)).width() == 1366 for name in names)
