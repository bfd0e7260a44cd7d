"""Words of a crime, measured on invented sentences: what may tell of one, and anger or figures of speech.

Of the 60 sentences below 30 tell of a crime. The pack of Kazakhstan finds 27 of them (recall 0.90) and marks 3 of the
other 30 (precision 0.90). The sentences were invented together with the list, so real letters will do worse; those the
list gets wrong stay here as they are, so that a change of it shows what it costs.
"""

import shutil
from pathlib import Path

import pytest

from dauys.core.routing import as_written, find_urgent
from dauys.ground.packs.load import built_in, check_directory, load_pack

WORDS = load_pack(built_in("kz")).crime_words()
CRIME = (
    "Көршім әйелін күнде ұрып-соғып жатыр, балалар жылайды.",
    "Кеше түнде біреулер қорадан бес қой ұрлап кетті.",
    "Учаскелік құжатты тездету үшін пара сұрап отыр.",
    "Дәрігер операция үшін пара талап етіп отыр, ақшамыз жоқ.",
    "Подъезде жастар есірткі сатып тұр, күн сайын келеді.",
    "Мені ертең өлтіремін деп қорқытып жүр, көмектесіңіздер.",
    "Көрши мени олтиремин деп айтты, пышагы бар.",
    "Есептегі ақшаны директор жымқырып жатыр, қағаздары менде.",
    "Сатушыны пышақтап кетті, қашып барады.",
    "Бала бақшада тәрбиеші баланы ұрып жатыр.",
    "Есирткини мектептин жанында сатады, билемиз ким екенин.",
    "Инспектор требует взятку за разрешение, сказал принести в пятницу.",
    "Сосед каждый вечер избивает жену, она кричит.",
    "У нас во дворе продают наркотики школьникам прямо с машины.",
    "Ночью украли кабель с подстанции, я видел номер машины.",
    "Бывший муж угрожает убить меня и детей.",
    "В доме напротив держат взаперти людей, их не выпускают с работы.",
    "Бухгалтер подделала подпись директора и получила деньги.",
    "Парни обсуждали, что заложили бомбу на рынке.",
    "Вчера у магазина женщину ограбили, забрали сумку.",
    "Хотят поджечь киоск, потому что хозяин не платит им.",
    "С прохожих снимают деньги, пугают ножом, каждый вечер у остановки.",
    "Начальник лесхоза рубит лес и продаёт налево, платят наличными.",
    "The inspector demanded a bribe for the permit and named the sum.",
    "My neighbour beats his wife every night and the children scream.",
    "A man sells drugs to pupils behind the school.",
    "They stole copper wire from the pumping station last night.",
    "He said he is going to kill his brother on Friday.",
    "The shop on our corner was robbed, they robbed the cashier with a knife.",
    "They are planning a crime against the guard of the depot.",
)
NO_CRIME = (
    "Бұл нағыз қылмыс қой, екі апта сусыз отырмыз!",
    "Жолдың шұңқыры адам өлтіретіндей, жөндеңіздер.",
    "Көше шамы жанбайды, түнде жүру қорқынышты.",
    "Уақытымды ұрлап жатырсыздар, кезек жылжымайды.",
    "Қылмыстың алдын алу туралы дәріс қашан болады?",
    "Пара туралы заң қайда жазылған, сұрағым бар еді.",
    "Мектепте жылу жоқ, балалар тоңып отыр.",
    "Сотталмағаным туралы анықтаманы қайдан аламын?",
    "Есірткінің зияны туралы плакат ілінсе екен.",
    "Тонаушы тарифтер, жарық қымбаттап кетті.",
    "Преступная халатность ЖКХ: две недели нет горячей воды!",
    "Ваше бездействие это преступление против жителей.",
    "Дорога убитая, машины ломаются, сделайте ямочный ремонт.",
    "Эти тарифы грабёж среди бела дня, пересчитайте.",
    "В КСК одни воры, почему выросла квитанция?",
    "Очередь убивает весь день, добавьте окно.",
    "Нужна справка об отсутствии судимости, где её взять?",
    "Просим прочитать школьникам лекцию о вреде наркотиков.",
    "Соседский ребёнок громко играет на домбре после одиннадцати.",
    "Вы украли у нас детство, когда снесли площадку!",
    "Закладка фундамента школы идёт третий месяц, когда откроют?",
    "Где найти наркологический диспансер, телефон не отвечает.",
    "Пара стульев в приёмной сломана, замените.",
    "Поставьте камеру, чтобы во дворе был порядок.",
    "It is a crime how the utility treats us, no water for two weeks.",
    "The noise at night is murder, please do something.",
    "These prices are daylight robbery.",
    "The traffic light at the school does not work.",
    "Where do I get a certificate that I have no criminal record?",
    "The pothole nearly killed my suspension.",
)


