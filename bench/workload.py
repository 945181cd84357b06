"""The notes that are measured with: N notes over N/20 cases, bodies of 520 to 680 bytes of Dutch and English words.

The same form and the same distributions as the peers' workload, so that figures can stand side by side: a title of
four words, a rare word once in 250, a surname once in 20, a full stop after every eleventh word or so.
"""

import random
from dataclasses import dataclass

_DUTCH = """terugkeer paspoort ticket vlucht gesprek afspraak tolk advocaat opvang kamer moeder broer zus dorp stad werk
winkel bakkerij schuld geld spaargeld huur angst hoop plan reis koffer vertrek aankomst ambassade consul document akte
handtekening toestemming aanvraag intake spreekuur voorlichting dokter recept medicijn advies begeleider verpleegkundige
voogd school rapport taal brief antwoord vraag datum week maand morgen gisteren vandaag thuis familie buurt nummer
telefoon belde kwam ging zegt wil weet denkt wacht vraagt krijgt geeft komt gaat blijft over naar voor met zonder nog
niet maar ook want omdat toen daarna eerst later samen alleen rustig moe boos blij""".split()
_ENGLISH = """return passport ticket flight talk appointment interpreter lawyer shelter room mother brother sister
village town work shop bakery debt money savings rent fear hope plan journey luggage departure arrival embassy consul
document certificate signature consent application intake hour session doctor prescription medicine advice escort nurse
guardian school report language letter answer question date week month tomorrow yesterday today home family street
number phone called came went says wants knows thinks waits asks gets gives stays about towards with without still not
but also because then first later together alone calm tired angry glad""".split()
WORDS = _DUTCH + _ENGLISH
SURNAMES = ("Tesfaye", "Beridze", "Okafor", "Rezai", "Wang", "Silva", "Haddad", "Kamara", "Yılmaz", "Sargsyan")
RARE = ("laissez-passer", "dactyloscopie", "brancardvervoer", "reintegration", "unaccompanied")
QUERIES = (
    "brancardvervoer", "unaccompanied", "spreekuur", "schuld", "toestemming datum", "guardian consent", "Beridze",
    "moeder angst", "dactyloscopie", "recept dokter",
)  # fmt: skip
"""Ten questions: rare words, common ones, two words at once, a surname."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One note of the workload; ``case`` is the number of its case."""

    case: int
    title: str
    body: str

    @property
    def text(self) -> str:
        """Title and body as one note."""
        return f"{self.title}\n\n{self.body}"


def cases_for(notes: int) -> int:
    """Return over how many cases *notes* notes are spread."""
    return max(10, notes // 20)


def sample(number: int, cases: int) -> Sample:
    """Return note *number*; the same every time."""
    pick = random.Random(number * 6007 + 29)
    words: list[str] = []
    size, target, begins = 0, pick.randint(520, 680), True
    while size < target:
        chance = pick.random()
        word = pick.choice(RARE if chance < 0.004 else SURNAMES if chance < 0.054 else WORDS)
        word = word.capitalize() if begins else word
        begins = pick.random() < 0.09
        words.append(word + "." if begins else word)
        size += len(words[-1].encode()) + 1
    title = " ".join(pick.choice(WORDS) for _ in range(4))
    return Sample(pick.randrange(cases), title, " ".join(words))


def samples(notes: int, first: int = 0) -> list[Sample]:
    """Return *notes* notes from number *first* on, over the cases of a workload of *notes*."""
    cases = cases_for(notes)
    return [sample(number, cases) for number in range(first, first + notes)]
