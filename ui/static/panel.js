// The panel beside the chat: a mark in an answer opens the stored page at its quote.
// Cards (title, dates, links, quote) are in the page already; the page text is fetched from
// this server once per answer, ahead of the click. All of it was escaped by the server.
const pppPanel = (() => {
  "use strict";

  const pages = new Map(); // address of a marked page → promise of its HTML
  let opener = null; // the mark that the focus goes back to
  let key = ""; // of the card in the panel
  let shown = ""; // address of the page in the panel

  const find = (selector) => document.querySelector(selector);
  const keyOf = (link) => link.getAttribute("href").replace(/^.*#/, "");
  const cardAt = (name) => find(`.ppp-card[data-key="${CSS.escape(name)}"]`);
  const cardOf = (link) => cardAt(keyOf(link));
  const isOpen = () => find("#ppp-source")?.hidden === false;

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

  // `enter`: the focus goes to the quote; else it stays where it is.
  async function open(link, enter = true) {
    const card = cardOf(link);
    if (!card) return;
    mark(opener, false);
    opener = link;
    key = card.dataset.key;
    mark(link, true);
    find(".ppp-panel-name").replaceChildren(card.querySelector("h2").cloneNode(true));
    find(".ppp-panel-head").replaceChildren(card.querySelector(".ppp-head").cloneNode(true));
    find("#ppp-source").hidden = false;
    document.documentElement.classList.add("ppp-open");
    count(link);
    document.dispatchEvent(new CustomEvent("ppp-opened", { detail: key }));
    await fill(addressOf(card));
    if (opener === link) focus(card.dataset.n, enter);
  }

  // The keys of all cards of the answer whose card is open.
  function row() {
    const turn = key.replace(/\d+$/, "");
    return [...document.querySelectorAll(`.ppp-card[data-key^="${CSS.escape(turn)}"]`)].map(
      (card) => card.dataset.key,
    );
  }

  function count(link) {
    const keys = row();
    const place = keys.indexOf(key) + 1;
    const kind = link.matches(".ppp-near") ? "Passage" : "Citation";
    find(".ppp-count").textContent = `${kind} ${place} of ${keys.length}`;
    for (const button of document.querySelectorAll("[data-step]")) {
      const there = keys[place - 1 + Number(button.dataset.step)] !== undefined;
      button.setAttribute("aria-disabled", String(!there));
    }
  }

  // To the citation before or after; past the ends nothing happens.
  function move(step, enter) {
    const keys = row();
    const next = keys[keys.indexOf(key) + step];
    const link = next && find(`#ppp-log a[href$="#${CSS.escape(next)}"]`);
    if (link) open(link, enter);
  }

  function focus(number, enter) {
    const marks = [...document.querySelectorAll(".ppp-page mark")];
    for (const each of marks) {
      each.classList.toggle("focus", each.dataset.n.split(" ").includes(number));
      each.removeAttribute("tabindex");
    }
    const first = marks.find((each) => each.classList.contains("focus"));
    if (!first) return;
    first.tabIndex = -1;
    if (enter) first.focus({ preventScroll: true });
    first.scrollIntoView({ block: "center" }); // at once: a smooth way there takes half a second
  }

  function mark(link, open) {
    if (open) link?.setAttribute("aria-expanded", "true");
    else link?.removeAttribute("aria-expanded");
  }

  // The mark may have been drawn again since.
  const back = () => (opener?.isConnected ? opener : find(`#ppp-log a[href$="#${CSS.escape(key)}"]`));

  function close(returns = true) {
    if (!isOpen()) return;
    find("#ppp-source").hidden = true;
    document.documentElement.classList.remove("ppp-open");
    mark(opener, false);
    if (returns) (back() ?? find("#ppp-ask textarea"))?.focus();
    opener = null;
    key = "";
  }

  // New cards: fetch their pages before anyone clicks. No cards: nothing is left to show.
  function prepare(cards) {
    if (!cards.length) close(false);
    for (const card of cards.slice(-20)) pageAt(addressOf(card)).catch(() => {});
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-step]");
    if (button) move(Number(button.dataset.step), false);
    else if (event.target.closest?.(".ppp-close")) close();
  });
  document.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const plain = !(event.altKey || event.ctrlKey || event.metaKey || event.shiftKey);
    if (!step || !plain || !event.target.closest?.("#ppp-source")) return;
    if (event.target.matches("textarea")) return;
    event.preventDefault();
    move(step, !event.target.closest(".ppp-panel-tools"));
  });

  return { open, close, prepare, cardAt, cardOf, current: () => (isOpen() ? cardAt(key) : null) };
})();