def told(text: str) -> bool:
    return bool(find_urgent(text, WORDS))


def test_words_of_a_crime_are_found_and_anger_is_not() -> None:
    found = [text for text in CRIME if told(text)]
    false = [text for text in NO_CRIME if told(text)]
    recall, precision = len(found) / len(CRIME), len(found) / (len(found) + len(false))
    assert (len(found), len(false)) == (27, 3), [*(t for t in CRIME if t not in found), *false]
    assert recall >= 0.85 and precision >= 0.85


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Учаскелік пара сұрап отыр, Пара Сұрап қоймады", ("пара сұрап", "Пара Сұрап")),
        ("Учаскелик пара сурап отыр", ("пара сурап",)),
        ("Инспектор ТРЕБУЕТ ВЗЯТКУ, вчера украли кабель", ("ТРЕБУЕТ ВЗЯТКУ", "украли")),
        ("Nothing of the kind", ()),
    ],
)
def test_what_spoke_for_it_is_shown_as_it_was_written(text: str, shown: tuple[str, ...]) -> None:
    assert as_written(text, WORDS) == shown


def test_the_other_pack_has_words_of_its_own() -> None:
    words = load_pack(built_in("oldtown")).crime_words()
    assert find_urgent("He demanded a bribe at the quay", words)
    assert find_urgent("Украли лодку у причала", words)
    assert not find_urgent("The ferry is late again, it is a crime", words)


def changed(tmp_path: Path, file: str, old: str, new: str) -> list[str]:
    """What the check says of pack kz with one change."""
    pack = Path(shutil.copytree(built_in("kz"), tmp_path / "kz"))
    text = (pack / file).read_text("utf-8")
    assert old in text
    (pack / file).write_text(text.replace(old, new, 1), "utf-8")
    return [str(problem) for problem in check_directory(pack)]


RULE = """- code: crime-late
  when: {crime: yes}
  to: gov
  reason: {kk: Кеш., ru: Поздно., en: Late.}

- code: danger-anywhere"""


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("routing.yaml", "to: gov/mia", "to: gov/police", "gov/police is not in organizations.yaml"),
        ("routing.yaml", "- code: danger-anywhere", RULE, "rules of crime must stand before all others"),
        ("pack.yaml", "crime_words:", "crime_word:", "did you mean crime_words?"),
        ("pack.yaml", "кісі өлтірді,", "Кісі өлтірді,", "must be a word in lower case"),
        ("routing.yaml", "when: {crime: yes}", "when: {crime: perhaps}", "must be yes or no"),
    ],
)
def test_what_is_wrong_with_rules_of_crime_is_found(tmp_path: Path, file: str, old: str, new: str, said: str) -> None:
    assert any(said in problem for problem in changed(tmp_path, file, old, new))


def test_a_rule_of_crime_needs_words(tmp_path: Path) -> None:
    text = (built_in("kz") / "pack.yaml").read_text("utf-8")
    begin = text.index("crime_words:")
    block = text[begin : text.index("\n\n", begin)]
    problems = changed(tmp_path, "pack.yaml", block, "")
    assert any("can never apply: pack.yaml has no crime_words" in problem for problem in problems)
