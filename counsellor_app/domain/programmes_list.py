"""The programmes of the work as people name them: codes, English and Dutch names, and how they are written.

What a programme asks and gives is in its text (:mod:`counsellor_app.domain.programmes`). The office's own programmes
join the shipped ones when its library is read: one list for the process, as there is one language for it.
A case without a programme has an empty code.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.programmes.catalogue import Catalogue
from counsellor_app.domain.programmes.schema import Programme
from counsellor_app.domain.programmes.shipped import shipped_catalogue
from sync.wording import _

__all__ = ["PROGRAMMES", "Programme", "catalogue", "fold_code", "programme_name", "read_programme", "use_catalogue"]


class _List:
    """The catalogue in force, and what follows from it; made when it is first asked for."""

    def __init__(self) -> None:
        self._given: Catalogue | None = None
        self._made_from: Catalogue | None = None
        self._by_code: Mapping[str, Programme] = {}
        self._by_writing: Mapping[str, str] = {}

    def use(self, given: Catalogue | None) -> None:
        """Take *given* for the list from now on; None for the shipped texts."""
        self._given = given

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue in force."""
        return self._given or shipped_catalogue()

    @property
    def by_code(self) -> Mapping[str, Programme]:
        """The newest text of each programme."""
        return self._made()[0]

    @property
    def by_writing(self) -> Mapping[str, str]:
        """Folded name or writing → code."""
        return self._made()[1]

    def _made(self) -> tuple[Mapping[str, Programme], Mapping[str, str]]:
        catalogue = self.catalogue
        if self._made_from is not catalogue:
            today = date.today()
            newest = {code: catalogue.newest(code, today) for code in catalogue.codes()}
            by_code = {code: programme for code, programme in newest.items() if programme is not None}
            self._by_code, self._by_writing = MappingProxyType(by_code), MappingProxyType(_writings(by_code))
            self._made_from = catalogue
        return self._by_code, self._by_writing


_list = _List()


class _Programmes(Mapping[str, Programme]):
    """The programmes of the list by code, in its order, as a mapping that is read when it is asked."""

    def __getitem__(self, code: str) -> Programme:
        return _list.by_code[code]

    def __iter__(self) -> Iterator[str]:
        return iter(_list.by_code)

    def __len__(self) -> int:
        return len(_list.by_code)


PROGRAMMES: Final[Mapping[str, Programme]] = _Programmes()


def catalogue() -> Catalogue:
    """Return the catalogue in force in this process."""
    return _list.catalogue


def use_catalogue(given: Catalogue | None) -> None:
    """Let *given* be the catalogue of this process; None for the shipped texts alone."""
    _list.use(given)


def fold_code(text: str) -> str:
    """Return *text* in capitals without accents, letters and digits only, as codes are compared."""
    return "".join(character for character in unicodedata.normalize("NFKD", text).upper() if character.isalnum())


def _writings(programmes: Mapping[str, Programme]) -> dict[str, str]:
    return {
        fold_code(writing): code
        for code, programme in reversed(list(programmes.items()))
        for writing in (programme.en, programme.nl, *programme.written, code)
    }


def read_programme(text: str) -> str:
    """Return the code of the programme that *text* names by code or name; nothing for nothing.

    Raises :class:`ActionableError` for a programme nobody knows.
    """
    if not text.strip():
        return ""
    code = _list.by_writing.get(fold_code(text))
    if code is None:
        raise ActionableError(
            _("This programme is not known."),
            _("Known codes: {codes}.").format(codes=", ".join(PROGRAMMES)),
        )
    return code


def programme_name(code: str, language: str) -> str:
    """Return the name of *code* in *language*; the code itself if it came from a newer version."""
    programme = PROGRAMMES.get(code)
    return programme.words(language) if programme else code
