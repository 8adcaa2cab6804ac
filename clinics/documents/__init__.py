"""Documents that leave a clinic on paper: A4, tagged, made without any network."""

from clinics.documents.rendering import NoPdf, render_pdf


__all__ = ["NoPdf", "render_pdf"]
