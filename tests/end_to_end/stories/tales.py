"""The five stories, told by a hand: who they are, what they want, what stood in the way, and when they leave.

Each is written as the annual report tells it, under invented names. Days are so many away from the day of the telling.
"""

from counsellor_app.workflows import hours, outreach, restricting, safety, sessions
from tests.end_to_end.stories.hand import Hand, must_refuse

_REAN = {
    "wishes_return": "yes",
    "own_means": "no",
    "last_assisted_return_on": "none",
    "travel_document": "obtainable",
}


def the_woman_from_cape_verde(hand: Hand) -> str:
    """Forty-four, ill beyond cure, seven years here: she wants to see her children. She can only travel lying.

    Everybody has a part in it, and on the day the stretcher is not there: three days later they all come once more.
    """
    case = hand.open(
        "HEALTH", -12, name="Djamila Tavares", nationality="CV", languages=["pt"], birth_date=hand.born(44), sex="f",
        place="Rotterdam", phone="06 1122 3344", flags=["health"], aliases=["Mila"],
    )  # fmt: skip
    for name, years in (("Nélida Tavares", 19), ("Edson Tavares", 15)):
        hand.person("child", name=name, birth_date=hand.born(years), aside="yes")
    hand.person("sibling", name="Celestina Tavares", aside="yes", phone="+238 991 2233")
    hand.paper(kind="passport", number="CV 40117", expires_on=hand.day(-200), held_by="client")
    hand.check("HEALTH", -12)
    hand.facts(**_REAN, destination="CV", lying_transport="yes", health_kind="physical")
    hand.check("HEALTH", -11)
    hand.note(
        "Mevrouw heeft kanker en wordt niet beter. Na zeven jaar wil zij naar haar kinderen en haar zus in Praia.\n"
        "Beloofd niets toe te zeggen voor de arts heeft gesproken. Wij haasten ons.",
        place="Rotterdam",
        language="pt",
    )
    hand.steps(contact=-12, intake=-11, advice=-9, escort=-9, needs=-8)
    hand.refused_step("application", -8)
    hand.evidence("consent", "Djamila Tavares", -8)
    hand.step("application", -8)
    hand.paper(kind="laissez-passer", number="CV 118", expires_on=hand.day(20), held_by="embassy")
    hand.paper(
        kind="medical-letter", issuer="GGD Rotterdam-Rijnmond", issued_on=hand.day(-9), held_by="office",
        remark="Reizen is verantwoord; zitten of lopen kan niet, alleen liggend.",
    )  # fmt: skip
    hand.note(
        "De GGD regelt met de brandweer dat mevrouw op een brancard haar huis uit komt en aan de ambulance wordt "
        "overgedragen; die rijdt het platform op, en met een lift gaat zij het toestel in.\nDe logistieke unit boekt "
        "de vlucht met een stretcher, en vraagt hulp bij de overstap op Sal, door naar Praia.",
        kind="internal",
    )
    hand.evidence("ind-permission", "IND", -6)
    hand.refused_step("booking", -6)
    hand.evidence("medical", "dr. Van Es, GGD", -6)
    hand.steps(documents=-5, booking=-4)
    hand.support("medical-escort", -4, remark="Verpleegkundige, heen en terug")
    hand.support("social-escort", -4, remark="Gaat mee tot bij haar kinderen")
    hand.plan("departure", 0)
    hand.evidence("travel-document", "Consulaat van Kaapverdië", -3, document="CV 118")
    hand.note(
        "De ambulance stond bij het toestel en de beloofde stretcher was er niet. Mevrouw kan niet naar huis en niet "
        "aan boord.\nVia de GGD en het Leger des Heils een verpleegbed voor drie nachten. Alle partijen opnieuw.",
        place="Schiphol",
    )
    hand.refused_step("departure", 0)
    hand.evidence("transport", "Brandweer, ambulance, lift, maatschappij (stretcher), verpleegkundige: elk bij naam", 0)
    hand.steps(transport=0)
    hand.support("stretcher", 0)
    hand.support("ambulance", 0, remark="Nog eens, drie dagen later")
    hand.task("Missie: wie helpt bij de overstap op Sal?", 1)
    hand.task("Alle partijen de avond ervoor nog eens bellen", 2)
    hand.appointment(3, "08:30", "Schiphol, vertrekhal 3", "Logistieke unit")
    hand.plan("departure", 3)
    return case


