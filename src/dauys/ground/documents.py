"""Makes tagged PDF documents (PDF/UA) from templates: text comes only as data, never as part of the template."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import segno
import typst

# Embedded fonts only: the same document on every machine, with all Kazakh letters.
_FONTS = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def pdf(template: Path, data: Mapping[str, Any]) -> bytes:
    """The document of a template; it reads `data` as `json(bytes(sys.inputs.data))`. About 20 ms a page."""
    return typst.compile(
        str(template),
        format="pdf",
        root=str(template.parent),
        font_paths=_FONTS,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["ua-1"],
    )


def qr_svg(text: str) -> str:
    """A QR code as an SVG picture for a document."""
    return segno.make(text, error="m", micro=False).svg_inline(border=1, scale=4)
