// Tells of changes of the page once a frame, before it is painted: an answer that grows changes
// the page many times a frame.
const pppFrame = (() => {
  "use strict";

  const told = [];
  let due = false;

  function tell() {
    due = false;
    for (const each of told) each();
  }

  new MutationObserver(() => {
    if (due) return;
    due = true;
    requestAnimationFrame(tell);
  }).observe(document.documentElement, { childList: true, subtree: true, characterData: true });

  return { changed: (tellIt) => told.push(tellIt) };
})();
