"""Commands about keeping the work: import, verify, rebuild, backup, restore, password, recovery key."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from counsellor_app.commands.desk import ask_new_password, ask_secret, desk_of, read_secret_file
from counsellor_app.commands.output import Json, marked, print_json, print_line, progress_shown, say
from counsellor_app.vault.disk import disk_errors
from counsellor_app.workflows import importing
from counsellor_app.workflows import keeping as work
from counsellor_app.workflows.session import unlock_with_recovery
from sync.wording import _, ngettext

FAILED = 1
SecretFile = Annotated[Path | None, typer.Option(help=marked("A file whose first line is it; else it is asked for."))]


def import_(
    context: typer.Context,
    table: Annotated[Path, typer.Argument(metavar="FILE", help=marked("A .csv or .xlsx file, one case a row."))],
    mapping: Annotated[
        Path | None, typer.Option("--mapping", help=marked("A .toml file: which column is what."))
    ] = None,
    json: Json = False,
) -> None:
    """Take cases in from a spreadsheet. Rows that cannot be taken go into a file of their own; a second run is safe."""
    with desk_of(context).session() as session:
        plan = importing.plan_import(table, mapping)
        if not json:
            for column, field in plan.mapping.describe():
                print_line(f"{column} → {field}")
        for remark in plan.table.remarks:
            say(remark)
        with _stop_asked() as stopped, progress_shown() as progress:
            report = importing.run_import(session, plan, progress, stopped)
    if json:
        print_json(
            {
                "imported": report.imported,
                "refused": report.refused,
                "refused_file": str(report.refused_file) if report.refused_file else None,
                "known": report.known,
                "before_gates": report.past,
                "interrupted": report.interrupted,
                "mapping": [{"column": column, "field": field} for column, field in report.mapping],
                "remarks": list(report.remarks),
                "likely_duplicates": [
                    {"row": one.number, "case": one.case, "reference": one.reference, "percent": one.percent}
                    for one in report.likely
                ],
            }
        )
    else:
        print_line(_("Imported: {n}").format(n=report.imported))
        if report.known:
            print_line(_("Already here: {n}").format(n=report.known))
        if report.past:
            words = ngettext(
                "{n} of them departed before gates were kept here; that stays visible.",
                "{n} of them departed before gates were kept here; that stays visible.",
                report.past,
            )
            print_line(words.format(n=report.past))
    for one in report.likely:
        say(
            _("Row {number} may be somebody who is here already: {reference} ({percent} %).").format(
                number=one.number, reference=one.reference, percent=one.percent
            )
        )
    if report.refused_file:
        count = report.refused
        say(
            ngettext("{n} row was refused; see {file}", "{n} rows were refused; see {file}", count).format(
                n=count, file=report.refused_file
            )
        )
    if report.interrupted:
        say(_("Stopped. What was imported stays; run the same command again for the rest."))
        raise typer.Exit(FAILED)


def verify(context: typer.Context, json: Json = False) -> None:
    """Check the whole log: signatures, chains, anchor; and that the tables follow from it."""
    with desk_of(context).session() as session, progress_shown() as progress:
        report = work.verify(session, lambda done, total: progress(done, total, _("Checking")))
    if json:
        print_json({"ok": report.ok, "envelopes": report.envelopes, "problems": list(report.problems)})
    else:
        count = report.envelopes
        print_line(ngettext("{n} entry checked.", "{n} entries checked.", count).format(n=count))
    for problem in report.problems:
        say(problem)
    if not report.ok:
        raise typer.Exit(FAILED)


def rebuild(context: typer.Context, json: Json = False) -> None:
    """Make the tables and the search index again from the log. Loses nothing."""
    with desk_of(context).session() as session, progress_shown() as progress:
        work.rebuild(session, lambda done, total: progress(done, total, _("Rebuilding")))
    if json:
        print_json({"ok": True})


def backup(
    context: typer.Context,
    target: Annotated[Path, typer.Argument(metavar="FILE", help=marked("Where to write it; replaced if it exists."))],
    json: Json = False,
) -> None:
    """Write the whole profile to one encrypted file; the current password or recovery key opens it."""
    with desk_of(context).session() as session, progress_shown() as progress:
        work.backup(session, target, lambda done, total: progress(done, total, _("Writing")))
        with disk_errors():
            size = target.stat().st_size
    if json:
        print_json({"file": str(target), "bytes": size})
    else:
        print_line(_("Backup written and read back: {n} bytes.").format(n=size))


def restore(
    context: typer.Context,
    source: Annotated[Path, typer.Argument(metavar="FILE", help=marked("The backup file."))],
    json: Json = False,
) -> None:
    """Put a backup into this empty profile. The password may be the recovery key of then, too."""
    desk = desk_of(context)
    with desk.held() as profile, progress_shown() as progress:
        secret = desk.password(_("Password or recovery key of the backup: "))
        work.restore(profile, source, secret, lambda done, total: progress(done, total, _("Restoring")))
    if json:
        print_json({"restored": True})
    else:
        print_line(_("Restored. To the office this is a new device."))
        print_line(_("Run `counsellor sync`; an administrator then admits it."))


def passwd(
    context: typer.Context,
    new_password_file: SecretFile = None,
    recovery_key_file: SecretFile = None,
    forgotten: Annotated[
        bool, typer.Option("--forgotten", help=marked("The password is forgotten: use the recovery key."))
    ] = False,
) -> None:
    """Choose another password, with the old one or with the recovery key."""
    desk = desk_of(context)
    if forgotten or recovery_key_file is not None:
        with desk.held() as profile:
            key = read_secret_file(recovery_key_file) if recovery_key_file else ask_secret(_("Recovery key: "))
            unlock_with_recovery(profile, key, _new_password(new_password_file), desk.cost).close()
    else:
        with desk.session() as session:
            session.vault.change_password(_new_password(new_password_file), desk.cost)
    print_line(_("The password is changed."))


def recovery(context: typer.Context, json: Json = False) -> None:
    """Make a new recovery key and show it once; the old one opens nothing any more."""
    with desk_of(context).session() as session:
        key = work.replace_recovery(session)
    if json:
        print_json({"recovery_key": key})
    else:
        print_line(_("Recovery key, shown this once; write it down and keep it apart from this device:"))
        print_line(f"    {key}")


def _new_password(file: Path | None) -> str:
    return read_secret_file(file) if file is not None else ask_new_password()


@contextmanager
def _stop_asked() -> Iterator[Callable[[], bool]]:
    """Turn Ctrl+C and an end asked by the system into a wish that is looked at between batches."""
    asked: list[int] = []
    wanted = [signal.SIGINT, signal.SIGTERM]
    before = [(number, signal.signal(number, lambda got, _frame: asked.append(got))) for number in wanted]
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in before:
            signal.signal(number, handler)
