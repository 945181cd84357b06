"""The words of all kinds of records, gathered: each part of the work adds its own with one line. No Qt."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from counsellor_app.desktop.words import hours, linking, people, programmes, protecting, tasks
from counsellor_app.desktop.words.kind_words import KindWords

RECORD_WORDS: Final[Mapping[str, KindWords]] = MappingProxyType(
    {
        **hours.WORDS,
        **linking.WORDS,
        **programmes.WORDS,
        **people.WORDS,
        **protecting.WORDS,
        **tasks.WORDS,
    }
)
