"""The programmes of the work as data: what a programme text may say, what its rules answer, what its gates let pass.

Owns: the schema of a programme text and its line-precise errors, the facts rules speak about, eligibility, gates, the
catalogue of versions. Pure but for :mod:`.shipped`, which reads the texts that come with the app. Must not know where
records are kept or how anything is shown.
"""
