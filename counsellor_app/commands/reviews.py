"""Commands about reviewing: conflicts and settling them; what is new, marks, questions and answers."""

from typing import Annotated

import typer

from counsellor_app.commands.cases import CaseArgument
from counsellor_app.commands.desk import desk_of
from counsellor_app.commands.json_forms import conflict_form, entry_form, review_form
from counsellor_app.commands.output import Json, local_time, marked, print_json, print_line, print_table
from counsellor_app.desktop import field_words
from counsellor_app.domain.overviews import ReviewRow
from counsellor_app.workflows import lookup, reviewing
from sync.wording import _, ngettext

conflicts = typer.Typer(
    help=marked("Fields with several values at once: list them, settle them."),
    add_completion=False,
    rich_markup_mode=None,
)
reviews = typer.Typer(
    help=marked("Reviewing: what is new, marks, questions, answers."),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)


@conflicts.callback(invoke_without_command=True, no_args_is_help=False)
def list_conflicts(
    context: typer.Context,
    case: Annotated[str, typer.Option("--case", help=marked("Only those of this case."))] = "",
    json: Json = False,
) -> None:
    """List conflicts."""
    if context.invoked_subcommand is not None:
        return
    with desk_of(context).session() as session:
        found = reviewing.conflicts(session, lookup.resolve_case_id(session, case) if case else "")
    if json:
        print_json([conflict_form(conflict) for conflict in found])
        return
    for conflict in found:
        field = field_words.record_field(conflict.object_kind, conflict.field)
        print_line(f"{conflict.reference}  {conflict.case_name}  {field}  {conflict.id}")
        for side in conflict.values:
            shown = "*" if side.displayed else " "
            origin, value = side.origin, field_words.record_value(conflict.object_kind, conflict.field, side.value)
            print_line(f"  {shown} {side.change}  {value}  {origin.author_name}, {local_time(origin.at)}")


@conflicts.command("resolve", help=marked("Settle a conflict by one of its values, or by another one."))
def resolve(
    context: typer.Context,
    conflict: Annotated[str, typer.Argument(metavar="ID", help=marked("The conflict's id, or its beginning."))],
    take: Annotated[str, typer.Option("--take", help=marked("The change whose value shall stand."))] = "",
    value: Annotated[str | None, typer.Option("--value", help=marked("Another value."))] = None,
    reason: Annotated[str, typer.Option("--reason", help=marked("Why."))] = "",
    json: Json = False,
) -> None:
    """Settle a conflict."""
    if bool(take) == (value is not None):
        raise typer.BadParameter(_("Give either --take or --value."), param_hint="--take / --value")
    with desk_of(context).session() as session:
        settled = reviewing.resolve(session, conflict, take=take, value=value, reason=reason)
        left = len(reviewing.conflicts(session))
    if json:
        print_json({"id": settled.id, "case": settled.case, "field": settled.field, "conflicts": left})
    else:
        print_line(_("Settled. Conflicts left: {n}").format(n=left))


@reviews.command("list", help=marked("Cases with something new since your last mark, or waiting for you."))
def list_reviews(context: typer.Context, json: Json = False) -> None:
    """List what is to be reviewed."""
    with desk_of(context).session() as session:
        rows = reviewing.review_list(session)
    if json:
        print_json([review_form(row) for row in rows])
        return
    print_table(
        [
            row.reference,
            row.name,
            _described(row),
            local_time(row.newest_at),
        ]
        for row in rows
    )


@reviews.command("show", help=marked("Show what is new in a case since your last mark, and open questions."))
def show(context: typer.Context, case: CaseArgument, json: Json = False) -> None:
    """Show what is new in a case."""
    with desk_of(context).session() as session:
        case_id = lookup.resolve_case_id(session, case)
        entries = reviewing.new_since_review(session, case_id)
        asked = reviewing.questions(session, case_id)
    new = {entry.id for entry in entries}
    shown = [*entries, *(question for question in asked if question.id not in new)]
    if json:
        print_json([entry_form(entry) for entry in shown])
        return
    for entry in shown:
        what, text = field_words.entry_title(entry), field_words.entry_text(entry)
        print_line(f"{local_time(entry.at)}  {entry.origin.author_name}  {what}  {text}  {entry.id}")


@reviews.command("seen", help=marked("Put down that you have seen a case as it stands (supervisors)."))
def seen(context: typer.Context, case: CaseArgument, json: Json = False) -> None:
    """Mark a case as seen."""
    with desk_of(context).session() as session:
        review = reviewing.mark_seen(session, lookup.resolve_case_id(session, case))
    _print_review(review.id, review.case, review.kind, json)


@reviews.command("ask", help=marked("Ask whoever works on the case (supervisors)."))
def ask(
    context: typer.Context,
    case: CaseArgument,
    text: Annotated[str, typer.Option("--text", help=marked("The question."))],
    about: Annotated[str, typer.Option("--about", help=marked("The id of a note."))] = "",
    json: Json = False,
) -> None:
    """Ask a question."""
    with desk_of(context).session() as session:
        review = reviewing.ask(session, lookup.resolve_case_id(session, case), text, about)
    _print_review(review.id, review.case, review.kind, json)


@reviews.command("answer", help=marked("Answer a question."))
def answer(
    context: typer.Context,
    question: Annotated[str, typer.Argument(metavar="ID", help=marked("The question's id."))],
    text: Annotated[str, typer.Option("--text", help=marked("The answer."))],
    json: Json = False,
) -> None:
    """Answer a question."""
    with desk_of(context).session() as session:
        review = reviewing.answer(session, question.strip().casefold(), text)
    _print_review(review.id, review.case, review.kind, json)


def _described(row: ReviewRow) -> str:
    if row.waiting:
        words = ngettext("your question waits for an answer", "your {n} questions wait for answers", row.waiting)
        return words.format(n=row.waiting)
    found = _("notes {notes}, changes {changes}, conflicts {conflicts}, open questions {questions}").format(
        notes=row.new_notes, changes=row.new_changes, conflicts=row.conflicts, questions=row.questions
    )
    return found + (", " + _("gates or refusals passed over {n}").format(n=row.broken) if row.broken else "")


def _print_review(review_id: str, case: str, kind: str, json: bool) -> None:
    if json:
        print_json({"id": review_id, "case": case, "kind": kind})
    else:
        print_line(review_id)
