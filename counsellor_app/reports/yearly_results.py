"""The yearly table as lines of words, the same on a screen, on paper, in a spreadsheet and on the command line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from counsellor_app.domain.numbers import count_text, money_text
from counsellor_app.domain.programmes.results import Counted, Printed, Result, TableRow, expenditure_of
from sync.wording import _, language, ngettext

NONE = "–"
"""In place of a figure that is not counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line: a ``project``, a ``figure`` of it, or the ``total``. All words, empty where nothing is to be said.

    ``programme``: its code; ``figure``: counted from cases; ``printed``: what the texts print for the year;
    ``happened``: whether there is anything but noughts in it. ``counted``: what cases add to the figure. ``before``:
    the figure of the year before; ``values``: both as numbers, that one first.
    """

    kind: Literal["project", "figure", "total"]
    programme: str
    words: str
    funders: str = ""
    figure: str = ""
    printed: str = ""
    spent: str = ""
    given: str = ""
    remark: str = ""
    happened: bool = False
    counted: tuple[Counted, ...] = ()
    before: str = ""
    values: tuple[int, int] = (0, 0)

    def cells(self, project: str) -> tuple[str, ...]:
        """Return the line as cells of a table in which every line says its *project*."""
        words = self.words if self.kind == "figure" else ""
        return (
            self.programme,
            project,
            words,
            self.figure,
            self.printed,
            self.funders,
            self.spent,
            self.given,
            self.remark,
        )


def heads(year: int) -> tuple[str, ...]:
    """Return what stands above the cells of :meth:`Line.cells`."""
    return (
        _("Programme"),
        _("Project"),
        _("Result"),
        str(year),
        _("Printed"),
        _("Funders"),
        _("Expenditure"),
        _("Given to people"),
        _("Remark"),
    )


def lines(rows: Sequence[TableRow], *, every: bool = True, before: Sequence[TableRow] = ()) -> list[Line]:
    """Return the table as lines, the total last; without *every* projects and figures of nothing but noughts go.

    *before*: the rows of the year before, to stand beside these.
    """
    found: list[Line] = []
    known = {(row.programme, row.row, one.code): one.value for row in before for one in row.results}
    for row in rows:
        figures = [_figure(row, result, known.get((row.programme, row.row, result.code))) for result in row.results]
        project = _project(row, any(line.happened for line in figures))
        if every or project.happened:
            found += [project, *(line for line in figures if every or line.happened)]
    return [*found, _total(rows)]


def table(rows: Sequence[TableRow]) -> Iterator[tuple[str, ...]]:
    """Yield the lines of the whole table as cells, for a file: every line says its project."""
    project = ""
    for line in lines(rows):
        project = line.words if line.kind != "figure" else project
        yield line.cells(project)


def happened(rows: Sequence[TableRow]) -> bool:
    """Say whether the table holds anything but noughts."""
    return any(line.happened for line in lines(rows) if line.kind == "project")


def money(currency: str, cents: int) -> str:
    """Return an amount for a person."""
    return money_text(currency, cents, whole=True)


def shared_words(result: Result) -> str:
    """Return the warning that the same things stand in other rows too; empty where they do not."""
    if not result.shared_with:
        return ""
    return _("Counted in the row of {programmes} too: do not add them up.").format(
        programmes=", ".join(result.shared_with)
    )


def _project(row: TableRow, figures: bool) -> Line:
    said = language()
    spent = [one for one in row.expenditure if one.cents is not None]
    others = ", ".join(money(one.currency, one.cents or 0) for one in spent[1:])
    if others:
        others = _("printed elsewhere: {amounts}").format(amounts=others)
    return Line(
        kind="project",
        programme=row.programme,
        words=row.nl if said == "nl" else row.en,
        funders=", ".join(one.words(said) for one in row.funders),
        spent=" ".join(money(one.currency, one.cents or 0) for one in spent[:1]),
        given=", ".join(money(currency, cents) for currency, cents in row.given),
        remark=" · ".join(one for one in (others, _remarks(row.expenditure)) if one),
        happened=figures or bool(spent) or bool(row.given),
    )


def _figure(row: TableRow, result: Result, before: int | None) -> Line:
    unsaid = ngettext(
        "{n} person of unknown age is in neither count", "{n} people of unknown age are in neither count", result.unsaid
    ).format(n=result.unsaid)
    known = [one for one in result.printed if one.value is not None]
    remarks = [unsaid if result.unsaid else "", shared_words(result), _remarks(result.printed)]
    return Line(
        kind="figure",
        programme=row.programme,
        words=result.nl if language() == "nl" else result.en,
        figure=NONE if result.value is None else str(result.value),
        printed=" / ".join(count_text(one.value) for one in known if one.value is not None),
        remark=" · ".join(one for one in remarks if one),
        happened=bool(result.value) or bool(result.unsaid) or bool(result.printed),
        counted=tuple(one for one in result.counted if one.count),
        before="" if before is None else count_text(before),
        values=(before or 0, result.value or 0),
    )


def _total(rows: Sequence[TableRow]) -> Line:
    given: dict[str, int] = {}
    for row in rows:
        for currency, cents in row.given:
            given[currency] = given.get(currency, 0) + cents
    return Line(
        kind="total",
        programme="",
        words=_("All projects"),
        spent=", ".join(money(currency, cents) for currency, cents in expenditure_of(rows)),
        given=", ".join(money(currency, cents) for currency, cents in sorted(given.items())),
        remark=_("People are not added up: projects share them."),
    )


def _remarks(printed: Sequence[Printed]) -> str:
    said = language()
    found = [one.remark_nl if said == "nl" else one.remark_en for one in printed]
    return " ".join(one for one in found if one)
