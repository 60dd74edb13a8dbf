// A small quote beside the mark that the pointer or the keyboard is on. It stays while the
// pointer is on it, and goes with Escape.
const pppTip = (() => {
  "use strict";

  const LEAVE_MS = 150; // time to reach the quote with the pointer
  let leaving = 0;
  let described = null; // the mark that has a quote beside it

  const tip = () => document.querySelector(".ppp-tip");

  function show(link, quote) {
    clearTimeout(leaving);
    if (described === link && tip()) return;
    hide();
    const made = document.createElement("div");
    made.className = made.id = "ppp-tip";
    made.setAttribute("role", "tooltip");
    made.textContent = quote;
    document.body.append(made);
    described = link;
    link.setAttribute("aria-describedby", made.id);
    place(made, link.getBoundingClientRect());
  }

  function place(made, at) {
    made.style.left = "12px"; // its lines break as wide as they may, so its height is the last one
    const left = Math.min(at.left, innerWidth - made.offsetWidth - 12);
    const above = at.top - made.offsetHeight - 8;
    made.style.left = `${Math.max(12, left)}px`;
    made.style.top = `${above > 8 ? above : at.bottom + 8}px`;
  }

  function hide() {
    clearTimeout(leaving);
    described?.removeAttribute("aria-describedby");
    described = null;
    tip()?.remove();
  }

  function leave() {
    clearTimeout(leaving);
    leaving = setTimeout(hide, LEAVE_MS);
  }

  document.addEventListener("mouseover", (event) => {
    if (event.target.closest?.(".ppp-tip")) clearTimeout(leaving);
  });
  document.addEventListener("mouseout", (event) => {
    if (event.target.closest?.(".ppp-tip")) leave();
  });
  document.addEventListener("scroll", (event) => {
    if (event.target !== tip()) hide();
  }, { capture: true, passive: true });

  return { show, hide, leave, shown: () => tip() !== null };
})();
