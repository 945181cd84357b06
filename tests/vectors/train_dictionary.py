"""How ``sync/protocol/dictionary.py`` was made, once, on 2026-11-21. Kept as its story; never to be run over it again.

Invented sentences in the tone of case notes, Dutch and English, in bodies as the app writes them; no text of anybody.
Usage: ``python tests/vectors/train_dictionary.py > new_dictionary.py``; a new dictionary gets a new coding number.
"""

import base64
import json
import random
import sys

import zstandard

SIZE = 8 * 1024
DUTCH = """
Client vertelt dat hij terug wil naar zijn land van herkomst, maar nog twijfelt over het moment.
Gesprek gevoerd in het kantoor, zonder tolk. Mevrouw spreekt voldoende Nederlands om haar verhaal te doen.
Telefonisch contact gehad met de contactpersoon van het opvangcentrum over de afspraak van volgende week.
Hij heeft geen geldig reisdocument en wil graag weten hoe hij bij de ambassade een laissez-passer kan aanvragen.
Afgesproken dat ik de aanvraag voorbereid en dat wij elkaar over twee weken opnieuw spreken.
De advocaat heeft laten weten dat er nog een beroep loopt en dat de uitspraak op zich laat wachten.
Client maakt zich zorgen over de veiligheid van zijn familie en wil eerst met zijn broer bellen.
Uitgelegd wat het programma inhoudt, welke ondersteuning er mogelijk is en welke voorwaarden er gelden.
Zij vraagt of haar kinderen na terugkeer meteen naar school kunnen en wat dat kost.
De huisarts heeft een brief geschreven over de medicijnen die hij dagelijks nodig heeft.
Medisch advies aangevraagd; zonder advies van de behandelend arts wordt er geen vlucht geboekt.
Er is een begeleider nodig tijdens de reis, omdat hij niet zelfstandig kan lopen.
Client is niet verschenen op de afspraak. Geprobeerd te bellen, geen gehoor. Nieuwe afspraak per brief verstuurd.
Hij wil een kleine winkel beginnen samen met zijn neef en heeft al een plan gemaakt voor de eerste maanden.
Besproken wat een realistisch bedrag is voor gereedschap en voor de huur van een ruimte.
De vrijwillige terugkeer is uitgelegd, ook dat hij zich op ieder moment kan terugtrekken.
Toestemming voor het uitwisselen van gegevens met de IND en de DT&V is ondertekend en toegevoegd.
De voogd van Nidos moet eerst schriftelijk akkoord gaan voordat de aanvraag in behandeling kan worden genomen.
Op de luchthaven melden, drie uur voor vertrek, bij de balie in de vertrekhal. Documenten worden bij de gate gegeven.
Client was rustig en vriendelijk, maar werd verdrietig toen hij over zijn moeder sprak.
Zij heeft geen contact meer met haar man en weet niet waar hij verblijft. Opsporing via het Rode Kruis besproken.
Volgens de medewerker van het COA slaapt hij slecht en komt hij weinig buiten zijn kamer.
In detentie gesproken tijdens het spreekuur. Hij had een briefje ingeleverd en kwam als derde aan de beurt.
Groepsvoorlichting gegeven aan elf mannen, van wie er vier om een persoonlijk gesprek hebben gevraagd.
Hij is de afgelopen vijf jaar niet eerder met hulp van de organisatie vertrokken.
Vragen over de gezondheidszorg in de regio doorgestuurd naar de collega's van de missie; antwoord verwacht deze week.
De kopie van het paspoort is ontvangen. Het origineel ligt bij de politie en moet worden opgevraagd.
Vlucht is geboekt voor de negentiende, met een overstap. De familie haalt hem op van het vliegveld.
Client heeft besloten om niet terug te keren en het dossier wordt op zijn verzoek gesloten.
Nog te doen: kopieën maken, de gemeente bellen, en navragen of de bijdrage voor het hele gezin geldt.
Hij heeft schulden bij kennissen en durft daarom niet met lege handen thuis te komen.
Gesproken met de tolk aan de telefoon, in het Tigrinya. De verbinding was slecht, daarom kort gehouden.
Mevrouw is zwanger en mag volgens de verloskundige tot en met de zevende maand vliegen.
Hij woont nu bij vrienden in Rotterdam en werkt soms op de markt, maar verdient niet genoeg om rond te komen.
De kerk geeft hem te eten en een slaapplaats tot het einde van de maand, daarna moet hij weg.
Er zijn aanwijzingen dat zij gedwongen is om te werken. Veiligheid gaat voor; overlegd met de teamleider.
Dit is het derde gesprek. Vorige keer wilde hij nog wachten op de uitkomst van zijn procedure.
""".strip().splitlines()
ENGLISH = """
The client says that he wants to go home before the winter, because his father is ill and asks for him.
We talked for about an hour in the reception centre, with an interpreter on the telephone.
She would like to know whether she can get her medication there and what it would cost every month.
He does not have a passport. The embassy asks for a birth certificate and two photographs.
I explained the programme, the conditions and the amount, and that he can withdraw at any time.
He is afraid of being asked about his debts and wants to be picked up by his brother at the airport.
The application has been sent; we are waiting for permission before anything can be booked.
Follow up: call the lawyer, send the form again, and ask the mission about schools in the area.
The doctor advises that he should not travel alone. A medical escort has to be arranged before departure.
They have three children, the youngest was born here and has no papers of her own yet.
He did not come to the appointment. I called twice and left a message with his room mate.
She has signed the consent form and has received a copy in her own language.
He wants to start a small business repairing telephones and has worked in that trade for six years.
The decision on the appeal is expected next month. Until then he does not want to decide anything.
We agreed to meet again next week at the same place, and he will bring the letter from the hospital.
The supervisor asked whether the guardian has agreed in writing. Answered that the letter has arrived.
He was calm and clear about what he wants, but worried about housing in the first weeks after return.
No contact with the family since the summer. Tracing was offered and he wishes to think about it.
""".strip().splitlines()
KINDS = ("talk", "outreach", "session", "phone", "internal")
PLACES = ("Ter Apel", "Rotterdam", "Amsterdam", "Den Haag", "Utrecht", "Zeist", "Schiphol", "Budel", "Gilze", "Arnhem")
LANGUAGES = ("nl", "en", "ar", "fa", "so", "ti", "fr", "tr")
NATIONS = ("SY", "IQ", "AF", "SO", "ER", "NG", "GH", "AO", "CM", "IR", "TR", "MA", "GE", "AM", "UA", "MN")
NAMES = ("Ahmed", "Fatima", "Maryam", "Joseph", "Ibrahim", "Amina", "Daniel", "Sara", "Yusuf", "Grace")


