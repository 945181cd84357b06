"""What the rows of contacts and talks say."""

from counsellor_app.desktop.look.rows import RowParts, SectionParts
from counsellor_app.desktop.outreach.state.listing import Entry, Known, talk_title
from counsellor_app.desktop.words.kind_words import facts
from counsellor_app.domain.outreach import NetworkContact, OutreachTalk, contact_name
from sync.wording import _, ngettext


def entry_parts(entry: Entry, known: Known) -> RowParts | SectionParts:
    """Return what a row says."""
    if isinstance(entry, NetworkContact):
        talks = len(known.talks_of(entry.id))
        return RowParts(
            title=entry.organisation or entry.person,
            second=entry.person if entry.organisation else "",
            meta=ngettext("{n} talk", "{n} talks", talks).format(n=talks) if talks else "",
            line2=facts(entry.phone, entry.email, " ".join(entry.remark.split())),
        )
    if isinstance(entry, OutreachTalk):
        return talk_parts(entry, known)
    icon = "map-pin" if entry.count else ""
    return SectionParts(entry.words, icon=icon, note=str(entry.count) if entry.count else "")


def talk_parts(talk: OutreachTalk, known: Known) -> RowParts:
    """Return what the row of a talk says."""
    contact = known.contact(talk.contact)
    return RowParts(
        title=talk_title(talk),
        meta=_("has become a case") if talk.case else "",
        meta_tone="green" if talk.case else "",
        line2=facts(contact_name(contact) if contact else "", " ".join(talk.remark.split())),
    )


def entry_spoken(entry: Entry, known: Known) -> str:
    """Return what is said of a row."""
    return entry_parts(entry, known).spoken()
