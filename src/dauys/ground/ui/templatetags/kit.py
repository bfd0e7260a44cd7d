"""The tags of the UI kit: icons, form fields with their errors, dates, and words of the pack."""

from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BoundField, Form
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from dauys.core.dates import grouped as core_grouped
from dauys.core.dates import percent as core_percent
from dauys.ground.packs.current import current
from dauys.ground.rooms import routes
from dauys.ground.ui.moments import day_words, moment_words

register = template.Library()


def _lang() -> str:
    return get_language() or current().info.default_language


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the sprite; always beside a word, so hidden from readers."""
    return format_html(
        '<svg class="d-icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("dauys/icons.svg"),
        name,
    )


@register.simple_tag
def way(name: str, *args: Any) -> str:
    """The address of a page of any room, as `{% way 'say' as say %}`; empty when its room is closed."""
    return routes.way(name, *args)


@register.filter
def day(value: date | datetime | None) -> str:
    return day_words(value, _lang()) if value else ""


@register.filter
def shortday(value: date | datetime | None) -> str:
    return day_words(value, _lang(), year=False) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    return moment_words(value, _lang()) if value else ""


@register.filter
def fullmoment(value: datetime | None) -> str:
    return moment_words(value, _lang(), year=True) if value else ""


@register.filter
def words(value: Any) -> str:
    """A text of the pack or a names column in the page's language."""
    if not value:
        return ""
    if isinstance(value, dict):
        return str(value.get(_lang()) or next(iter(value.values())))
    return str(value.get(_lang()))


@register.filter
def grouped(value: int) -> str:
    return core_grouped(int(value))


@register.filter
def percent(value: float) -> str:
    return core_percent(value, _lang())


@register.inclusion_tag("ui/error_summary.html")
def error_summary(form: Form) -> dict[str, Any]:
    items = [
        (f"id_{form.add_prefix(name)}" if name != "__all__" else "", errors[0])
        for name, errors in form.errors.items()
        if errors
    ]
    return {"items": items}


def _described(bound: BoundField) -> str:
    parts = []
    if bound.help_text:
        parts.append(f"{bound.id_for_label}-hint")
    if bound.errors:
        parts.append(f"{bound.id_for_label}-error")
    return " ".join(parts)


@register.inclusion_tag("ui/field.html")
def field(
    bound: BoundField, heading: bool = False, optional: bool = False, css: str = "", fold: int = 0
) -> dict[str, Any]:
    """One form field with label, hint and error, as the design system draws it.

    With `fold`, radios after that many lie in a closed part that opens without a script.
    """
    widget = bound.field.widget
    kind = type(widget).__name__
    attrs: dict[str, str] = {}
    if described := _described(bound):
        attrs["aria-describedby"] = described
    if bound.errors:
        attrs["aria-invalid"] = "true"
    base = {"Textarea": "govuk-textarea", "Select": "govuk-select"}.get(kind, "govuk-input")
    attrs["class"] = " ".join(filter(None, [base, css, f"{base}--error" if bound.errors else ""]))
    choices, many = [], kind == "CheckboxSelectMultiple"
    if many or kind == "RadioSelect":
        given = bound.value()
        chosen = {str(value) for value in (given or [] if many else ["" if given is None else given])}
        for index, (value, label) in enumerate(bound.field.choices):  # type: ignore[attr-defined]
            hint = getattr(label, "hint", "")
            ident = bound.id_for_label if index == 0 else f"{bound.id_for_label}_{index}"
            first = bound.auto_id if index == 0 else ident
            choices.append((value, label, hint, str(value) in chosen, first))
    return {
        "bound": bound,
        "kind": kind,
        "control": "" if choices else bound.as_widget(attrs={**widget.attrs, **attrs}),
        "many": many,
        "box": "checkbox" if many else "radio",
        "boxes": "checkboxes" if many else "radios",
        "choices": choices[:fold] if fold else choices,
        "folded": choices[fold:] if fold else [],
        "unfolded": any(c[3] for c in choices[fold:]) if fold else False,
        "described": _described(bound),
        "heading": heading,
        "optional": optional,
        "ident": bound.auto_id,
    }
