// What the hosted page does better with script than without. With the form: a second press of the button does nothing, and a
// page that the browser kept on the way to the bank asks anew. In a state that may change: it asks how the payment stands and is
// loaded again only when there is something new to read.
const { status } = document.currentScript.dataset;
const again = () => location.replace(`${location.pathname}${location.search}`);
addEventListener("pageshow", (event) => event.persisted && again());

const form = document.querySelector("form.form");
form?.addEventListener("submit", (event) => {
  const button = form.querySelector(".button");
  // Not `disabled`: that would drop the focus and leave a screen reader nowhere.
  if (button.getAttribute("aria-disabled") === "true") return event.preventDefault();
  button.setAttribute("aria-disabled", "true");
  button.querySelector("span").textContent = button.dataset.busy;
});

if (status) {
  const FIRST_MS = 3_000;
  const LAST_MS = 30_000;
  // A bank's own deadline is a quarter of an hour at most; who waits longer looks by hand.
  const PATIENCE_MS = 30 * 60_000;
  const path = `/v1/checkout/${location.pathname.split("/")[2]}/status`;
  const until = Date.now() + PATIENCE_MS;
  let wait = FIRST_MS;
  let timer;
  const ask = async () => {
    clearTimeout(timer);
    // No answer is no news.
    const told = await fetch(path, { cache: "no-store" }).then((answer) => (answer.ok ? answer.json() : null), () => null);
    if (told && (told.status !== status || told.can_pay)) return again();
    wait = Math.min(wait * 1.5, LAST_MS);
    if (Date.now() < until) timer = setTimeout(ask, wait);
  };
  timer = setTimeout(ask, wait);
  document.addEventListener("visibilitychange", () => document.hidden || ask());
}
