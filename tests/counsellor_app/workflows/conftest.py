"""Sessions on real stores, of an office that was founded without a server: what workflows do needs no network."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from counsellor_app.settings import Profile
from counsellor_app.store.store import Store
from counsellor_app.vault.device import create_device_keys
from counsellor_app.vault.slots import FLOOR_COST
from counsellor_app.vault.vault import create_vault
from counsellor_app.workflows.connecting import OfficeFacts, remember_office
from counsellor_app.workflows.session import Session, open_session
from sync.client import membership
from sync.directory.invitation import FoundingInvitation
from sync.protocol import clock
from tests.quick_keys import with_quick_keys as with_quick_keys

PASSWORD = "een lange zin die niemand raadt"


def found(folder: Path, name: str = "Anna Bos") -> Session:
    """Return the session of the founder of an office, on a profile in *folder*."""
    profile = Profile(folder)
    vault, _recovery = create_vault(profile, PASSWORD, FLOOR_COST)
    store = Store.create(profile, vault.key("local/sqlcipher"), vault.key("local/anchor"))
    device = create_device_keys(profile, vault)
    founding = FoundingInvitation("http://127.0.0.1:9", bytes(16), bytes(16))
    made = membership.found_office(founding, name=name, label="laptop", device=device, hlc=clock.stamp(1))
    with store.transaction() as work:
        work.directory.append([made.genesis], mine=False)
        work.keys.put_directory_key(made.holder.directory_key)
        work.keys.put_principal(made.holder.person)
        remember_office(work.state, OfficeFacts(founding.server, founding.server_id, ""))
    store.close()
    return open_session(profile, vault)


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Session:
    """The closed session of a founder; the profile is copied, never opened."""
    made = found(tmp_path_factory.mktemp("founded") / "profile")
    made.close()
    return made


@pytest.fixture
def session(founded: Session, tmp_path: Path) -> Iterator[Session]:
    """The founder of an office: administrator, no team, empty store."""
    folder = tmp_path / "profile"
    shutil.copytree(founded.profile.folder, folder)
    made = open_session(Profile(folder), founded.vault)
    yield made
    made.close()
