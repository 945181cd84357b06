"""``counsellor-office``: set up an office, run it, look at it. Exit codes: 0 done, 1 something to act on, 2 usage."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import sqlalchemy as sa
import typer
from typer.main import get_command

from sync.command_line import run_command, translate_help
from sync.server import premises, schema, tables
from sync.server.database import Database
from sync.server.logs import set_up_logs
from sync.server.office import Office
from sync.server.premises import Premises
from sync.server.refusals import OfficeError
from sync.server.serving import bind, serve
from sync.wording import _, marked, set_language, system_language

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help=marked("The central office of counsellors: it keeps and hands out what it cannot read."),
)
_DATABASE_VARIABLE = "DATABASE_URL"
DatabaseUrl = Annotated[
    str,
    typer.Option(
        "--database-url", envvar=_DATABASE_VARIABLE, help=marked("PostgreSQL; SQLite in the folder if not given.")
    ),
]
Data = Annotated[Path, typer.Option("--data", help=marked("Folder of the office."), file_okay=False)]


@contextmanager
def _told() -> Iterator[None]:
    """Show what can be acted on as a message and exit with 1."""
    try:
        yield
    except OfficeError as error:
        typer.echo(f"{error.title} {error.advice}", err=True)
        raise typer.Exit(1) from None
    except sa.exc.OperationalError:
        typer.echo(
            _("The database cannot be reached.") + " " + _("Check that it runs, and the database URL."), err=True
        )
        raise typer.Exit(1) from None
    except sa.exc.DBAPIError as error:
        kind = type(error.orig).__name__
        typer.echo(
            _("The database refused: {kind}.").format(kind=kind)
            + " "
            + _("Check its rights; if it is damaged, put it back from a backup."),
            err=True,
        )
        raise typer.Exit(1) from None


@app.command(help=marked("Set up a new office and write the invitation to found it. Never overwrites one."))
def init(
    data: Data,
    out: Annotated[Path, typer.Option("--out", help=marked("Where to write the founding invitation."), dir_okay=False)],
    database_url: DatabaseUrl = "",
    host: Annotated[str, typer.Option("--host", help=marked("Where the office will listen."))] = premises.DEFAULT_HOST,
    port: Annotated[int, typer.Option("--port", min=0, max=65535)] = premises.DEFAULT_PORT,
    address: Annotated[
        str, typer.Option("--address", help=marked("What clients are told, e.g. https://office.example."))
    ] = "",
) -> None:
    """Set up a new office and write the invitation to found it. Never overwrites one."""
    with _told():
        if address and not address.startswith(("http://", "https://")):
            raise OfficeError(_("The address must begin with https://."), _("Nothing was changed."))
        chosen = Premises(database_url, host, port, address.rstrip("/"))
        premises.set_up(data, chosen, out)
    typer.echo(_("The office is set up. Found it with: counsellor found --invitation {file}").format(file=out))
    if premises.needs_proxy(chosen.host, chosen.address):
        typer.echo(_proxy_needed(), err=True)


@app.command(name="serve", help=marked("Run the office. Prints its address when it is ready; ends on SIGTERM."))
def serve_command(
    data: Data,
    host: Annotated[str | None, typer.Option("--host", help=marked("Where to listen; as set up if not given."))] = None,
    port: Annotated[int | None, typer.Option("--port", min=0, max=65535, help=marked("0: any free one."))] = None,
    behind_proxy: Annotated[
        bool, typer.Option("--behind-proxy", help=marked("A TLS proxy stands before the office and names callers."))
    ] = False,
    database_url: DatabaseUrl = "",
) -> None:
    """Run the office. Prints its address when it is ready; ends on SIGTERM."""
    with _told():
        settings = premises.read_settings(data)
        office = Office.open(database_url or settings.url(data))
        try:
            where = settings.host if host is None else host
            listening = bind(where, settings.port if port is None else port)
            address = premises.local_address(where, listening.getsockname()[1])
            with office.database.reading() as connection:
                founded = office.directory(connection).height > 0
            if not founded:
                premises.correct_invitation(settings, address)
            if premises.needs_proxy(where, settings.address) and not behind_proxy:
                typer.echo(_proxy_needed(), err=True)
            set_up_logs()
            serve(office, listening, lambda: _say(address), behind_proxy)
        finally:
            office.close()


@app.command(help=marked("Show what the office holds, in numbers; for a look after it was restored from a backup."))
def status(
    data: Data,
    as_json: Annotated[bool, typer.Option("--json", help=marked("One JSON document on stdout."))] = False,
    database_url: DatabaseUrl = "",
) -> None:
    """Show what the office holds, in numbers; for a look after it was restored from a backup."""
    with _told():
        settings = premises.read_settings(data)
        database = Database(database_url or settings.url(data))
        try:
            found = _count(database)
        finally:
            database.close()
    if as_json:
        typer.echo(json.dumps(found))
        return
    for name, value in found.items():
        typer.echo(f"{name}: {value}")


@app.command(
    name="append-only",
    help=marked("Print the SQL that lets a PostgreSQL role run the office without being able to alter its log."),
)
def append_only(
    role: Annotated[str, typer.Argument(help=marked("PostgreSQL role the office shall serve with."))],
) -> None:
    """Print the SQL that lets a PostgreSQL role run the office without being able to alter its log."""
    for statement in schema.append_only_role(role):
        typer.echo(statement + ";")


def _say(address: str) -> None:
    """Print the one line that says the office is ready."""
    sys.stdout.write(address + "\n")
    sys.stdout.flush()


def _proxy_needed() -> str:
    return _("Clients on other machines need https: put a TLS proxy before the office and serve with --behind-proxy.")


def _count(database: Database) -> dict[str, object]:
    """Return counts of rows by table, and the schema's revision; no content."""
    revision = schema.current_revision(database)
    if revision != schema.newest_revision():
        raise OfficeError(
            _("The database is of another version of the office."), _("Start the office once to bring it up to date.")
        )
    counted = {
        "envelopes": tables.envelope,
        "wraps": tables.wrap,
        "directory_height": tables.directory_record,
        "join_requests": tables.join_request,
        "equivocations": tables.equivocation,
    }
    with database.reading() as connection:
        counts = {
            name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for name, table in counted.items()
        }
        streams = sa.select(tables.stream_reader.c.stream).distinct().subquery()
        counts["streams"] = connection.execute(sa.select(sa.func.count()).select_from(streams)).scalar_one()
    return {
        "founded": counts["directory_height"] > 0,
        "database": database.engine.dialect.name,
        "revision": revision,
        **counts,
    }


def main() -> None:
    """Run the command line."""
    os.umask(0o077)
    sys.exit(run_command(program(), sys.argv[1:], "counsellor-office"))


def program() -> Any:
    """Return the command line with its help in the language of the system, which is in force from now on."""
    set_language(system_language())
    command = get_command(app)
    translate_help(command)
    return command


if __name__ == "__main__":
    main()
