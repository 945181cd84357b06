"""How each kind of record is called on screens: a module per part of the work, gathered in ``of_kinds``. No Qt."""
