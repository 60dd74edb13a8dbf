// The controls of the conversation. What a control needs from the server is asked for by a
// hidden button of the page; what the server sends back stands in the page's own widgets.
const pppTalk = (() => {
  "use strict";

  const UNKEPT =
    "This browser forbids pages to keep anything: conversations last until the page is closed.";
  // `choice` counts how often the user opened a conversation or began a new one. The server
  // gives it back with each state of the conversation: one of an earlier choice comes late.
  const state = { editing: -1, form: "", choice: 0, whole: false, current, keep, download };
  const forgotten = new Set(); // ids of deleted conversations: a late answer brings none back
  const find = (selector) => document.querySelector(selector);
  const press = (name) => find(`#ppp-do-${name}`).click();

  function edit(link) {
    const number = Number.parseInt(link.getAttribute("href").replace(/^.*#edit-/, ""), 10);
    state.editing = Number.isNaN(number) ? -1 : number;
    press("edit");
    find("#ppp-ask textarea").focus();
  }

  // ---- Earlier questions of a long conversation -----------------------------------------

  const earlier = () => find("#ppp-log .ppp-earlier");
  const growing = () => find("#ppp-ask button.stop-button");
  let going = null; // what was on the screen before more of the conversation was asked for

  const hidden = () => Number.parseInt(earlier()?.textContent.match(/\d+/)?.[0] ?? "0", 10);
  const shown = () => document.querySelectorAll("#ppp-log .ppp-question").length;

  // Resolves when more is shown: what was in view stays there, the focus goes to what follows.
  function goBack(whole) {
    if (!earlier() || growing()) return Promise.resolve();
    const log = find('#ppp-log [role="log"]');
    state.whole = whole;
    return new Promise((resolve) => {
      const before = { hidden: hidden(), shown: shown() };
      going = { ...before, below: log.scrollHeight - log.scrollTop, resolve };
      press("earlier");
    });
  }

  // The messages come one by one.
  function arrive() {
    if (!going || hidden() === going.hidden) return;
    if (hidden() + shown() < going.hidden + going.shown) return;
    const log = find('#ppp-log [role="log"]');
    log.scrollTop = log.scrollHeight - going.below;
    find("#ppp-log .ppp-earlier a, #ppp-log a.ppp-edit").focus({ preventScroll: true });
    going.resolve();
    going = null;
  }

  // ---- Kept in this browser -----------------------------------------------------------

  // The text of the conversation that is, or is about to be, on the screen.
  function current() {
    return pppKept.read(pppKept.now()).text ?? "";
  }

  function keep(given) {
    const { choice, text } = JSON.parse(given);
    const talk = JSON.parse(text);
    if (forgotten.has(talk.id)) return;
    const begun = choice > 0 || talk.id; // a page is empty until what it showed comes back
    if (begun && choice === state.choice) pppKept.become(talk.exchanges.length ? talk.id : "");
    if (!talk.id) return;
    if (!talk.exchanges.length) return pppKept.remove(talk.id);
    if (pppKept.read(talk.id).text === text) return;
    pppKept.write(talk.id, { used: Date.now(), title: talk.exchanges[0].question, text });
  }

  function choose(id) {
    state.choice += 1;
    going?.resolve(); // what was asked for belongs to the conversation that is left
    going = null;
    pppKept.become(id);
  }

  function forget(id) {
    forgotten.add(id);
    pppKept.remove(id);
    if (id === pppKept.now()) find("#ppp-clear").click();
    list();
  }

  function list() {
    if (!pppKept.possible) find("#ppp-talks p").textContent = UNKEPT;
    const rows = pppKept.all().map((each) => {
      const title = each.title ?? "Unreadable conversation";
      const row = document.createElement("li");
      const open = button(title, () => {
        choose(each.id);
        press("open");
        close();
      });
      open.title = title;
      if (each.id === pppKept.now()) open.setAttribute("aria-current", "true");
      const remove = button("Delete", () => {
        if (remove.dataset.sure) return forget(each.id);
        remove.dataset.sure = "yes";
        remove.textContent = "Really delete";
      });
      remove.className = "ppp-delete";
      remove.setAttribute("aria-describedby", (open.id = `ppp-kept-${each.id}`));
      row.append(open, remove);
      return row;
    });
    find("#ppp-talks ul").replaceChildren(...rows);
  }

  function button(text, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  }

  // ---- Export -------------------------------------------------------------------------

  function download(text) {
    const made = JSON.parse(text);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([made.text], { type: `${made.media};charset=utf-8` }));
    link.download = made.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  function take(form) {
    close();
    if (form === "print") return goBack(true).then(() => print());
    state.form = form;
    press("export");
  }

  // ---- Menus --------------------------------------------------------------------------

  const menus = () => [...document.querySelectorAll("details.ppp-menu[open]")];

  function close(except = null) {
    for (const each of menus()) if (each !== except) each.open = false;
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.ppp-edit");
    const more = event.target.closest?.(".ppp-earlier a");
    const form = event.target.closest?.("button[data-form]");
    const menu = event.target.closest?.("details.ppp-menu");
    if (menu?.id === "ppp-talks" && event.target.closest("summary")) list();
    if (event.isTrusted && event.target.isConnected) close(menu);
    if (form) take(form.dataset.form);
    if (link || more) event.preventDefault();
    if (link) edit(link);
    if (more) goBack(more.hash === "#earlier-all");
  });

  // Before the button itself hears of it: what it calls names the choice.
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("#ppp-clear")) choose("");
  }, true);

  document.addEventListener("keydown", (event) => {
    const [menu] = menus();
    if (event.key !== "Escape" || !menu) return;
    event.stopPropagation();
    menu.open = false;
    menu.querySelector("summary").focus();
  }, true);

  // ---- Sending ------------------------------------------------------------------------

  const TWICE_MS = 2000;
  const sent = { text: "", at: 0 }; // it stands in the box until the server has it

  // Whether this is to be sent: not while an answer grows, and not twice by one impatience.
  function sends(box) {
    if (growing()) return false;
    if (box.value === sent.text && performance.now() - sent.at < TWICE_MS) return false;
    Object.assign(sent, { text: box.value, at: performance.now() });
    return true;
  }

  function asks(event) {
    if (event.type === "click") return event.target.closest?.("#ppp-ask button.submit-button");
    return event.key === "Enter" && !event.shiftKey && event.target.matches("#ppp-ask textarea");
  }

  function hold(event) {
    if (!asks(event) || sends(find("#ppp-ask textarea"))) return;
    event.preventDefault();
    event.stopPropagation();
  }

  document.addEventListener("keydown", hold, true);
  document.addEventListener("click", hold, true);
  document.addEventListener("input", (event) => {
    if (event.target.matches("#ppp-ask textarea")) sent.text = "";
  }, true);

  pppFrame.changed(() => {
    arrive();
    for (const link of document.querySelectorAll(".ppp-earlier a:not([role])")) {
      link.setAttribute("role", "button");
    }
    for (const link of document.querySelectorAll("a.ppp-edit:not([role])")) {
      link.setAttribute("role", "button");
      const number = Number.parseInt(link.hash.replace("#edit-", ""), 10);
      if (!Number.isNaN(number)) link.setAttribute("aria-label", `Edit question ${number + 1}`);
    }
  });

  return state;
})();
