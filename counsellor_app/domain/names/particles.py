"""Words that lead to a name or honour it: they say next to nothing about who it is."""

from typing import Final

from counsellor_app.domain.names.scripts import plain_form

_PARTICLES: Final = frozenset(
    "al el ul ad ed as es ash ar er at az an en et ez esh ech ibn bin ben binti bint binte ould wuld mint ait ag"
    " ou wa u ve y e de da do dos das del della di du des la le van von der den ter te zu ال ابن بن بنت ولد"
    " mr mrs ms dhr mevr mw heer sr sra dr prof ato weyzero wro haji hajji hadji xaaji haj hadj hajj haci hoca"
    " mulla mullah molla mollah ustad hajia alhaji alhaj elhadj bey bay khanum hanim efendi".split()
)


def is_particle(word: str) -> bool:
    """Say whether *word* only leads to a name or honours it."""
    return plain_form(word) in _PARTICLES
