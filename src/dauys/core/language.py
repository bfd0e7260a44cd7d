"""A guess at the language someone writes in, good enough to preset a choice they can change.

A letter rule alone takes every fifth Kazakh text for Russian, for it is typed without Kazakh letters; so frequent
words and endings are weighed too. It is not meant for statistics: there a trained model belongs.
"""

import re
import unicodedata
from typing import Literal

from dauys.core.folding import fold, words

Language = Literal["kk", "ru", "en"]

_TOKEN = re.compile(r"[^\W\d_]+")
_KAZAKH_LETTERS = frozenset("әғқңөұүһі")
# Kazakh has them in loanwords only; й, и, я, ы and э prove nothing.
_RUSSIAN_LETTERS = frozenset("ёвфцчщъь")

# All are folded on loading (see `fold`). Words that both languages write alike (акимат, адрес, справка) are left out.
_KAZAKH_WORDS = frozenset(
    words("""
    мен бен пен сен сіз сіздер біз бұл сол осы ол олар бар жоқ емес керек қажет үшін туралы және немесе
    бірақ егер сонда қашан қайда қалай неге қандай қанша кім не ма ме ба бе па пе да де та те ғой ау
    деп деген дейді еді екен бір екі үш көп аз қайта тағы әлі енді бүгін кеше ертең жыл ай күн апта
    сәлем сәлеметсіз рахмет өтініш өтінем өтінемін сұрақ сұраймын айтыңыз жауап арыз шағым көмек көмектесіңіз
    жол қала ауыл аудан үй үйім көше су жарық мектеп балабақша бала балалар дәрігер аурухана берсеңіз
    тұрмыс халық тұрғын азамат жұмыс жалақы зейнетақы ақша құжат жер ана әке адам бізге бізде бізді
    маған менің сізге сіздің біздің олардың болды болады болып болмайды жатыр тұрмыз отыр тұр
    берілмейді келмейді істемейді алмайды жөндеу жөнделмеген жөндеңіз тазалау қар суық ыстық ауа
    келді кетті көктем қыс жаз күз қазір өтпейді шықпайды алу беру келу бару қору айту бойынша дейін кейін
    соң бері сайын ғана қана жақсы жаман үлкен кішкентай жаңа ескі ескірген
    өте ең керемет тамаша басқа барлық барлығы бәрі болсын мына мынау анау қазақ дұрыс күшті қымбат сапа тез жақын
    ассалаумағалейкум кеңес біраз әбден сосын әрі бұрын бұрынғы кетіп келіп қарай көрші апа қарт кісі еш ешкім
    """)
)
_KAZAKH_ENDINGS = tuple(
    words("""
    лар лер дар дер тар тер ларды лерді дарды дерді ларға лерге ларын лерін мыз міз ңыз ңіз сыз сіз
    дың дің тың тің ның нің дан ден тан тен нан нен дағы дегі тағы тегі мын мін пын пін
    майды мейді байды бейді пайды пейді ады еді йды йді ған ген қан кен лық лік дық дік тық тік
    лары лері дары дері іміз ымыз іңіз ыңыз мады меді мейтін майтын ып іп сақ сек ылды ілді
    лға лге нге рге ыға уы уі луға луге
    """)
)
_RUSSIAN_WORDS = frozenset(
    words("""
    и в во не на я он она они мы вы что с со как а то все это этот эта эти у к ко но за по из от до для о об
    же бы ли или если когда где куда почему сколько кто нет да есть был была было были будет быть уже еще
    мой моя мое мои наш наша наше наши ваш ваша вас вам нам нас мне меня мною его ее их ему ей им себя
    прошу пожалуйста здравствуйте добрый день спасибо помогите скажите подскажите можно нужно надо нельзя
    дом доме дома двор дворе дорога дороги улица улице улицы вода воды воду свет света школа школе город городе
    после перед без при под над между через около месяц дней год года лет раз только очень тоже
    нету никто ничего никак сделайте почините уберите отключили отопление мусор яма ямы ребенок ребенка дети детей
    хочу могу можете работает работу жалоба жалобу заявление вопрос ответ ответа который которая которые
    """)
)
_RUSSIAN_ENDINGS = tuple(
    words("""
    ого его ому ему ыми ими ая яя ое ее ые ие ый ий ой ых их ую юю ость ости ение ения ению ания ание ании
    ться тся ется ются ать ять ить еть ает яет ают яют ует уют ил ила или али ала ело ели ешь ете ите йте лся лась
    лись ция ции цию ство ства ами ями ов ев ах ях
    """)
)
_KAZAKH_IN_LATIN = frozenset(
    words("""
    salem sálem sälem salemetsiz rahmet rakhmet zhok joq jok kerek ushin uşin üşin qala kala auyl aýyl men biz bizdin
    bizdiñ bizdiń bul nege qashan kashan qaida kaida qalai kalai zhane jane jäne otinish ötiniş suraimyn zhol jol
    jaryq zharyk emes turaly su mektep bala
    """)
)


def guess_language(text: str, default: Language) -> Language:
    """`kk`, `ru` or `en`; the default when nothing speaks for any (an empty text, a number, a name)."""
    kazakh = russian = 0
    latin = cyrillic = 0
    for token in _TOKEN.findall(unicodedata.normalize("NFC", text).lower()):
        if token.isascii() or not "\u0400" <= token[0] <= "\u04ff":
            latin += 1
            kazakh += 2 * (fold(token) in _KAZAKH_IN_LATIN)
            continue
        cyrillic += 1
        word = fold(token)
        kazakh += 2 * (word in _KAZAKH_WORDS) + _ends(word, _KAZAKH_ENDINGS) + 3 * bool(_KAZAKH_LETTERS & set(token))
        russian += 2 * (word in _RUSSIAN_WORDS) + _ends(word, _RUSSIAN_ENDINGS) + bool(_RUSSIAN_LETTERS & set(token))
    if latin > cyrillic:
        # One frequent Kazakh word in five: "su" or "men" alone may stand in an English text.
        return "kk" if kazakh > russian and kazakh * 5 >= latin * 2 else "en"
    if kazakh == russian:
        return default
    return "kk" if kazakh > russian else "ru"


def _ends(word: str, endings: tuple[str, ...]) -> bool:
    # A stem of two letters at least, or "сад" and "дан" would be endings of nothing.
    return len(word) > 4 and word.endswith(endings)
