"""One module per mark: ``MARK`` says it in words, ``run(run)`` measures it and returns the result."""
