"""Today: what there is to do, and the next person with a note ready to type. Decides in ``state``, shows in views."""
