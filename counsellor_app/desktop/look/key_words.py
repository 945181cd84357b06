"""How a key is written beside a button: *Ctrl+↵*, in the words of the platform."""

from PySide6.QtGui import QKeySequence

_SIGNS = {"Return": "↵", "Enter": "↵", "Up": "↑", "Down": "↓", "Left": "←", "Right": "→"}


def key_text(key: QKeySequence | str) -> str:
    """The key as it is shown: native words, with signs for Enter and the arrows."""
    sequence = QKeySequence(key)
    if sequence.isEmpty():
        return ""
    portable = sequence.toString(QKeySequence.SequenceFormat.PortableText)
    last = portable.rsplit("+", 1)[-1]
    native = sequence.toString(QKeySequence.SequenceFormat.NativeText)
    if last not in _SIGNS:
        return native
    head = native.rsplit("+", 1)[0] + "+" if "+" in native else ""
    return head + _SIGNS[last]


def with_keypad(key: QKeySequence | str) -> list[QKeySequence]:
    """The key, and the same with the keypad's Enter if it is made with Return."""
    sequence = QKeySequence(key)
    if sequence.isEmpty():
        return []
    portable = sequence.toString(QKeySequence.SequenceFormat.PortableText)
    if portable.split("+")[-1] == "Return":
        return [sequence, QKeySequence(portable.removesuffix("Return") + "Enter")]
    return [sequence]
