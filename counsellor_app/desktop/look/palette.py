"""The Qt palette of a scheme, for everything the stylesheet does not reach."""

from PySide6.QtGui import QColor, QPalette

from counsellor_app.desktop.look.tokens import Tokens

_Role = QPalette.ColorRole
_ROLES: dict[QPalette.ColorRole, str] = {
    _Role.Window: "page",
    _Role.WindowText: "text",
    _Role.Base: "page",
    _Role.AlternateBase: "raised",
    _Role.ToolTipBase: "raised",
    _Role.ToolTipText: "text",
    _Role.PlaceholderText: "text3",
    _Role.Text: "text",
    _Role.Button: "page",
    _Role.ButtonText: "text",
    _Role.BrightText: "red",
    _Role.Light: "raised",
    _Role.Midlight: "hover",
    _Role.Mid: "hairline",
    _Role.Dark: "border",
    _Role.Shadow: "hairline",
    _Role.Highlight: "accent_fill",
    _Role.HighlightedText: "on_fill",
    _Role.Link: "accent",
    _Role.LinkVisited: "accent",
    _Role.Accent: "accent",
}
_DISABLED = (_Role.WindowText, _Role.Text, _Role.ButtonText, _Role.HighlightedText)


def palette(tokens: Tokens) -> QPalette:
    """A QPalette with every role taken from the tokens."""
    result = QPalette()
    for role, name in _ROLES.items():
        result.setColor(role, QColor(tokens.colour(name)))
    for role in _DISABLED:
        result.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.disabled))
    result.setColor(QPalette.ColorGroup.Disabled, _Role.Highlight, QColor(tokens.hover))
    return result
