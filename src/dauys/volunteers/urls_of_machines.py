"""Addresses that software asks for, the same in every language: about certificates, and what Telegram tells."""

from django.urls import URLPattern, path

from dauys.volunteers.pages import proof, telegram

MACHINES: list[URLPattern] = [
    path("proof/offices/<path:office>/did.json", proof.office_did, name="office_did"),
    path("proof/status/<slug:key_id>/<int:number>.<slug:form>", proof.proof_status, name="proof_status"),
    path("hooks/telegram/", telegram.telegram_told, name="telegram_told"),
]
