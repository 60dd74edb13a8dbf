// Runs in the chat's page before its own scripts: notes when what a user waits for is seen.
// All times are milliseconds of performance.now(), taken after the frame that shows it.
(() => {
  "use strict";

  const found = { origin: performance.timeOrigin, ready: 0, words: [], marks: [] };
  window.pppBench = found;
  const SAID = ":is(.ppp-sentence, .ppp-refusal, .ppp-error)";
  // Of a long conversation only the end is on the screen: questions are known by their number.
  const end = (selector) => [...document.querySelectorAll(selector)].at(-1);
  const last = () => end("a.ppp-edit")?.hash;
  const said = () => end("#ppp-log .message-row")?.querySelector(SAID);
  let asking = null; // when Enter was pressed, and which was the last question
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
    if (asking && last() !== asking.last && said()?.textContent.trim()) {
      const { at } = asking;
      asking = null;
      painted((now) => found.words.push(now - at));
    }
  }

  // Every frame until the quote stands inside the panel and the window, the panel wholly there.
  function watchQuote() {
    const mark = document.querySelector(".ppp-page mark.focus");
    const room = document.querySelector(".ppp-panel-scroll").getBoundingClientRect();
    const box = mark?.getBoundingClientRect();
    const seen = box?.height && box.top < Math.min(room.bottom, innerHeight)
      && box.top >= Math.max(room.top, 0);
    const moves = document.querySelector("#ppp-panel").getAnimations({ subtree: true }).length > 0;
    if (!seen || moves) return requestAnimationFrame(watchQuote);
    const at = opening;
    painted((now) => found.marks.push(now - at));
  }

  addEventListener("keydown", (event) => {
    if (event.key === "Enter") asking = { at: event.timeStamp, last: last() };
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
