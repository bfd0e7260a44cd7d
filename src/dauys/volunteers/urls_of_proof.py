"""Addresses of certificates, below the language."""

from django.urls import URLPattern, path

from dauys.volunteers.pages import certificates, proof

PROOF: list[URLPattern] = [
    path("proof/", proof.proof, name="proof"),
    path("proof/<slug:code>/", proof.show_proof, name="show_proof"),
    path("help/certificates/", certificates.own_certificates, name="own_certificates"),
    path(
        "help/certificates/<uuid:certificate_id>/<slug:form>/",
        certificates.own_certificate_file,
        name="own_certificate_file",
    ),
    path(
        "desk/volunteers/<uuid:volunteer_id>/certificates/",
        certificates.volunteer_certificates,
        name="volunteer_certificates",
    ),
    path(
        "desk/volunteers/certificates/<uuid:certificate_id>/revoke/",
        certificates.revoke_certificate,
        name="revoke_certificate",
    ),
    path(
        "desk/volunteers/certificates/<uuid:certificate_id>/paper.pdf",
        certificates.certificate_paper,
        name="certificate_paper",
    ),
]
