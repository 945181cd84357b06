"""The first screens of an empty profile: join an office, found one, restore a backup; and waiting for admission.

Must not: leave a half-made profile without a way on.
"""
