// The chat's own part of the page: what marks and suggested questions do, and names for what
// Gradio leaves without one.
(() => {
  "use strict";

  const find = (selector) => document.querySelector(selector);
  const markAt = (event) => event.target.closest?.("a.ppp-cite, a.ppp-near");

  // As if it had been typed and sent.
  function ask(text) {
    const box = find("#ppp-ask textarea");
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    setTimeout(() => find("#ppp-ask button.submit-button")?.click(), 50);
    box.focus();
  }

  // The log tells of every change while an answer grows: what is whole is spoken beside it.
  function speakOnce() {
    find('#ppp-log [role="log"]')?.setAttribute("aria-live", "off");
    find("#ppp-spoken .html-container")?.setAttribute("role", "status");
  }

  function nameControls() {
    const name = (selector, text) => {
      for (const each of document.querySelectorAll(selector)) {
        if (!each.getAttribute("aria-label")) each.setAttribute("aria-label", text);
      }
    };
    name("#ppp-ask textarea", "Your question");
    name("#ppp-ask button.submit-button", "Ask");
    name("#ppp-ask button.stop-button", "Stop");
    for (const link of document.querySelectorAll("a.ppp-cite:not([aria-label])")) {
      const card = pppPanel.cardOf(link);
      if (card) link.setAttribute("aria-label", card.dataset.name);
    }
    const examples = find('#ppp-log .examples[role="list"]'); // of buttons, not of list items
    examples?.setAttribute("role", "group");
    examples?.setAttribute("aria-label", "Example questions");
    // Gradio labels each message with its own markup.
    for (const each of document.querySelectorAll('#ppp-log [aria-label*="message:"]')) {
      each.removeAttribute("aria-label");
    }
  }

  // On a phone the chat fills what the header leaves of the screen.
  function measure() {
    const height = find("#ppp-top")?.offsetHeight;
    if (height) document.documentElement.style.setProperty("--ppp-top-height", `${height}px`);
  }

  document.addEventListener("click", (event) => {
    const link = markAt(event);
    if (link) {
      event.preventDefault();
      pppTip.hide();
      pppPanel.open(link);
    } else if (event.target.closest?.("a.ppp-suggest")) {
      event.preventDefault();
      ask(event.target.closest("a.ppp-suggest").textContent);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (pppTip.shown()) pppTip.hide();
    else pppPanel.close();
  });
  const hovers = matchMedia("(hover: hover)"); // a finger would find the quote over its mark
  for (const [start, end] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
    document.addEventListener(start, (event) => {
      const link = hovers.matches && markAt(event);
      const quote = link && link.matches(".ppp-cite") && pppPanel.cardOf(link)?.querySelector("blockquote");
      if (quote) pppTip.show(link, quote.textContent);
    });
    document.addEventListener(end, (event) => {
      if (markAt(event)) pppTip.leave();
    });
  }

  let cardsSeen = "";
  const sized = new ResizeObserver(measure);
  pppFrame.changed(() => {
    nameControls();
    speakOnce();
    if (find("#ppp-top")) sized.observe(find("#ppp-top")); // again and again is once
    pppStanding.place();
    const cards = [...document.querySelectorAll(".ppp-card")];
    const all = cards.map(({ dataset: { key, version, spans, start } }) => [key, version, spans, start]);
    if (all.join() === cardsSeen) return;
    cardsSeen = all.join();
    pppPanel.prepare(cards);
    pppStanding.update(cards);
  });
})();