def the_baker_from_ethiopia(hand: Hand) -> str:
    """He worked for a baker; a counsellor who speaks his language stands still with him, and they make a plan."""
    hand.do(outreach.add_contact, "Ethiopisch-orthodoxe kerk", "Abba Tekle", "Den Haag")
    talk = hand.do(
        outreach.add_talk, "Den Haag", day=hand.day(-40), contact="Abba Tekle", language="am", country="ET",
        remark="Werkt 's nachts bij een bakker, wordt uitgebuit en is bang. Wil vooral dat iemand luistert.",
    )  # fmt: skip
    case = hand.open(
        "RRI", -38, name="Girma Alemayehu", own_name="ግርማ ዓለማየሁ", nationality="ET", languages=["am"],
        birth_date="ca. 1975", sex="m", place="Den Haag",
    )  # fmt: skip
    hand.do(outreach.become, talk.id, case)
    hand.number("previous-case", "CJIB/55-1204", "VluchtelingenWerk")
    hand.paper(kind="diploma", remark="Banketbakker, niveau 2", held_by="client")
    hand.check("RRI", -38)
    hand.facts(**_REAN, residence_city="the_hague", irregular="yes", asylum_claim_on="none")
    hand.check("RRI", -20)
    hand.check("HRT", -20)
    hand.note(
        "Samen stilgestaan: een foto van nu. Hij kan bakken, heeft iets gespaard en wil niet met lege handen terug.\n"
        "Plan: poffertjes, in Addis: voor de Nederlandse ambassade, voor landgenoten die ook terug zijn, en voor wie "
        "het wil proeven. Stichting Gered Gereedschap heeft een tweedehands bakplaat. ተስፋ አለው.",
        place="Den Haag",
        language="am",
    )
    hand.steps(contact=-38, standstill=-30, plan=-20, obstacles=-14, needs=-12)
    hand.refused_step("application", -10)
    hand.evidence("consent", "Girma Alemayehu", -10)
    hand.step("application", -10)
    hand.refused_step("booking", -4)
    hand.evidence("ind-permission", "IND", -5)
    hand.steps(documents=-5, booking=-4)
    hand.support("plan", -12, remark="Bedrijfsplan, met een counsellor die zijn taal spreekt")
    hand.support("tools", -3, amount="240", currency="EUR", remark="Bakplaat, tweedehands, met gietijzeren vormen")
    hand.support("gifts", -3, amount="600", currency="EUR", remark="Zijn eigen spaargeld")
    hand.refused_step("departure", 0)
    hand.evidence("travel-document", "Ambassade van Ethiopië", -2)
    hand.task("Missie Addis: ruimte bij de ambassade om te bakken?", 7)
    hand.appointment(5, "10:00", "Kerk, zijzaal", "Abba Tekle")
    hand.plan("departure", 12)
    return case


def the_mother_from_lagos(hand: Hand) -> str:
    """Thirty-two, in Dublin, with a son of one: first medicines, then, for the margins are small, good clothes."""
    case = hand.open(
        "VARRP", -60, name="Ngozi Eze", nationality="NG", languages=["en"], birth_date=hand.born(32), sex="f",
        place="Dublin", flags=["vulnerable"],
    )  # fmt: skip
    hand.person("child", name="Chidi Eze", birth_date=hand.born(1), sex="m")
    hand.check("VARRP", -60)
    hand.facts(**_REAN, irregular="yes", single_parent="yes")
    hand.check("VARRP", -58)
    hand.note(
        "Wilde in geneesmiddelen; de marges zijn klein. Nu: pakken en stropdassen, dameskleding en accessoires, van "
        "goede makelij, vanuit huis in Lagos.\nVrienden en familie helpen; haar zus heeft ruimte. IOM Dublin leidt.",
        language="en",
    )
    hand.steps(contact=-60, intake=-58, counselling=-40, plan=-30)
    hand.refused_step("application", -30)
    hand.evidence("consent", "Ngozi Eze", -28)
    hand.step("application", -28)
    hand.paper(kind="birth-certificate", remark="Van Chidi; vertaald", held_by="client")
    hand.refused_step("booking", -20)
    hand.evidence("ind-permission", "IND", -20)
    hand.steps(documents=-15, booking=-12)
    hand.evidence("travel-document", "Ambassade van Nigeria", -15)
    hand.support("reintegration", -10, amount="1500", currency="EUR", remark="Eerste voorraad kleding")
    hand.task("Missie Lagos: wie haalt moeder en kind af?", -1)
    hand.appointment(2, "14:00", "Kantoor", "Zus aan de telefoon")
    hand.plan("departure", 5)
    return case


