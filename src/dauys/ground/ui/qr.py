"""A QR code as inline SVG without styles, fit for print and strict policies."""

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString


def qr(text: str, label: str) -> SafeString:
    """The code of `text`; `label` says to a screen reader what it is."""
    code = segno.make(text, error="m", micro=False)
    size = code.symbol_size(border=0)[0]
    cells = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(code.matrix) for x, bit in enumerate(row) if bit)
    return format_html(
        '<svg class="d-qr" viewBox="0 0 {} {}" role="img" aria-label="{}" shape-rendering="crispEdges">'
        '<path d="{}"/></svg>',
        size,
        size,
        label,
        cells,
    )
