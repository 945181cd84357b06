"""The figures of the office: the yearly results by project, counted from cases, to read, print and export."""