def half_a_year_on_in_lagos(hand: Hand) -> None:
    """What became of it: many customers, one employee, 300 euros a month, and she saves for a shop of her own."""
    hand.later(200)
    hand.step("departure", -195)
    hand.steps(reception=-195, monitoring=-3)
    hand.note(
        "Half jaar terug. Verkoopt vanuit huis aan een brede klantenkring, heeft één werknemer en verdient ongeveer "
        "300 euro per maand. Spaart voor een eigen zaak.\nTevreden dat zij terugging en over de hulp; dat het lukt, "
        "dankt zij voor een belangrijk deel aan vrienden en familie.",
        kind="phone",
        place="Lagos",
    )


def the_shopkeeper_of_ibadan(hand: Hand) -> str:
    """She was smuggled and comes home with empty hands: not to her birthplace, where the smuggler would see her."""
    case = hand.open(
        "VARRP", -50, name="Adaeze Okoro", nationality="NG", languages=["en"], birth_date="ca. 1979", sex="f",
        place="Den Haag", flags=["vulnerable", "safety"],
    )  # fmt: skip
    hand.facts(**_REAN, irregular="yes", vulnerable="yes")
    hand.check("VARRP", -49)
    hand.rule("never_call", remark="De smokkelaar kent haar nummer.")
    hand.note(
        "Schaamt zich om met lege handen terug te komen. Is gesmokkeld en wil niet dat de smokkelaar haar ziet: daarom "
        "niet naar haar geboorteplaats maar naar Ibadan, waar niemand haar verhaal kent.\nPast haar plan aan: een "
        "winkeltje met verschillende artikelen.",
        language="en",
    )
    hand.measure("client", "Gezien worden door de smokkelaar", "Woont in Ibadan, niet in haar geboorteplaats")
    hand.steps(contact=-50, intake=-48, counselling=-40, plan=-30)
    hand.refused_step("application", -30)
    hand.evidence("consent", "Adaeze Okoro", -29)
    hand.step("application", -29)
    hand.evidence("ind-permission", "IND", -20)
    hand.steps(documents=-16, booking=-10)
    hand.evidence("travel-document", "Ambassade van Nigeria", -16)
    hand.support("reintegration", -8, amount="1200", currency="EUR", remark="Inrichting en eerste voorraad")
    hand.plan("departure", 6)
    return case


def a_year_on_in_ibadan(hand: Hand) -> None:
    """The shop goes well, but what she was given was not enough: she has debts with friends, and is visited."""
    hand.later(150)
    hand.step("departure", -144)
    hand.steps(reception=-144, monitoring=-5)
    hand.note(
        "Goedlopend winkeltje in Ibadan. De steun was niet genoeg: zij stak zich bij vrienden verder in de schulden.\n"
        "IOM Nigeria zoekt aanvullende financiële steun en bezoekt haar geregeld. Zij bedankt voor advies en hulp, en "
        "roept anderen zonder papieren op aan hun toekomst te werken.",
        kind="phone",
        place="Ibadan",
    )
    hand.task("IOM Nigeria: is er aanvullende steun gevonden?", 14)
    hand.task("Bezoek in Ibadan (alleen na afspraak, nooit bellen)", 30, every="90")


