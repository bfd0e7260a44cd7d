"""The guess of a language on sentences as people write them at a front desk (all invented)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.core.language import WEIGHTS, Language, guess_language, read_language

KAZAKH = """
Біздің көшеде екі аптадан бері жарық жоқ
Аулада су құбыры жарылды, көмек керек
Балабақшаға кезек қашан келеді?
Жолдың шұңқырын жөндеп беріңізші
Мектеп алдында жаяу жүргіншілер өткелі жоқ
Зейнетақым үш айдан бері төленбеді
Қоқыс жәшіктері толып кетті
Ауылға автобус қатынамайды
Ауруханада дәрігер жетіспейді
Өтінемін, анама мүгедектер арбасын беріңіз
Тұрғын үй кезегін тексергім келеді
Үйіміздің шатыры ағып тұр
Көпір құлап қалу қаупі бар
Иттер балаларға шабуыл жасауда
Жер телімін алу үшін қайда барамын?
Қабылдауға қалай жазылуға болады
Еңбекақымды бермей жүр
Интернет өте баяу
Су тасқынынан үйіміз қирады
улица Абая бойында бағдаршам істемейді, көмектесіңіз
"""

KAZAKH_WITHOUT_ITS_LETTERS = """
Биздин кошеде еки аптадан бери жарык жок
Аулада су кубыры жарылды, комек керек
Балабакшага кезек кашан келеди?
Жолдын шункырын жондеп беринизши
Мектеп алдында жаяу журетин жол жок
Зейнетакым уш айдан бери толенбеди
Кокыс жашиктери толып кетти
Ауылга автобус катынамайды
Ауруханада даригер жетиспейди
Отинемин, анама арба бериниз
Тургын уй кезегин тексергим келеди
Уйимиздин шатыры агып тур
Копир кулап калуы мумкин
Иттер балаларга шабуыл жасауда
Жер алу ушин кайда барамын
Кабылдауга калай жазылуга болады
Маган акша бермей жур
Интернет оте баяу
Казир суык, батарея жылымайды
Сиздерден комек сураймын
"""

RUSSIAN = """
На нашей улице вторую неделю нет света
Во дворе прорвало трубу, помогите
Когда подойдет очередь в детский сад?
Отремонтируйте дорогу, одни ямы
Перед школой нет перехода
Третий месяц не платят пенсию
Мусор не вывозят
Автобус до поселка не ходит
Врача в поликлинике не дождаться
Прошу выделить коляску для мамы
Хочу проверить очередь на жилье
Течет крыша
Мост вот-вот рухнет
Собаки нападают на детей
Куда обратиться за земельным участком
Как записаться на прием к акиму
Зарплату задерживают с марта
Интернет очень медленный
Наш дом разрушен паводком
Светофор на улице Қабанбай батыра не работает
"""

ENGLISH = """
There has been no light in our street for two weeks
A pipe burst in the yard, please help
When does my child get a place in kindergarten?
Please mend the road, it is full of holes
No crossing in front of the school
My pension has not been paid
The bins are overflowing
No bus comes to the village
The hospital lacks doctors
I ask for a wheelchair for my mother
How do I check my place in the housing queue
The roof is leaking
The bridge may fall
Stray dogs attack children
Where do I apply for land
Booking a visit to the akim
Wages unpaid since March
Internet too slow
Our house was destroyed by the flood
Traffic lights on Abay street are out, men at work
"""


def _rows(block: str) -> list[str]:
    rows = block.strip().splitlines()
    assert len(rows) == 20
    return rows


@pytest.mark.parametrize("text", _rows(KAZAKH))
def test_kazakh(text: str) -> None:
    assert guess_language(text, "ru") == "kk"


@pytest.mark.parametrize("text", _rows(KAZAKH_WITHOUT_ITS_LETTERS))
def test_kazakh_typed_without_its_letters_is_not_taken_for_russian(text: str) -> None:
    assert not set(text.lower()) & set("әғқңөұүһі")
    assert guess_language(text, "ru") == "kk"


@pytest.mark.parametrize("text", _rows(RUSSIAN))
def test_russian(text: str) -> None:
    assert guess_language(text, "kk") == "ru"


@pytest.mark.parametrize("text", _rows(ENGLISH))
def test_english(text: str) -> None:
    assert guess_language(text, "kk") == "en"


@pytest.mark.parametrize("text", ["Salem, bizdin auyl", "Qalada su zhok, ne isteimiz kerek"])
def test_some_kazakh_in_latin(text: str) -> None:
    assert guess_language(text, "ru") == "kk"


@pytest.mark.parametrize("default", ["kk", "ru", "en"])
@pytest.mark.parametrize("text", ["", "12345", "???", "Астана"])
def test_without_a_sign_the_default_stays(text: str, default: Language) -> None:
    assert guess_language(text, default) == default


@given(st.text(alphabet="абвгдежзийқәөabcxyz 1-ё\u0306", max_size=40))
def test_any_text_gets_one_answer_whatever_its_case(text: str) -> None:
    assert guess_language(text, "ru") == guess_language(text.upper(), "ru")


@pytest.mark.parametrize(
    ("text", "language", "script"),
    [
        ("Көшеде жарық жоқ", "kk", "kazakh"),
        ("Кошеде жарык жок, комектесиниз", "kk", "cyrillic"),
        ("Koshede zharyk zhok, komektesinizder", "kk", "latin"),
        ("Köşede jaryq joq, kömektesiñizder", "kk", "latin"),
        ("Kowede jarik jok", "kk", "latin"),
        ("Egov mobile қосымшасы ашылмайды, көмек керек", "kk", "mixed"),
        ("Во дворе прорвало трубу", "ru", "cyrillic"),
        ("The roof is leaking", "en", "latin"),
        ("12345 ???", "", ""),
    ],
)
def test_every_way_of_writing_is_told(text: str, language: str, script: str) -> None:
    found = read_language(text)
    assert (found.language, found.script) == (language, script)


def test_a_mixed_text_gets_shares_and_not_one_label() -> None:
    shares = read_language("Жолдарымызды жөндеңіздерші, өтінеміз. Уже третий месяц на нашей дороге одни ямы").shares
    assert shares["kk"] > 0.3
    assert shares["ru"] > 0.3
    assert sum(shares.values()) == pytest.approx(1)


def test_links_and_accounts_say_nothing() -> None:
    plain = read_language("Жарық жоқ")
    assert read_language("Жарық жоқ https://example.org/some/english/words @somebody #power") == plain


def test_the_weights_are_small() -> None:
    assert WEIGHTS.stat().st_size <= 1_000_000
