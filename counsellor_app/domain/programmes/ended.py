"""What can no longer be done in an enrolment that ended: its evidence was for that journey, not for another. Pure."""

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.programmes.gates import CaseFile, Texts, leads_home, text_of
from counsellor_app.domain.programmes.records import Enrolment, StepMark, StepState
from counsellor_app.domain.programmes.schema import Programme
from counsellor_app.domain.records import CaseStatus
from sync.wording import _


def check_step_in_time(mark: StepMark, enrolment: Enrolment, text: Programme) -> None:
    """Return when a step may be *mark*ed: what leads to a departure is not done after the enrolment ended.

    What follows a departure is. Raises :class:`ActionableError`.
    """
    leaving = next((at for at, step in enumerate(text.steps) if step.departs), None)
    if leaving is None or mark.state != StepState.DONE or not enrolment.ended_on or mark.on <= enrolment.ended_on:
        return
    outcome = text.outcome(enrolment.outcome)
    stopped = outcome is not None and not outcome.step
    if stopped or text.place_of(mark.step) <= leaving:
        raise _over()


def check_departs_in_a_journey(before: CaseFile, after: CaseFile, texts: Texts) -> None:
    """Return when a case may become departed: not by a journey in its programme that had ended before.

    Raises :class:`ActionableError`.
    """
    if after.case.status != CaseStatus.DEPARTED or before.case.status == CaseStatus.DEPARTED:
        return
    mine = [one for one in after.enrolments if one.programme == after.case.programme]
    leading = [one for one in mine if _leads_home(text_of(one, texts))]
    if leading and all(one.ended_on and one in before.enrolments for one in leading):
        raise _over()


def _leads_home(text: Programme | None) -> bool:
    return text is not None and any(leads_home(text, step) for step in text.steps)


def _over() -> ActionableError:
    return ActionableError(
        _("This journey has ended."),
        _("Enrol the case in the programme once more, with its own evidence; or take a wrong outcome back."),
    )