def the_woman_nobody_may_find(hand: Hand, lead: str, only_readers: bool = True) -> str:
    """She was trafficked, and wants nothing beyond the journey: no calls, no labels, few readers.

    As thirteen of the twenty-nine of 2007 asked.
    """
    case = hand.open(
        "VOT", -30, name="Blessing Osagie", nationality="NG", languages=["en"], birth_date=hand.born(25), sex="f",
        phone="06 8765 4321", place="Opvang", flags=["trafficking", "safety"],
    )  # fmt: skip
    if only_readers:
        hand.do(restricting.restrict_case, case, [lead], "De handelaar kent mensen in de stad.")
    hand.facts(**_REAN, irregular="yes")
    hand.check("VOT", -29)
    hand.trafficking(
        {
            "con_Consent": "yes",
            "vic_TraffickingStatus": "ActualVictimOfTrafficking",
            "vic_MethodsOfControl": "DebtBondage, ThreatensChildrenFamily",
            "vic_TypeOfExploitation": "SexualExploitation",
        }
    )
    hand.rule("never_call", remark="De handelaar heeft het nummer.")
    hand.rule("only_through", through="Zuster Agnes, opvang")
    hand.steps(contact=-30, intake=-29, safety=-25)
    hand.decline("beyond-rean", "I do not want anybody to know me there.", -24)
    hand.note("Wil niets dan de reis, en verder met rust gelaten worden. Uitgelegd dat alles vrijwillig is.")
    hand.steps(wish=-24, needs=-22)
    hand.refused_step("application", -21)
    hand.evidence("consent", "Blessing Osagie", -21)
    hand.step("application", -21)
    hand.evidence("ind-permission", "IND", -12)
    hand.refused_step("booking", -12)
    hand.measure("client", "Gevonden worden door de handelaar", "Ander adres, niet haar geboorteplaats", "Hanna Girma")
    hand.measure("family", "Onder druk gezet om te zeggen waar zij is", "Krijgt het adres niet te horen")
    hand.measure("helpers", "Gevolgd worden", "Alleen afspreken in de opvang", "Zuster Agnes")
    hand.evidence("safety", "Hanna Girma", -11)
    hand.steps(documents=-11, booking=-10)
    must_refuse(lambda: hand.support("arrival", -9))
    hand.evidence("travel-document", "Ambassade van Nigeria", -9)
    hand.task("Alleen via zuster Agnes: tijd van ophalen", 3)
    hand.plan("departure", 8)
    return case


def the_unaccompanied_minors(hand: Hand) -> tuple[str, str]:
    """A boy of fifteen whose guardian agrees, late; a girl from Kinshasa of unknown age, who withdraws.

    Nobody left under the project for Congo; in Luanda nobody needed the shelter or had family traced.
    """
    boy = hand.open(
        "UAM", -40, name="Paulo Kiala", nationality="AO", languages=["pt"], birth_date=hand.born(15), sex="m",
        place="azc Oisterwijk", flags=["minor"],
    )  # fmt: skip
    hand.person("guardian", name="Mw. Van Dam (Nidos)", aside="yes", phone="088 501 1000")
    hand.person("parent", name="Ana Kiala", aside="yes")
    hand.facts(**_REAN, unaccompanied="yes")
    hand.check("UAM", -40)
    hand.enrol("UAM-ANGOLA", -39)
    hand.check("UAM-ANGOLA", -39)
    must_refuse(lambda: hand.do(safety.add_refusal, boy, "arrival", "Não quero.", hand.day(-39)))
    hand.note("Belt elke zondag met zijn moeder in Luanda. Wil naar huis. De voogd weet het nog niet.", language="pt")
    hand.steps("UAM", contact=-40, guardian=-35)
    hand.evidence("consent", "Paulo Kiala en Nidos", -35, "UAM")
    hand.refused_step("application", -35, "UAM")
    hand.refused_step("departure", 0, "UAM")
    hand.evidence("guardian-agreement", "Mw. Van Dam (Nidos)", -30, "UAM", document="Brief van Nidos")
    hand.steps("UAM", application=-30, family=-25, plan=-20)
    hand.refused_step("booking", -15, "UAM")
    hand.evidence("ind-permission", "IND", -15, "UAM")
    hand.steps("UAM", documents=-12, booking=-10)
    hand.evidence("travel-document", "Consulaat van Angola", -12, "UAM")
    hand.steps(
        "UAM-ANGOLA", contact=-39, guardian=-35, application=-30, family=-25, plan=-20, documents=-12, booking=-10
    )
    hand.note(
        "Geen tracing en geen opvang in Mulemba nodig: zijn moeder haalt hem af, met IOM Luanda.", kind="internal"
    )
    hand.support("extra", -8, "UAM-ANGOLA")
    hand.task("Luanda: wie staat op het vliegveld?", 2)
    hand.appointment(1, "15:00", "Kantoor Nidos", "Mw. Van Dam")
    for programme in ("UAM", "UAM-ANGOLA"):
        hand.plan("departure", 10, programme)

    girl = hand.open(
        "UAM", -20, name="Inês Matondo", nationality="CD", languages=["fr", "ln"], sex="f", place="azc Oisterwijk",
        birth_date=str(hand.base.year - 18),
    )  # fmt: skip
    hand.person("guardian", name="Mw. Van Dam (Nidos)", aside="yes")
    hand.facts(**_REAN, unaccompanied="yes")
    hand.check("UAM", -20)
    hand.enrol("UAM-DRC", -20)
    hand.steps("UAM", contact=-20)
    hand.refused_step("application", -18, "UAM")
    hand.note("Weet niet wanneer zij jarig is. Twijfelt; vandaag gezegd dat zij toch blijft. Alles is vrijwillig.")
    for programme in ("UAM", "UAM-DRC"):
        hand.outcome("withdrew", programme, -10)
    return boy, girl


