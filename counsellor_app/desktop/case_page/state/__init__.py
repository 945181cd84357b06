"""What the case page decides, without Qt: the draft in the editor, the page as loaded, the fields being edited."""
