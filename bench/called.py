"""The people that names are measured with: invented, drawn from the names of the field, a few of them very common."""

import random
import tomllib
from collections.abc import Sequence

from sync.wording import resources_folder

_SYLLABLES = "ba da fa ga ha ja ka la ma na ra sa ta wa ya za bo do ko lo mo ru su ti ni mi li ke re le".split()
_COMMON = 0.9
"""The smaller, the fewer names most people share."""


def called(people: int, seed: int = 7) -> list[str]:
    """Return the full names of *people* invented people; the same every time for the same *seed*."""
    pick = random.Random(seed)
    tables = tomllib.loads((resources_folder() / "names" / "variants.toml").read_text(encoding="utf-8"))
    pools = {name: [group.split() for group in groups] for name, groups in tables.items() if name != "nicknames"}
    names = sorted(pools)
    return [_one(pick, pools["arabic" if pick.random() < 0.4 else pick.choice(names)]) for _ in range(people)]


def _one(pick: random.Random, pool: Sequence[Sequence[str]]) -> str:
    words = [_of(pick, pool) for _ in range(pick.choice((1, 2, 2)))]
    if pick.random() < 0.6:
        words.append("".join(pick.choice(_SYLLABLES) for _ in range(pick.choice((2, 3, 3)))))
    else:
        words.append(_of(pick, pool))
    return " ".join(word.capitalize() for word in words)


def _of(pick: random.Random, pool: Sequence[Sequence[str]]) -> str:
    place = min(int(pick.paretovariate(_COMMON) * 2), len(pool)) - 1
    return pick.choice(pool[place])
