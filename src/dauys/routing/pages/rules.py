"""The rules of routing: they are shown, other rules are tried on past cases, and nothing is changed by it."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from dauys.cases.desk import desk_frame, lang
from dauys.directory.cache import organizations
from dauys.ground.access.gate import staff
from dauys.ground.packs.current import current
from dauys.ground.packs.load import PackErrors
from dauys.ground.packs.pack import Pack
from dauys.routing.dry_run import DryRun, dry_run, rules_in_force, with_rules

COUNTS = (100, 1000, 5000)
_LONGEST = 500_000
_MOST_PROBLEMS = 8


class TryForm(forms.Form):
    last = forms.TypedChoiceField(
        label=_("How many of the newest appeals to try it on"), coerce=int, choices=[(n, str(n)) for n in COUNTS]
    )
    rules = forms.CharField(
        label=_("Rules"),
        help_text=_("The first rule that fits decides. Change the text and try it; nothing is saved here."),
        max_length=_LONGEST,
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "false", "lang": "en"}),
    )
    pack: Pack

    def clean_rules(self) -> str:
        text: str = self.cleaned_data["rules"]
        try:
            self.pack = with_rules(text)
        except PackErrors as error:
            found = [str(problem) for problem in error.problems if problem.file == "routing.yaml"]
            raise forms.ValidationError((found or [str(error)])[:_MOST_PROBLEMS]) from error
        return text


@require_http_methods(["GET", "POST"])
@staff("routing.try_rules")
def try_rules(request: HttpRequest) -> HttpResponse:
    """A table of what would move, by body; numbers of appeals and no words of them."""
    form = TryForm(request.POST or None, initial={"rules": rules_in_force(), "last": COUNTS[1]})
    context: dict[str, Any] = {**desk_frame(request), "here": "routing_rules", "form": form}
    if request.method == "POST" and form.is_valid():
        found = dry_run(form.pack, form.cleaned_data["last"])
        context |= {"found": found, "moves": _lines(found, form.pack)}
        context["crimes"] = [{"crime": crime, "body": _body(crime.to_body)} for crime in found.crimes]
    return render(request, "routing/try_rules.html", context, status=422 if form.errors else 200)


def _lines(found: DryRun, pack: Pack) -> list[dict[str, Any]]:
    reasons = {rule.code: rule.reason.get(lang()) for rule in (*current().routing, *pack.routing)}
    return [
        {"move": m, "from": _body(m.from_body), "to": _body(m.to_body), "why": reasons[m.to_rule]} for m in found.moves
    ]


def _body(code: str) -> str:
    body = organizations().get(code)
    return body.name(lang()) if body else code
