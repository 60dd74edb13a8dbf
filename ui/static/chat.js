// The panel beside the chat: a mark in an answer opens the stored page at its quote.
// Cards (title, dates, link, quote) are in the page already; the page text is fetched from
// this server once per answer, ahead of the click. All of it was escaped by the server.
(() => {
  "use strict";

  const pages = new Map(); // address of a marked page → promise of its HTML
  let opener = null; // the mark that opened the panel
  let shown = ""; // address of the page in the panel

  const find = (selector) => document.querySelector(selector);
  const keyOf = (link) => link.getAttribute("href").replace(/^.*#/, "");
  const cardOf = (link) => find(`.ppp-card[data-key="${CSS.escape(keyOf(link))}"]`);
  const markAt = (event) => event.target.closest?.("a.ppp-cite, a.ppp-near");

  function addressOf(card) {
    const { version, spans } = card.dataset;
    return new URL(`stored-page/${version}?spans=${spans}`, document.baseURI).href;
  }

  async function load(address) {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    return answer.text();
  }

  function pageAt(address) {
    if (!pages.has(address)) {
      const page = load(address);
      page.catch(() => pages.delete(address));
      pages.set(address, page);
    }
    return pages.get(address);
  }

  async function fill(address) {
    const place = find(".ppp-page");
    if (shown === address) return;
    if (!pages.has(address)) place.textContent = "Opening the page…";
    try {
      const html = await pageAt(address);
      place.innerHTML = html;
      shown = address;
    } catch (error) {
      shown = "";
      place.textContent = `The page could not be opened: ${error.message}.`;
    }
  }

  async function open(link) {
    const card = cardOf(link);
    if (!card) return;
    mark(opener, false);
    opener = link;
    mark(link, true);
    find(".ppp-panel-name").replaceChildren(card.querySelector("h2").cloneNode(true));
    find(".ppp-panel-head").replaceChildren(card.querySelector(".ppp-head").cloneNode(true));
    find("#ppp-source").hidden = false;
    document.documentElement.classList.add("ppp-open");
    await fill(addressOf(card));
    if (opener === link) focus(card.dataset.n);
  }

  function focus(number) {
    const marks = [...document.querySelectorAll(".ppp-page mark")];
    for (const each of marks) {
      each.classList.toggle("focus", each.dataset.n.split(" ").includes(number));
      each.removeAttribute("tabindex");
    }
    const first = marks.find((each) => each.classList.contains("focus"));
    if (!first) return;
    first.tabIndex = -1;
    first.focus({ preventScroll: true });
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    first.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
  }

  function mark(link, open) {
    if (open) link?.setAttribute("aria-expanded", "true");
    else link?.removeAttribute("aria-expanded");
  }

  function close(back = true) {
    const panel = find("#ppp-source");
    if (!panel || panel.hidden) return;
    panel.hidden = true;
    document.documentElement.classList.remove("ppp-open");
    mark(opener, false);
    if (back && opener?.isConnected) opener.focus();
    opener = null;
  }

  // A small quote beside the mark that the pointer or the keyboard is on.
  function showTip(link) {
    const quote = cardOf(link)?.querySelector("blockquote");
    if (!quote || link.matches(".ppp-near")) return;
    hideTip();
    const tip = document.createElement("div");
    tip.className = "ppp-tip";
    tip.setAttribute("role", "tooltip");
    tip.textContent = quote.textContent;
    document.body.append(tip);
    const at = link.getBoundingClientRect();
    const left = Math.min(at.left, innerWidth - tip.offsetWidth - 12);
    const above = at.top - tip.offsetHeight - 8;
    tip.style.left = `${Math.max(12, left)}px`;
    tip.style.top = `${above > 8 ? above : at.bottom + 8}px`;
  }

  const hideTip = () => find(".ppp-tip")?.remove();

  // As if it had been typed and sent.
  function ask(text) {
    const box = find("#ppp-ask textarea");
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    setTimeout(() => find("#ppp-ask button.submit-button")?.click(), 50);
    box.focus();
  }

  // New cards: fetch their pages before anyone clicks. No cards: nothing is left to show.
  function onCards() {
    const cards = document.querySelectorAll(".ppp-card");
    if (!cards.length) close(false);
    for (const card of [...cards].slice(-20)) pageAt(addressOf(card)).catch(() => {});
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
      const card = cardOf(link);
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
      hideTip();
      open(link);
    } else if (event.target.closest?.(".ppp-close")) {
      close();
    } else if (event.target.closest?.("a.ppp-suggest")) {
      event.preventDefault();
      ask(event.target.closest("a.ppp-suggest").textContent);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (find(".ppp-tip")) hideTip();
    else close();
  });
  for (const [start, end] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
    document.addEventListener(start, (event) => {
      const link = markAt(event);
      if (link) showTip(link);
    });
    document.addEventListener(end, (event) => {
      if (markAt(event)) hideTip();
    });
  }
  document.addEventListener("scroll", hideTip, { capture: true, passive: true });

  let cardsSeen = "";
  addEventListener("resize", measure);
  new MutationObserver(() => {
    nameControls();
    speakOnce();
    measure();
    const html = find("#ppp-cards")?.textContent ?? "";
    if (html === cardsSeen) return;
    cardsSeen = html;
    onCards();
  }).observe(document.documentElement, { childList: true, subtree: true, characterData: true });
})();
