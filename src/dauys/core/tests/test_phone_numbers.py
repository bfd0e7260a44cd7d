"""Phone numbers in one form, and contacts masked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.core.phone_numbers import BadPhone, mask_email, mask_iin, mask_phone, normalize_phone


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+7 700 123 45 67", "+77001234567"),
        ("8 (700) 123-45-67", "+77001234567"),
        ("87001234567", "+77001234567"),
        ("77001234567", "+77001234567"),
        ("7001234567", "+77001234567"),
        ("+8 700 123 45 67", "+77001234567"),  # the trunk 8 taken for a country code
        ("＋７ ７００ １２３ ４５ ６７", "+77001234567"),
        ("8 7172 27 12 34", "+77172271234"),
        ("8 727 123 45 67", "+77271234567"),  # an unassigned block is still possible
        ("8 800 080 77 77", "+78000807777"),
        ("8 812 123 45 67", "+78121234567"),
        ("8121234567", "+78121234567"),  # a real Russian code that begins with 8
        ("+44 20 7946 0958", "+442079460958"),
        ("8~10 44 20 7946 0958", "+442079460958"),
        ("+870 773 111 632", "+870773111632"),
    ],
)
def test_one_form_for_all_writings(text: str, number: str) -> None:
    assert normalize_phone(text) == number
    assert normalize_phone(number) == number


def test_the_leading_8_is_a_trunk_prefix_only_where_it_is_one() -> None:
    assert normalize_phone("020 7946 0958", region="GB") == "+442079460958"
    with pytest.raises(BadPhone):
        normalize_phone("87001234567", region="US")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("109", "short_code"),
        ("1414", "short_code"),
        ("112", "short_code"),
        (" 1-0-9 ", "short_code"),
        ("27-12-34", "length"),  # without the code of the town
        ("10912", "length"),
        ("8 700 123 45 6", "length"),
        ("8 700 123 45 678", "length"),
        ("+7 700 123", "length"),
        ("1" * 30, "length"),
        ("", "shape"),
        ("+", "shape"),
        ("жоқ", "shape"),
        ("8-700-FLOWERS", "shape"),
        ("+999 123 45 67 89", "shape"),
        ("8 700 123 45 67 доб. 12", "shape"),
        ("8 700 123 45 67 #12", "extension"),
    ],
)
def test_what_cannot_be_called_back_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(BadPhone) as caught:
        normalize_phone(text)
    assert caught.value.reason == reason
    assert reason in str(caught.value)


@given(st.integers(7000000000, 7089999999))
def test_every_mobile_number_comes_out_the_same_from_any_writing(national: int) -> None:
    digits = str(national)
    writings = (digits, f"8{digits}", f"+7{digits}", f"8 ({digits[:3]}) {digits[3:6]}-{digits[6:8]}-{digits[8:]}")
    assert {normalize_phone(text) for text in writings} == {f"+7{digits}"}
    assert digits[3:8] not in mask_phone(f"+7{digits}").replace(" ", "")


@given(st.text(alphabet="+0123456789 ()-#,;:абx", max_size=30))
def test_any_text_is_a_number_or_a_bad_phone(text: str) -> None:
    try:
        number = normalize_phone(text)
    except BadPhone:
        return
    assert number.startswith("+")
    assert number[1:].isdigit()


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("+77001234567", "+7 700 ··· ·· 67"),
        ("+442079460958", "+44 207 ··· ·· 58"),
        ("+37255512345", "+372 ··· ·· 45"),  # eight digits: too few to show three
        ("109", "···"),
        ("", "···"),
    ],
)
def test_a_masked_phone(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("aigerim@mail.kz", "a···@mail.kz"),
        ("ab@mail.kz", "a···@mail.kz"),
        ("a@mail.kz", "···@mail.kz"),
        ('"a@b"@mail.kz', '"···@mail.kz'),
        ("@mail.kz", "···"),
        ("aigerim", "···"),
        ("", "···"),
    ],
)
def test_a_masked_address(address: str, masked: str) -> None:
    assert mask_email(address) == masked


@pytest.mark.parametrize(("iin", "masked"), [("991231500006", "········0006"), ("9912", "···"), ("", "···")])
def test_a_masked_iin(iin: str, masked: str) -> None:
    assert mask_iin(iin) == masked
