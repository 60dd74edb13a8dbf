/* Shows how an ingest goes while it runs. Without this script a reload shows it. */

const EVERY_MS = 1000;
const OVERVIEW = "/maintainer"; // the page may also be the answer to a form
const seen = document.getElementById("ingest-seen");
const said = document.getElementById("ingest-said");

const running = () => seen.querySelector("[data-state]")?.dataset.state === "running";

async function text(address) {
  const answer = await fetch(address, { cache: "no-store", redirect: "manual" });
  if (answer.type === "opaqueredirect") location.assign(OVERVIEW); // the session has ended
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.text();
}

/* The parts that an ingest changes, as they are now. */
async function refresh() {
  const page = new DOMParser().parseFromString(await text(OVERVIEW), "text/html");
  for (const part of document.querySelectorAll("[data-fresh]")) {
    part.replaceChildren(...page.getElementById(part.id).childNodes);
  }
}

async function look() {
  try {
    seen.innerHTML = await text(`${OVERVIEW}/ingest`);
    if (!running()) {
      await refresh();
      said.textContent = seen.querySelector(".outcome").textContent;
      return;
    }
  } catch (error) {
    console.warn(error); // the server may be back soon
  }
  setTimeout(look, EVERY_MS);
}

if (running()) {
  said.textContent = "The ingest is running.";
  look();
}
