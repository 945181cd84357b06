"""The group ``case`` whole: its own commands, and those of other parts of the work that are about a whole case."""

from counsellor_app.commands.cases import cases as cases
from counsellor_app.commands.journey import enrol, outcome
from counsellor_app.commands.likely import merge, split, unmerge
from counsellor_app.commands.output import marked
from counsellor_app.commands.safety import restrict

cases.command("restrict", help=marked("Let only named persons read a case from now on, or show who reads it."))(
    restrict
)
cases.command("enrol", help=marked("Enrol a case in a programme."))(enrol)
cases.command("outcome", help=marked("Say how an enrolment stands or ended."))(outcome)
cases.command("merge", help=marked("Show a second case of the same person within the first; nothing is lost."))(merge)
cases.command("unmerge", help=marked("Take merged or split cases apart again."))(unmerge)
cases.command("split", help=marked("Open a case of their own for persons of a case."))(split)
