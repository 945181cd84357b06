"""The programmes that come with the app: one text a version in ``resources/programmes``."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from counsellor_app.domain.programmes.catalogue import Catalogue, Edition, overlap_complaints
from counsellor_app.domain.programmes.reading import Problem, ProgrammeTextError, place_text, read_programme_text
from counsellor_app.domain.programmes.schema import Programme
from sync.wording import resources_folder


def shipped_files() -> list[Path]:
    """Return the files of the shipped texts; their names give the order in which programmes are shown."""
    return sorted((resources_folder() / "programmes").glob("*.toml"))


@cache
def shipped_programmes() -> tuple[Programme, ...]:
    """Return every shipped text, in order; raises :class:`ProgrammeTextError` for a damaged installation."""
    programmes = tuple(read_programme_text(path.read_text(encoding="utf-8"), path.name) for path in shipped_files())
    _require_agreement(programmes)
    return programmes


@cache
def shipped_catalogue() -> Catalogue:
    """Return the catalogue of the shipped texts alone."""
    return Catalogue(Edition(programme) for programme in shipped_programmes())


def shipped_text(code: str, version: str) -> str:
    """Return the text of a shipped version as it stands in its file; empty when there is none."""
    for path, programme in zip(shipped_files(), shipped_programmes(), strict=True):
        if (programme.code, programme.version) == (code, version):
            return path.read_text(encoding="utf-8")
    return ""


def _require_agreement(programmes: Sequence[Programme]) -> None:
    problems = [Problem(1, place_text(one.path), one.text) for one in overlap_complaints(programmes)]
    if problems:
        raise ProgrammeTextError(tuple(problems))
