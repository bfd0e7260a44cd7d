"""Dates and numbers as people write them: «2026 ж. 15 наурыз», «15 марта 2026 г.», “15 March 2026”."""

from datetime import date

MONTHS: dict[str, tuple[str, ...]] = {
    "kk": (
        "қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым",
        "шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан",
    ),
    "ru": (
        "января", "февраля", "марта", "апреля", "мая", "июня",
        "июля", "августа", "сентября", "октября", "ноября", "декабря",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
WEEKDAYS: dict[str, tuple[str, ...]] = {
    "kk": ("дүйсенбі", "сейсенбі", "сәрсенбі", "бейсенбі", "жұма", "сенбі", "жексенбі"),
    "ru": ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
NBSP = "\u00a0"


def full_date(day: date, language: str) -> str:
    """The day with its year; a language without words of its own is written as in English."""
    month = MONTHS.get(language, MONTHS["en"])[day.month - 1]
    if language == "kk":
        return f"{day.year}{NBSP}ж. {day.day}{NBSP}{month}"
    if language == "ru":
        return f"{day.day}{NBSP}{month} {day.year}{NBSP}г."
    return f"{day.day}{NBSP}{month} {day.year}"


def short_date(day: date, language: str, today: date | None = None) -> str:
    """The day without its year, unless it lies in another year than `today`."""
    if today is not None and today.year != day.year:
        return full_date(day, language)
    return f"{day.day}{NBSP}{MONTHS.get(language, MONTHS['en'])[day.month - 1]}"


def weekday(day: date, language: str) -> str:
    return WEEKDAYS.get(language, WEEKDAYS["en"])[day.weekday()]


def grouped(number: int) -> str:
    """1204 as «1 204», with spaces that never break."""
    return f"{number:,}".replace(",", NBSP)


def percent(share: float, language: str) -> str:
    """0.914 as «91,4 %»; English keeps the point."""
    text = f"{share * 100:.1f}"
    return f"{text if language == 'en' else text.replace('.', ',')}{NBSP}%"


def month_of(day: date, later: int = 0) -> date:
    """The first day of the month of a day, or of one so many months later."""
    years, month = divmod(day.month - 1 + later, 12)
    return date(day.year + years, month + 1, 1)