def the_detainee_in_alphen(hand: Hand) -> str:
    """He asks by paper slip, in the new place of detention; his passport lies with the guards."""
    session = hand.do(sessions.add_session, "Alphen", hand.day(-20), "Vrijwillige terugkeer uit bewaring", "ar, fr, en")
    for language, country, people in (("ar", "MA", 6), ("fr", "DZ", 3), ("en", "NG", 2)):
        hand.do(sessions.count_heads, session.id, people, language, country)
    hour = hand.do(hours.add_hour, "Alphen", hand.day(-18), "09:30", "11:30", 10)
    slot = hand.do(hours.add_slot, hour.id, slip="Rachid Benali", received_on=hand.day(-19))
    for name in ("Mohamed A.", "Li Wei", "Osman"):
        hand.do(hours.add_slot, hour.id, slip=name, received_on=hand.day(-19))
    case = hand.case = hand.do(hours.open_case_for, slot.id, "Rachid Benali")
    hand.enrol("AVRD", -18)
    hand.set(nationality="MA", languages="ar, fr", birth_date="1984")
    hand.number("detention", "DJI 40-2231-7", "DJI")
    hand.paper(kind="passport", number="M 552210", expires_on=hand.day(400), held_by="dji")
    hand.rule("no_letters", remark="Letters are opened.")
    hand.facts(in_detention="yes")
    hand.check("AVRD", -18)
    hand.facts(wishes_return="yes", irregular="yes", travel_document="held")
    hand.check("AVRD", -18)
    hand.talk(slot.id, "Wil weg uit bewaring, en naar huis: zijn vader is ziek. Paspoort ligt bij de inrichting.")
    hand.steps(request=-19, contact=-18, intake=-18, needs=-18)
    hand.refused_step("application", -17)
    hand.evidence("consent", "Rachid Benali", -17)
    hand.steps(application=-17, embassy=-16)
    hand.refused_step("booking", -10)
    hand.evidence("ind-permission", "IND", -10)
    hand.steps(documents=-10, booking=-9)
    hand.refused_step("departure", 0)
    hand.evidence("travel-document", "DJI Alphen", -8, document="M 552210")
    hand.support("ticket", -7, amount="310", currency="EUR")
    hand.task("DJI: wie brengt hem naar Schiphol?", 1)
    hand.appointment(4, "09:00", "Alphen, spreekkamer 2", "DJI")
    hand.plan("departure", 6)
    return case
