"""Commands about notes: add, sign, amend, list, discard."""

from pathlib import Path
from typing import Annotated

import typer

from counsellor_app.commands.cases import CaseArgument
from counsellor_app.commands.desk import desk_of, read_text_file
from counsellor_app.commands.json_forms import draft_form, note_form
from counsellor_app.commands.output import Json, local_time, marked, print_json, print_line
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.overviews import TimelineEntry
from counsellor_app.domain.records import Amendment, Draft, NoteKind
from counsellor_app.workflows import lookup
from counsellor_app.workflows import notes as work
from counsellor_app.workflows.session import Session
from sync.wording import _

TextFile = Annotated[Path, typer.Option("--text-file", help=marked("A UTF-8 text file (- for stdin)."))]

notes = typer.Typer(
    help=marked("Notes: add, sign, amend, list, discard."),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)


@notes.command("add", help=marked("Write a note from a file: a draft on this device, or signed with --sign."))
def add(
    context: typer.Context,
    case: CaseArgument,
    kind: Annotated[str, typer.Option("--kind", help=marked("talk, outreach, session, phone or internal."))],
    text_file: TextFile,
    place: Annotated[str, typer.Option("--place")] = "",
    language: Annotated[str, typer.Option("--language", help=marked("Code or name of the language spoken."))] = "",
    interpreter: Annotated[bool, typer.Option("--interpreter", help=marked("An interpreter helped."))] = False,
    sign: Annotated[bool, typer.Option("--sign", help=marked("Sign it: it never changes again."))] = False,
    json: Json = False,
) -> None:
    """Write a note."""
    text = read_text_file(text_file)
    with desk_of(context).session() as session:
        case_id = lookup.resolve_case_id(session, case)
        draft = work.make_draft(session, case_id, text, kind, place=place, language=language, interpreter=interpreter)
        if sign:
            form = _signed_form(session, work.sign(session, draft).id, case_id)
        else:
            form = draft_form(work.save_draft(session, draft), session.person_name, session.person_id)
    _print_written(form, json)


@notes.command("sign", help=marked("Sign a draft of this device; it becomes a note that never changes again."))
def sign(
    context: typer.Context,
    draft_id: Annotated[str, typer.Argument(metavar="ID", help=marked("The draft's id, or its beginning."))],
    json: Json = False,
) -> None:
    """Sign a draft."""
    with desk_of(context).session() as session:
        draft = work.find_draft(session, draft_id)
        signed = work.sign(session, draft)
        note_id = signed.note if isinstance(signed, Amendment) else signed.id
        form = _signed_form(session, note_id, draft.case)
    _print_written(form, json)


@notes.command("amend", help=marked("Hang a text beneath a signed note, with the reason for it."))
def amend(
    context: typer.Context,
    note_id: Annotated[str, typer.Argument(metavar="ID", help=marked("The note's id."))],
    text_file: TextFile,
    reason: Annotated[str, typer.Option("--reason", help=marked("Why the note is completed or corrected."))],
    json: Json = False,
) -> None:
    """Amend a note."""
    text = read_text_file(text_file)
    with desk_of(context).session() as session:
        amendment = work.amend(session, note_id.strip().casefold(), text, reason)
        form = _signed_form(session, amendment.note, amendment.case)
    _print_written(form, json)


@notes.command("list", help=marked("List the notes of a case, drafts of this device first, then newest first."))
def list_(context: typer.Context, case: CaseArgument, json: Json = False) -> None:
    """List notes."""
    with desk_of(context).session() as session:
        case_id = lookup.resolve_case_id(session, case)
        drafts, signed = work.list_drafts(session, case_id), work.list_notes(session, case_id)
        author, author_id = session.person_name, session.person_id
    if json:
        print_json(
            [draft_form(draft, author, author_id) for draft in drafts] + [note_form(note, case_id) for note in signed]
        )
        return
    for draft in drafts:
        _print_draft(draft)
    for note in signed:
        _print_note(note)


@notes.command("discard", help=marked("Throw a draft of this device away for good."))
def discard(
    context: typer.Context,
    draft_id: Annotated[str, typer.Argument(metavar="ID", help=marked("The draft's id, or its beginning."))],
) -> None:
    """Discard a draft."""
    with desk_of(context).session() as session:
        work.discard_draft(session, work.find_draft(session, draft_id).id)


def _signed_form(session: Session, note_id: str, case_id: str) -> dict[str, object]:
    found = next((note for note in work.list_notes(session, case_id) if note.id == note_id), None)
    if found is None:
        raise ActionableError(_("The note is signed but not shown."), _("Run `counsellor rebuild`; nothing was lost."))
    return note_form(found, case_id)


def _print_written(form: dict[str, object], json: bool) -> None:
    if json:
        print_json(form)
    else:
        state = _("signed") if form["signed"] else _("draft")
        print_line(f"{form['id']}  {state}")


def _print_draft(draft: Draft) -> None:
    state = _("draft")
    print_line(f"{local_time(draft.saved_at)}  {state}  {_kind(draft.kind)}  {draft.id}")
    _print_text(draft.text)


def _print_note(note: TimelineEntry) -> None:
    delivered = "" if note.origin.at_office else _("not yet at the office")
    head = (local_time(note.at), note.origin.author_name, _kind(note.note_kind), note.place, delivered, note.id)
    print_line("  ".join(part for part in head if part))
    _print_text(note.text)
    for amendment in note.amendments:
        origin = amendment.origin
        print_line(f"  + {local_time(origin.at)}  {origin.author_name}  ({amendment.reason})")
        _print_text(amendment.text)


def _print_text(text: str) -> None:
    for line in text.splitlines():
        print_line(f"    {line}")
    print_line()


def _kind(kind: str) -> str:
    words = {
        NoteKind.TALK: _("talk"),
        NoteKind.OUTREACH: _("outreach"),
        NoteKind.SESSION: _("group session"),
        NoteKind.PHONE: _("phone"),
        NoteKind.INTERNAL: _("internal"),
    }
    return words.get(kind, kind)  # type: ignore[call-overload, no-any-return]
