// "Copy quote with citation": the clipboard where the browser allows it, else the old way,
// else the text itself, ready to be copied by hand.
(() => {
  "use strict";

  const find = (selector) => document.querySelector(selector);

  function textOf(card) {
    const own = new URL(card.querySelector(".ppp-own a").getAttribute("href"), document.baseURI);
    return `${card.dataset.copy}\nStored copy: ${own.href}`;
  }

  async function copied(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return copiedTheOldWay(text); // forbidden, or no secure context
    }
  }

  function copiedTheOldWay(text) {
    const box = field(text);
    document.body.append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    return done;
  }

  function field(text) {
    const box = document.createElement("textarea");
    box.className = "ppp-copy-text";
    box.readOnly = true;
    box.value = text;
    box.setAttribute("aria-label", "Quote with citation");
    return box;
  }

  function offer(text) {
    const box = field(text);
    find(".ppp-panel-tools").append(box);
    box.focus();
    box.select();
  }

  function clear() {
    find(".ppp-copy-text")?.remove();
    const said = find(".ppp-copied");
    if (said) said.textContent = "";
  }

  async function copy(button) {
    const card = pppPanel.current();
    if (!card) return;
    clear();
    const text = textOf(card);
    const done = await copied(text);
    if (pppPanel.current()?.dataset.key !== card.dataset.key) return;
    find(".ppp-copied").textContent = done ? "Copied" : "Copying is forbidden here: copy this text";
    if (done) button.focus();
    else offer(text);
  }

  document.addEventListener("ppp-opened", clear);
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(".ppp-copy");
    if (button) copy(button);
  });
})();
