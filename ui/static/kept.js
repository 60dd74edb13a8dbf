// The conversations that this browser keeps, and which of them is on the screen. A browser may
// forbid both: then nothing is kept, and the chat goes on.
const pppKept = (() => {
  "use strict";

  const PREFIX = "ppp-talk-";
  const CURRENT = "ppp-current";
  const MOST = 100; // conversations kept
  const lasting = storage("localStorage");
  const passing = storage("sessionStorage");
  let here = ""; // id of the conversation on the screen, where the tab can't keep it

  function storage(name) {
    try {
      const found = window[name];
      found.getItem(CURRENT);
      return found;
    } catch {
      return null; // forbidden, or none
    }
  }

  const now = () => passing?.getItem(CURRENT) ?? here;

  function become(id) {
    here = id;
    try {
      passing?.setItem(CURRENT, id);
    } catch (error) {
      console.warn("This tab cannot keep which conversation it shows:", error);
    }
  }

  function ids() {
    return Object.keys(lasting ?? {})
      .filter((key) => key.startsWith(PREFIX))
      .map((key) => key.slice(PREFIX.length));
  }

  // All kept conversations, the last used first.
  function all() {
    return ids().map((id) => ({ id, ...read(id) })).sort((one, other) => other.used - one.used);
  }

  function read(id) {
    try {
      return JSON.parse(lasting?.getItem(PREFIX + id) ?? "{}") ?? {};
    } catch {
      return {};
    }
  }

  const remove = (id) => lasting?.removeItem(PREFIX + id);

  // The longest unused ones make room; all are read only when some must go.
  function write(id, entry) {
    if (!lasting) return;
    const others = () => all().filter((each) => each.id !== id);
    if (ids().length >= MOST) for (const old of others().slice(MOST - 1)) remove(old.id);
    const text = JSON.stringify(entry);
    for (;;) {
      try {
        return lasting.setItem(PREFIX + id, text);
      } catch (error) {
        const oldest = others().pop();
        if (!oldest) return console.warn("This conversation cannot be kept:", error);
        remove(oldest.id);
      }
    }
  }

  return { now, become, all, read, write, remove, possible: lasting !== null };
})();
