"""A private message bus plays the part of the system's."""

import shutil
import subprocess
from collections.abc import Iterator

import pytest
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from pytestqt.qtbot import QtBot

from counsellor_app.desktop.sleep_watch import SleepWatch

SERVICE, PATH = "org.freedesktop.login1", "/org/freedesktop/login1"


@pytest.fixture
def address() -> Iterator[str]:
    program = shutil.which("dbus-daemon")
    if program is None:
        pytest.skip("no dbus-daemon on this machine")
    daemon = subprocess.Popen(
        [program, "--session", "--nofork", "--print-address"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert daemon.stdout is not None
    yield daemon.stdout.readline().strip()
    daemon.terminate()
    daemon.wait(10)
    daemon.stdout.close()


def _say(bus: QDBusConnection, about_to: bool) -> None:
    word = QDBusMessage.createSignal(PATH, f"{SERVICE}.Manager", "PrepareForSleep")
    word.setArguments([about_to])
    bus.send(word)


def test_it_hears_that_the_machine_is_about_to_sleep(address: str, qtbot: QtBot) -> None:
    system = QDBusConnection.connectToBus(address, "logind")
    assert system.registerService(SERVICE)
    ours = QDBusConnection.connectToBus(address, "ours")
    watch, heard = SleepWatch(ours), []
    watch.sleeping.connect(lambda: heard.append(1))
    _say(system, False)
    qtbot.wait(50)
    assert not heard
    _say(system, True)
    qtbot.waitUntil(lambda: heard == [1])
    watch.stop()
    watch.deleteLater()
    for name in ("logind", "ours"):
        QDBusConnection.disconnectFromBus(name)


def test_without_a_bus_there_is_nothing_to_hear(qtbot: QtBot) -> None:
    watch = SleepWatch(QDBusConnection("nobody"))
    watch.stop()
    watch.deleteLater()
