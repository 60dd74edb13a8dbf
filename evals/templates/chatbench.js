// Runs in the chat's page before its own scripts: notes when what a user waits for is seen.
// All times are milliseconds of performance.now(), taken after the frame that shows it.
(() => {
  "use strict";

  const found = { origin: performance.timeOrigin, ready: 0, words: [], marks: [] };
  window.pppBench = found;
  const all = (selector) => document.querySelectorAll(selector);
  const said = () => [...all(".ppp-sentence, .ppp-refusal, .ppp-error")];
  let asking = null; // when Enter was pressed, and how much stood there before
  let opening = 0; // when a mark was clicked

  const painted = (then) => requestAnimationFrame(() => setTimeout(() => then(performance.now())));

  function usable() {
    const box = document.querySelector("#ppp-ask textarea");
    return box && !box.disabled && box.getClientRects().length > 0;
  }

  function look() {
    if (!found.ready && usable()) {
      found.ready = -1;
      painted((now) => { found.ready = now; });
    }
    const seen = said();
    if (asking && seen.length > asking.before && seen.at(-1).textContent.trim()) {
      const { at } = asking;
      asking = null;
      painted((now) => found.words.push(now - at));
    }
  }

  // Every frame until the quote stands inside the panel and the window.
  function watchQuote() {
    const mark = document.querySelector(".ppp-page mark.focus");
    const room = document.querySelector(".ppp-panel-scroll").getBoundingClientRect();
    const box = mark?.getBoundingClientRect();
    const seen = box?.height && box.top < Math.min(room.bottom, innerHeight)
      && box.top >= Math.max(room.top, 0);
    if (!seen) return requestAnimationFrame(watchQuote);
    const at = opening;
    painted((now) => found.marks.push(now - at));
  }

  addEventListener("keydown", (event) => {
    if (event.key === "Enter") asking = { at: event.timeStamp, before: said().length };
  }, true);
  addEventListener("click", (event) => {
    if (!event.target.closest("a.ppp-cite")) return;
    opening = event.timeStamp;
    requestAnimationFrame(watchQuote);
  }, true);
  new MutationObserver(look).observe(document, {
    childList: true, subtree: true, characterData: true, attributes: true,
  });
})();
