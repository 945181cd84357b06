"""Names of people across scripts and transliterations: their sound, how alike two are and why, by what they are found.

Pure: no store, no clock. Somali, Ethiopic, Arabic and Persian writing have rules of their own here.
"""
