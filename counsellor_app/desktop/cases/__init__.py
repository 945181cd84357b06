"""The list of cases: search answering typing, filters, the form of a new case. Shows rows, never holds them all."""
