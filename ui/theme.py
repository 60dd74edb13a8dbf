"""The look that Gradio's own widgets take; everything else is in static/chat.css."""

from pathlib import Path

import gradio as gr

STATIC = Path(__file__).parent / "static"
STYLES = ("chat.css", "citation.css", "talk.css")
SCRIPTS = (  # each uses only those before it
    "frame.js", "tip.js", "panel.js", "citation.js", "standing.js", "chat.js", "kept.js",
    "talk.js",
)  # fmt: skip
SANS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif")
MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")


def theme() -> gr.themes.Base:
    """System fonts, no web font, and the page's background before the style sheet is there."""
    return gr.themes.Base(font=SANS, font_mono=MONO, text_size="lg").set(
        body_background_fill="#f6f6f2",
        body_background_fill_dark="#14191b",
        body_text_color="#1c2427",
        body_text_color_dark="#e4e9e8",
    )


def head() -> str:
    """The style sheets and the scripts, as they are: Gradio's `css` rewrites rules."""
    style = "".join((STATIC / name).read_text("utf-8") for name in STYLES)
    script = "".join((STATIC / name).read_text("utf-8") for name in SCRIPTS)
    return (
        '<meta name="color-scheme" content="light dark">'
        f"<style>{style}</style><script>{script}</script>"
    )
