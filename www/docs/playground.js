// The playground: the settings are the element's attributes and custom properties, what it tells is listed, and the code is what
// a shop would paste. What was set is kept for this tab, so that it is still there after a visit to a bank.
const KEPT = "dargah-playground";
const EVENTS = ["ready", "change", "submit", "routed", "redirect", "error", "expired", "returned"];

const settings = document.getElementById("settings");
const fields = settings.elements;
const preview = document.getElementById("preview");
const state = document.getElementById("state");
const log = document.getElementById("log");
const missing = document.getElementById("missing");
const snippet = document.getElementById("snippet");
const checkout = document.createElement("dargah-checkout");

const properties = [...fields].filter(({ name }) => name.startsWith("--"));
const own = new Map(properties.map((field) => [field, field.value]));
const valueOf = (field) => (field.type === "range" ? `${field.value}px` : field.value);
const changed = () => properties.filter((field) => field.value !== own.get(field));

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3 });

/** Whatever blocks storage only costs what was set. */
const storage = (work) => {
  try {
    return work(sessionStorage);
  } catch {
    return null;
  }
};

const escape = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

/** What a shop would paste for these settings. */
function code() {
  const attributes = ["payment", "locale", "theme", "layout"].filter((name) => fields[name].value);
  const written = attributes.map((name) => ` ${name}="${escape(fields[name].value)}"`).join("");
  const token = encodeURIComponent(fields.payment.value || "cs_…");
  const style = changed().map((field) => `  ${field.name}: ${valueOf(field)};\n`).join("");
  return [
    `<script async src="${location.origin}/v1/dargah.js"></script>`,
    `<dargah-checkout${fields.payment.value ? "" : ' payment="cs_…"'}${written}>`,
    `  <a href="${location.origin}/pay/${token}">پرداخت امن</a>`,
    "</dargah-checkout>",
    ...(style ? [`<style>\ndargah-checkout {\n${style}}\n</style>`] : []),
  ].join("\n");
}

function show() {
  for (const name of ["payment", "locale", "theme", "layout"]) {
    const value = fields[name].value.trim();
    if (value === (checkout.getAttribute(name) ?? "")) continue;
    if (value) checkout.setAttribute(name, value);
    else checkout.removeAttribute(name);
  }
  for (const field of properties) {
    if (field.value === own.get(field)) checkout.style.removeProperty(field.name);
    else checkout.style.setProperty(field.name, valueOf(field));
  }
  // Without a payment there is nothing to see; the widget would say so, as it should in a shop's page.
  if (fields.payment.value.trim()) {
    if (!checkout.isConnected) preview.replaceChildren(checkout);
  } else {
    checkout.remove();
    state.textContent = "–";
    preview.textContent = "Make a test payment, or paste the client token of one.";
  }
  snippet.textContent = code();
  const kept = Object.fromEntries([...fields].filter(({ name }) => name).map((field) => [field.name, field.type === "checkbox" ? field.checked : field.value]));
  storage((tab) => tab.setItem(KEPT, JSON.stringify(kept)));
}

/** Says what is missing where the example shop cannot make a payment. */
async function make() {
  missing.textContent = "";
  const shop = fields.shop.value.replace(/\/+$/, "");
  try {
    const answer = await fetch(`${shop}/playground/orders?lang=${fields.locale.value === "en" ? "en" : "fa"}`, { method: "POST" });
    if (!answer.ok) throw new Error(`it answered ${answer.status}`);
    fields.payment.value = (await answer.json()).client_token;
    show();
  } catch (problem) {
    console.warn(problem);
    missing.textContent = `The example shop’s server does not answer at ${shop}. On your own machine, \`npm start\` starts it beside the sandbox banks. Anywhere else, make a payment with your test key and paste its client_token below.`;
  }
}

function note(event) {
  const line = document.createElement("li");
  const cell = (tag, text) => line.appendChild(document.createElement(tag)).append(text);
  cell("time", clock.format(new Date()));
  cell("code", event.type);
  cell("code", JSON.stringify(event.detail));
  log.append(line);
  log.scrollTop = log.scrollHeight;
  state.textContent = checkout.state;
}

for (const name of EVENTS) checkout.addEventListener(`dargah:${name}`, note);
checkout.addEventListener("dargah:redirect", (event) => {
  if (fields.hold.checked) event.preventDefault();
});
settings.addEventListener("input", show);
settings.addEventListener("submit", (event) => event.preventDefault());
settings.addEventListener("click", ({ target }) => {
  if (target.dataset?.call) checkout[target.dataset.call]?.();
});
document.getElementById("make").addEventListener("click", make);
document.getElementById("plain").addEventListener("click", () => {
  for (const [field, value] of own) field.value = value;
  show();
});
document.getElementById("copy").addEventListener("click", async ({ target }) => {
  await navigator.clipboard.writeText(snippet.textContent);
  target.textContent = "Copied";
  setTimeout(() => (target.textContent = "Copy"), 2_000);
});

for (const [name, value] of Object.entries(JSON.parse(storage((tab) => tab.getItem(KEPT)) ?? "{}"))) {
  if (!fields[name]) continue;
  if (typeof value === "boolean") fields[name].checked = value;
  else fields[name].value = value;
}
const asked = new URLSearchParams(location.search).get("shop");
if (asked) fields.shop.value = asked;
show();