def _id(rng: random.Random) -> str:
    return base64.urlsafe_b64encode(rng.randbytes(16)).decode().rstrip("=")


def _text(rng: random.Random, least: int, most: int) -> str:
    pool = DUTCH if rng.random() < 0.7 else ENGLISH
    return " ".join(rng.sample(pool, rng.randint(least, most)))


def _note(rng: random.Random) -> list[object]:
    fields: dict[str, object] = {"kind": rng.choice(KINDS), "text": _text(rng, 2, 7)}
    fields |= {"place": rng.choice(PLACES)} if rng.random() < 0.8 else {}
    fields |= {"language": rng.choice(LANGUAGES)} if rng.random() < 0.7 else {}
    fields |= {"interpreter": True} if rng.random() < 0.4 else {}
    return ["c", "note", fields | {"held_at": 1_763_000_000_000 + rng.randrange(10**11)}]


def _case(rng: random.Random) -> list[list[object]]:
    case = {
        "reference": f"2026-{rng.randrange(9999):04d}",
        "status": "open",
        "alien_number": str(rng.randrange(10**9, 10**10)),
        "programme": rng.choice(("REAN", "HRT", "AVRD", "RRI")),
        "place": rng.choice(PLACES),
        "languages": rng.sample(LANGUAGES, 2),
        "nationality": rng.choice(NATIONS),
        "phone": "+316",
        "responsible": rng.randbytes(16).hex(),
        "team": rng.randbytes(16).hex(),
        "opened_on": f"2026-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}",
    }
    person = {
        "name": f"{rng.choice(NAMES)} {rng.choice(NAMES)}",
        "birth_date": f"19{rng.randint(50, 99)}-0{rng.randint(1, 9)}-1{rng.randint(0, 9)}",
        "birth_precision": rng.choice(("known", "year", "estimated", "unknown")),
        "sex": rng.choice(("male", "female")),
    }
    return [["c", "case", case], ["c", "person", person], ["c", "flag", {"code": "health"}]]


def _set(rng: random.Random) -> list[object]:
    field, value = rng.choice([("status", "closed"), ("place", "Zeist"), ("phone", "+316"), ("programme", "REAN")])
    return ["s", _id(rng), "case", field, value, [_id(rng)], None]


def _small(rng: random.Random) -> list[object]:
    return rng.choice(
        [
            ["c", "amendment", {"note": _id(rng), "text": _text(rng, 1, 2), "reason": "correctie"}],
            ["c", "review", {"kind": rng.choice(("seen", "question", "answer")), "text": _text(rng, 1, 1)}],
            ["c", "alias", {"person": _id(rng), "name": rng.choice(NAMES)}],
            ["r", _id(rng), "flag", [_id(rng)], None],
        ]
    )


def _body(rng: random.Random) -> bytes:
    draw = rng.random()
    ops = [_note(rng)] if draw < 0.7 else _case(rng) if draw < 0.8 else [_set(rng)] if draw < 0.9 else [_small(rng)]
    body: dict[str, object] = {"ops": ops}
    if rng.random() < 0.8:
        body["seen"] = {_id(rng): [rng.randint(1, 900), _id(rng)] for _ in range(rng.randint(1, 3))}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def main() -> None:
    """Print the module."""
    rng = random.Random("counsellor/v1/dictionary-1")
    dictionary = zstandard.train_dictionary(SIZE, [_body(rng) for _ in range(4_000)], level=3, dict_id=1).as_bytes()
    text = base64.b85encode(dictionary).decode()
    lines = "\n".join(f'    "{text[at : at + 112]}"' for at in range(0, len(text), 112))
    sys.stdout.write(f"DICTIONARY_1 = base64.b85decode(\n{lines}\n)\n")


if __name__ == "__main__":
    main()
