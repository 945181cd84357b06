"""Vaults of tests that are about something else: each key is derived once, and at the least cost allowed."""

import functools
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from counsellor_app.vault import slots, vault
from counsellor_app.vault.slots import FLOOR_COST, KdfCost

_derived = functools.lru_cache(maxsize=1024)(slots.password_key)


def _password_key(password: str, salt: bytes, cost: KdfCost) -> bytes:
    cost.check()
    return _derived(password, salt, FLOOR_COST)


@contextmanager
def quick_keys() -> Iterator[None]:
    """Run the real KDF once for each password and salt of this process, whose tests unlock the same vaults for ever."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(slots, "password_key", _password_key)
        patch.setattr(vault, "password_key", _password_key)
        yield


@pytest.fixture(scope="module", autouse=True)
def with_quick_keys() -> Iterator[None]:
    """For every test of the folder whose conftest imports this."""
    with quick_keys():
        yield
