"""The labelled names: pairs that are one person's, pairs that come close, and the halves they are split into.

Rules and tables are tuned on the first half alone; the second half is only ever counted. A person's names all fall in
one half, by a digest of the first of them. A second and a third set of single pairs were written without knowing the
rules.
"""

import hashlib
import tomllib
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from counsellor_app.domain.names.matching import compare_names

FOLDER = Path(__file__).resolve().parents[3] / "fixtures" / "names"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names and whether they are one person's."""

    left: str
    right: str
    same: bool
    language: str


def pairs(*, held_out: bool) -> list[Pair]:
    """Return the pairs of one half."""
    found: list[Pair] = []
    for path in sorted(FOLDER.glob("*.toml")):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        for person in content["people"]:
            names = person["names"]
            if (hashlib.sha256(names[0].encode()).digest()[0] % 2 == 1) is not held_out:
                continue
            found += [Pair(*pair, same=True, language=path.stem) for pair in combinations(names, 2)]
            found += [Pair(name, near, same=False, language=path.stem) for name in names for near in person["near"]]
    return found


def second_pairs() -> list[Pair]:
    """Return the pairs of the second set: each written down by itself, near misses beside what is one name."""
    return _listed("second")


def third_pairs() -> list[Pair]:
    """Return the pairs of the third set, of the languages and spellings most often met, written as the second was."""
    return _listed("third")


def _listed(name: str) -> list[Pair]:
    lines = (FOLDER / "pairs" / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    told = [line.split("\t") for line in lines if not line.startswith("#")]
    return [Pair(left, right, answer == "same", language) for answer, language, left, right in told]


@dataclass(frozen=True, slots=True)
class Counts:
    """How often the answer was right."""

    found: int
    missed: int
    mistaken: int
    rejected: int

    @property
    def recall(self) -> float:
        """Return the share of one person's pairs that were found."""
        return self.found / max(1, self.found + self.missed)

    @property
    def precision(self) -> float:
        """Return the share of found pairs that are one person's."""
        return self.found / max(1, self.found + self.mistaken)


def count(chosen: list[Pair], least: float) -> Counts:
    """Return the counts over *chosen* when a score of *least* is called the same."""
    answers = [(pair.same, compare_names(pair.left, pair.right).score >= least) for pair in chosen]
    return Counts(
        found=sum(same and said for same, said in answers),
        missed=sum(same and not said for same, said in answers),
        mistaken=sum(not same and said for same, said in answers),
        rejected=sum(not same and not said for same, said in answers),
    )
