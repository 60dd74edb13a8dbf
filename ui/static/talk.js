// The controls of the conversation. What a control needs from the server is asked for by a
// hidden button of the page; what the server sends back stands in the page's own widgets.
const pppTalk = (() => {
  "use strict";

  const state = { editing: -1 };
  const find = (selector) => document.querySelector(selector);
  const press = (name) => find(`#ppp-do-${name}`).click();

  function edit(link) {
    const number = Number.parseInt(link.getAttribute("href").replace(/^.*#edit-/, ""), 10);
    state.editing = Number.isNaN(number) ? -1 : number;
    press("edit");
    find("#ppp-ask textarea").focus();
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.ppp-edit");
    if (!link) return;
    event.preventDefault();
    edit(link);
  });

  // While an answer grows, Enter asks nothing: the button beside the box stops the answer.
  document.addEventListener("keydown", (event) => {
    const sends = event.key === "Enter" && !event.shiftKey && event.target.matches("#ppp-ask textarea");
    if (!sends || !find("#ppp-ask button.stop-button")) return;
    event.preventDefault();
    event.stopPropagation();
  }, true);

  new MutationObserver(() => {
    for (const link of document.querySelectorAll("a.ppp-edit:not([role])")) {
      link.setAttribute("role", "button");
      const number = Number.parseInt(link.hash.replace("#edit-", ""), 10);
      if (!Number.isNaN(number)) link.setAttribute("aria-label", `Edit question ${number + 1}`);
    }
  }).observe(document.documentElement, { childList: true, subtree: true });

  return state;
})();
