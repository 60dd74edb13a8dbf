// Says of answers on the screen when a page that they cite has changed since. The server is
// asked when answers appear, when the panel opens, and when the user comes back to the tab.
const pppStanding = (() => {
  "use strict";

  const QUIET_MS = 300; // an answer grows by several sentences a second
  const notes = new Map(); // what was asked of an answer → what the server said of it
  let answers = []; // of the screen: turn, keys of the cards, what is asked, whether it is refused
  let waiting = 0;

  const find = (selector) => document.querySelector(selector);
  const turnOf = (key) => key.split("-")[1];
  const marksOf = (turn) => `#ppp-log a.ppp-cite[href*="#cite-${turn}-"]`;

  function quoteOf({ dataset: { n, url, version, start }, children }) {
    const quote = [...children].find((each) => each.matches("blockquote")).textContent;
    return { n: Number(n), url, version, quote, start: Number(start) };
  }

  function read(cards) {
    answers = [...byTurn(cards)].slice(-50).map(([turn, own]) => {
      const quotes = own.slice(0, 100).map(quoteOf);
      return { turn, keys: own.map((card) => card.dataset.key), asked: JSON.stringify({ quotes }) };
    });
  }

  function byTurn(cards) {
    const turns = new Map();
    for (const card of cards) {
      const turn = turnOf(card.dataset.key);
      turns.set(turn, [...(turns.get(turn) ?? []), card]);
    }
    return turns;
  }

  async function check(some) {
    if (!some.length) return;
    try {
      const answer = await fetch(new URL("standing", document.baseURI), {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: `[${some.map((each) => each.asked).join(",")}]`,
      });
      if (!answer.ok) return; // a note more or less: the answers stand
      const said = await answer.json();
      some.forEach((each, index) => notes.set(each.asked, said[index]));
    } catch {
      return;
    }
    place();
  }

  function place() {
    for (const each of answers) below(each, notes.get(each.asked)?.answer ?? "");
    const panel = find(".ppp-panel-note");
    const html = noteOf(pppPanel.current()?.dataset.key);
    if (panel && panel.dataset.html !== html) put(panel, html);
  }

  function below({ turn }, html) {
    const answer = find(marksOf(turn))?.closest(".ppp-answer");
    if (!answer) return;
    let note = answer.querySelector(".ppp-changed");
    if (!html) return note?.remove();
    if (note?.dataset.html === html) return;
    if (!note) {
      note = document.createElement("div");
      note.className = "ppp-changed";
      note.setAttribute("role", "note");
      answer.append(note);
    }
    put(note, html);
  }

  function put(place, html) {
    place.dataset.html = html;
    place.innerHTML = html; // escaped by the server
  }

  function noteOf(key) {
    const own = answers.find((each) => each.keys.includes(key));
    return (own && notes.get(own.asked)?.quotes[own.keys.indexOf(key)]) ?? "";
  }

  function update(cards) {
    read(cards);
    place();
    clearTimeout(waiting);
    waiting = setTimeout(() => check(answers), QUIET_MS);
  }

  document.addEventListener("ppp-opened", (event) => {
    place();
    check(answers.filter((each) => each.keys.includes(event.detail)));
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) check(answers);
  });

  return { update, place };
})();
