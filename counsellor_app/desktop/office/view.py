"""The administrator's page: who asks to join, people, devices; inviting and revoking in forms on the page itself."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from counsellor_app.desktop.clock import now_ms
from counsellor_app.desktop.context import Command, DesktopContext
from counsellor_app.desktop.look.banner_bar import BannerBar, BannerState
from counsellor_app.desktop.look.dress import set_surface
from counsellor_app.desktop.look.field_row import FieldRow
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.runs_label import page_title
from counsellor_app.desktop.look.section_label import SectionLabel
from counsellor_app.desktop.look.tokens import GAP, GAP_SMALL, HEIGHT_FIELD, PAGE_PADDING
from counsellor_app.desktop.moments import count_text
from counsellor_app.desktop.office import state as say
from counsellor_app.desktop.office.device_rows import DeviceRows
from counsellor_app.desktop.office.invite_form import InviteForm
from counsellor_app.desktop.office.retention_part import RetentionPart
from counsellor_app.desktop.office.revoke_form import RevokeForm
from counsellor_app.desktop.office_words import role_word, words_in_rows
from counsellor_app.desktop.rounds import Rounds
from counsellor_app.desktop.said_rows import Said, SaidRows
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.overviews import DeviceRow, Member
from counsellor_app.workflows import finding, office, retention, revoking
from counsellor_app.workflows.office import Request
from sync.directory.invitation import Invitation
from sync.wording import _

LONE_KEY = "Ctrl+Shift+N"
_STALE = frozenset({"directory", "sync", "retention_rule"})


class OfficeView(QWidget):
    """A feature of the window, for administrators."""

    badge_changed = Signal()

    def __init__(self, context: DesktopContext, rounds: Rounds, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_surface(self, "page")
        self._context, self._rounds = context, rounds
        self._shown = False
        self._asking: list[Request] = []
        self.banner = BannerBar("", "", "done", dismiss_name=_("Dismiss"))
        self.banner.hide()
        self.lone = BannerBar(*say.lone_words(), "waits", _("Invite a second administrator…"), LONE_KEY)
        self.lone.hide()
        self.lone.action.connect(partial(self.invite, "administrator"))
        self.lock_after = QComboBox()
        self.lock_after.setMinimumHeight(HEIGHT_FIELD)
        self.lock_after.activated.connect(self._set_lock)
        self.invite_button = KeyHintButton(_("Invite somebody…"), "Ctrl+N", "primary", icon="user-plus")
        self.invite_button.clicked.connect(lambda: self.invite())
        self.look_button = KeyHintButton(_("Look who is waiting"), "", "secondary", icon="refresh-cw")
        self.look_button.clicked.connect(self.look)
        self.admit_button = KeyHintButton(_("Admit all"), "", "primary", icon="user-check")
        self.admit_button.clicked.connect(self.admit)
        self.invite_form = InviteForm(context)
        self.invite_form.wanted.connect(self._make_invitation)
        self.revoke_form = RevokeForm()
        self.revoke_form.wanted.connect(self._revoke)
        self.revoke_form.closed.connect(lambda: self.devices.setEnabled(True))
        self._asking_rows = SaidRows(_("Nobody is known to be waiting."))
        self._people_label = SectionLabel(_("People"))
        self._people_rows = SaidRows()
        self._device_label = SectionLabel(_("Devices"))
        self.devices: DeviceRows = DeviceRows()
        self.devices.revoke_wanted.connect(self._ask_revoke)
        self._words_rows = SaidRows()
        self.retention = RetentionPart()
        self.retention.wanted.connect(self._set_retention)
        self.retention.case_wanted.connect(lambda case: self._context.navigate("case", case_id=case))
        self._lay_out()
        self.admit_button.hide()
        context.records_changed.connect(self._records_changed)
        rounds.changed.connect(self._show_lone)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(page_title(_("Office")), 1)
        head.addWidget(self.invite_button)
        columns = QHBoxLayout()
        columns.setSpacing(2 * PAGE_PADDING)
        columns.addLayout(self._column(self._people_label, self._people_rows, *self._words(), *self._rules()), 1)
        columns.addLayout(self._column(self._device_label, self.revoke_form, self.devices), 1)
        asking = QHBoxLayout()
        asking.addWidget(SectionLabel(_("Waiting to be admitted")), 1)
        asking.addWidget(self.look_button)
        asking.addWidget(self.admit_button)
        inside = QWidget()
        set_surface(inside, "page")
        column = QVBoxLayout(inside)
        column.setContentsMargins(PAGE_PADDING, GAP, PAGE_PADDING, PAGE_PADDING)
        column.setSpacing(GAP)
        column.addLayout(head)
        column.addWidget(self.banner)
        column.addWidget(self.lone)
        column.addWidget(self.invite_form)
        column.addLayout(asking)
        column.addWidget(self._asking_rows)
        column.addSpacing(GAP)
        column.addLayout(columns)
        column.addStretch(1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        set_surface(self._area, "page")
        self._area.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._area)

    def _words(self) -> tuple[QWidget, QWidget]:
        return SectionLabel(_("The office’s twelve words"), _("to compare by telephone")), self._words_rows

    def _rules(self) -> tuple[QWidget, ...]:
        hint = _("Holds for every device of the office; one may be set to lock sooner.")
        row = FieldRow(_("Lock when untouched for"), self.lock_after, hint, "beside", label_width=180)
        return SectionLabel(_("Rules of the office")), row, self.retention

    def _column(self, *parts: QWidget) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(GAP_SMALL)
        for part in parts:
            column.addWidget(part)
        column.addStretch(1)
        return column

    # --- the contract of a feature

    def title(self) -> str:
        """Return the name of the page."""
        return _("Office")

    def rail_badge(self) -> int | None:
        """Return how many are known to wait."""
        return sum(1 for request in self._asking if not request.problem) or None

    def commands(self) -> list[Command]:
        """Return what the palette may offer of this page."""
        return [
            Command(_("Invite somebody…"), "", self.invite, "user-plus"),
            Command(_("Look who is waiting to be admitted"), "", self.look, "user-check"),
        ]

    def activate(self, **ids: str) -> None:
        """Show who is who now."""
        self._shown = True
        self._load()

    def deactivate(self) -> None:
        """Nothing is unsaved here."""
        self._shown = False

    # --- what is known

    def _load(self) -> None:
        session = self._context.session
        run = self._context.run
        run(partial(office.members, session), owner=self, done=self._got_members, latest="members")
        run(partial(office.devices, session), owner=self, done=self._got_devices, latest="devices")
        run(partial(office.words_of_office, session), owner=self, done=self._got_words, latest="words")
        run(partial(office.idle_lock, session), owner=self, done=self._got_lock, latest="lock")
        run(partial(finding.teams, session), owner=self, done=self.invite_form.set_teams, latest="teams")
        run(partial(retention.retention_rules, session), owner=self, done=self.retention.show_rules, latest="rules")
        run(partial(retention.kept_cases, session), owner=self, done=self.retention.show_due, latest="due")

    def _records_changed(self, changes: dict[str, frozenset[str]]) -> None:
        if self._shown and _STALE & changes.keys():
            self._load()

    def _got_members(self, members: list[Member]) -> None:
        self._people_label.set_section(_("People"), count_text(sum(not member.removed for member in members)))
        rows = []
        for member in members:
            name, about = say.member_line(member)
            rows.append(Said(name, about, "", "user-x" if member.removed else "user", "text2"))
        self._people_rows.show_rows(rows)

    def _got_devices(self, devices: list[DeviceRow]) -> None:
        self._device_label.set_section(_("Devices"), count_text(sum(not device.revoked for device in devices)))
        self.devices.show_devices(devices, self._context.session.device.device_id.hex(), now_ms())

    def _got_words(self, words: tuple[str, ...]) -> None:
        self._words_rows.show_rows([Said("   ".join(row)) for row in words_in_rows(words)])

    def _got_lock(self, seconds: int) -> None:
        self.lock_after.clear()
        for value, words in say.lock_choices(seconds):
            self.lock_after.addItem(words, value)
        self.lock_after.setCurrentIndex(self.lock_after.findData(seconds))

    def _show_lone(self) -> None:
        status = self._rounds.status
        self.lone.setVisible(status is not None and status.lone_administrator)

    # --- the rules of the office

    def _set_lock(self) -> None:
        call = partial(office.set_idle_lock, self._context.session, int(self.lock_after.currentData()))
        self._context.run(call, owner=self, done=lambda _nothing: self._rounds.sync_now(), failed=self._refused)

    def _set_retention(self, years: int, programme: str) -> None:
        call = partial(retention.set_retention, self._context.session, years, programme)
        self._context.run(call, owner=self, done=lambda _rule: self._load(), failed=self._refused)

    def _refused(self, error: Exception) -> None:
        self._failed(error)
        self._load()

    # --- admitting

    def look(self) -> None:
        """Ask the office who is waiting."""
        self._ask_office(office.waiting)

    def admit(self) -> None:
        """Verify and admit all who are waiting."""
        self._ask_office(office.admit_waiting)

    def _ask_office(self, verb: Callable[..., list[Request]]) -> None:
        self._set_busy(True)
        call = partial(verb, self._context.session, in_store=self._context.store_thread.call)
        self._context.network_thread.run(call, owner=self, done=self._answered, failed=self._failed)

    def _answered(self, requests: list[Request]) -> None:
        self._set_busy(False)
        admitted = [request for request in requests if request.admitted]
        self._asking = [request for request in requests if not request.admitted]
        self._asking_rows.show_rows([_asking_row(request) for request in self._asking])
        self.admit_button.setVisible(any(not request.problem for request in self._asking))
        self.badge_changed.emit()
        if admitted or not requests:
            title, advice, well = say.admitted_text(requests)
            self._say(title, advice, "done" if well else "waits")
        if admitted:
            self._load()
        self._rounds.read_status()

    def _set_busy(self, busy: bool) -> None:
        for button in (self.look_button, self.admit_button):
            button.setEnabled(not busy)
        self.look_button.set_label(_("Asking the office…") if busy else _("Look who is waiting"))

    # --- inviting

    def invite(self, role: str = "") -> None:
        """Open the form, for *role* if given."""
        self._context.navigate("office")
        self.banner.hide()
        self.invite_form.open(role)
        self._area.ensureWidgetVisible(self.invite_form)

    def _make_invitation(self, form: say.InviteForm) -> None:
        session = self._context.session
        call = partial(office.invite, session, form.name, form.role, form.team, form.hours)
        self._context.run(call, owner=self, done=self._invited, failed=self._failed)

    def _invited(self, invitation: Invitation) -> None:
        self.invite_form.show_made(invitation)
        self._rounds.sync_now()

    # --- revoking

    def _ask_revoke(self, device: DeviceRow) -> None:
        self.revoke_form.open(device)
        self.devices.setEnabled(False)

    def _revoke(self, device: DeviceRow) -> None:
        call = partial(revoking.revoke_device, self._context.session, device.id, self._context.store_thread.call)
        self._context.network_thread.run(call, owner=self, done=self._revoked, failed=self._failed)

    def _revoked(self, _nothing: object) -> None:
        self._say(
            _("The device was revoked here."),
            _("The office stops it as soon as this is sent. Nothing that is at the office was deleted."),
            "done",
        )
        self._load()
        self._rounds.sync_now()

    def _failed(self, error: Exception) -> None:
        self._set_busy(False)
        if isinstance(error, ActionableError):
            self._say(error.title, error.advice, "danger")

    def _say(self, title: str, advice: str, state: BannerState) -> None:
        self.banner.say(title, advice, state)
        self.banner.show()
        self._area.verticalScrollBar().setValue(0)


def _asking_row(request: Request) -> Said:
    about = " · ".join(part for part in (role_word(request.role), request.device_label) if part)
    if request.problem:
        return Said(request.name or _("Somebody unknown"), f"{about}\n{request.problem}", "", "triangle-alert", "red")
    return Said(request.name, about, "", "hourglass", "amber")
