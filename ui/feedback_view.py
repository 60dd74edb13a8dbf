"""What the chat shows of feedback: the choices under an answer, the form, what came of it."""

from ui.escape import chat_safe, escaped
from ui.feedback import VERDICTS

KEPT = (
    "Stored on the server: your choice, the note, this answer, the messages before it, and the "
    "time. Who you are is not stored: leave names out of the note."
)
LOST = "The server can't store feedback now; its log has the details."
# Links in the answers are the chat's own markup: this hidden widget hears them.
LISTEN = """
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a.ppp-verdict");
  if (!link) return;
  event.preventDefault();
  const [turn, verdict] = link.getAttribute("href").split("-").slice(1);
  trigger("select", { turn: Number(turn), verdict });
});
"""
FOCUS = "() => setTimeout(() => document.querySelector('#ppp-note textarea')?.focus(), 50)"


def verdicts_html(turn: int) -> str:
    """The choices under an answer; links to `#feedback-TURN-VERDICT`."""
    links = " ".join(
        f'<a class="ppp-verdict" href="#feedback-{turn}-{name}">{words}</a>'
        for name, words in VERDICTS.items()
    )
    return f'<p class="ppp-verdicts"><span>Your view of this answer:</span> {links}</p>'


def form_html(verdict: str, question: str) -> str:
    """What the form is about, and what is stored when it is sent."""
    title = f"<strong>{VERDICTS[verdict]}:</strong> {escaped(question)}"
    return f'<p class="ppp-about">{title}</p><p class="ppp-kept">{KEPT}</p>'


def thanks_html(verdict: str) -> str:
    """The feedback is stored."""
    return f'<p class="ppp-said" role="status">Thank you: “{VERDICTS[verdict]}” is stored.</p>'


def unsaid_html(message: str) -> str:
    """The feedback is not stored, and why."""
    return (
        f'<p class="ppp-unsaid" role="alert"><strong>Not stored.</strong> {chat_safe(message)}</p>'
    )
