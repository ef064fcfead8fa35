// Keeps the health board fresh: asks for the same page again and takes over what has changed, so that the server alone draws it.
// What stays is left as it is, with the reader's place and selection. A tab that nobody sees asks for nothing.
const EVERY_MS = 2_000;
const PATIENCE_MS = 8_000;

const main = document.querySelector("main");
const lost = document.getElementById("lost");
const changes = document.getElementById("changes");
let timer;

const states = () => new Map([...main.querySelectorAll("[data-gateway]")].map((row) => [row.dataset.gateway, row.dataset]));

/** Makes `old` what `fresh` is. */
function take(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  const parts = [...fresh.childNodes];
  if (!(old instanceof Element) || old.nodeName !== fresh.nodeName || old.childNodes.length !== parts.length) return old.replaceWith(fresh);
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  [...old.childNodes].forEach((part, i) => take(part, parts[i]));
}

async function renew() {
  const answer = await fetch(location.href, { signal: AbortSignal.timeout(PATIENCE_MS) });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const before = new Map([...states()].map(([id, { state }]) => [id, state]));
  take(main, page.querySelector("main"));
  const turned = [...states()].filter(([id, { state }]) => before.has(id) && before.get(id) !== state);
  if (turned.length > 0) changes.textContent = turned.map(([, { says }]) => says).join("; ");
}

async function beat() {
  clearTimeout(timer);
  if (document.hidden) return;
  await renew().then(() => (lost.hidden = true), () => (lost.hidden = false));
  clearTimeout(timer);
  timer = setTimeout(beat, EVERY_MS);
}

document.addEventListener("visibilitychange", beat);
timer = setTimeout(beat, EVERY_MS);
