"""The pages of learning."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dauys.cases.desk import desk_frame
from dauys.ground.access.gate import staff


@require_safe
@staff("learning.view")
def learning(request: HttpRequest) -> HttpResponse:
    return render(request, "learning/learning.html", desk_frame(request))
