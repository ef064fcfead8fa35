// What signing in has beside what it does without script: passkeys, and the code that a message brings.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

async function post(address, body) {
  const answer = await fetch(address, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  const said = await answer.json();
  if (said.to) location.assign(said.to);
  else if (!answer.ok) throw new Error(said.code);
  return said;
}

const named = (list) => list.map((one) => ({ ...one, id: bytes(one.id) }));

async function made(asked) {
  const user = { ...asked.user, id: bytes(asked.user.id) };
  const publicKey = { ...asked, user, challenge: bytes(asked.challenge), excludeCredentials: named(asked.excludeCredentials) };
  const { id, type, response } = await navigator.credentials.create({ publicKey });
  return { id, type, response: { clientDataJSON: text(response.clientDataJSON), attestationObject: text(response.attestationObject) } };
}

async function signed(asked) {
  const publicKey = { ...asked, challenge: bytes(asked.challenge), allowCredentials: named(asked.allowCredentials) };
  const { id, type, response } = await navigator.credentials.get({ publicKey });
  return {
    id,
    type,
    response: {
      clientDataJSON: text(response.clientDataJSON),
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
      userHandle: response.userHandle && text(response.userHandle),
    },
  };
}

if (window.PublicKeyCredential) {
  for (const without of document.querySelectorAll(".without")) without.hidden = true;
  for (const place of document.querySelectorAll("[data-passkey]")) {
    const { passkey: purpose, csrf, answer: address, next } = place.dataset;
    const [button, failed] = [place.querySelector("button"), place.querySelector("[role=alert]")];
    place.hidden = false;
    for (const or of place.parentElement.querySelectorAll(".or")) or.hidden = false;
    button.addEventListener("click", async () => {
      failed.hidden = true;
      button.disabled = true;
      try {
        const asked = await post("/panel/passkeys/options", { purpose, csrf });
        if (asked.to) return;
        const answer = await (purpose === "register" ? made : signed)(asked);
        await post(address, { csrf, next, label: place.querySelector("input")?.value, answer });
      } catch {
        failed.hidden = false;
      } finally {
        button.disabled = false;
      }
    });
  }
}

// A message whose last line is bound to this page fills the code in and sends it.
const code = document.querySelector("input[autocomplete=one-time-code]");
if (code && "OTPCredential" in window) {
  const over = new AbortController();
  code.form.addEventListener("submit", () => over.abort());
  navigator.credentials.get({ otp: { transport: ["sms"] }, signal: over.signal }).then(
    (message) => {
      code.value = message.code;
      code.form.requestSubmit();
    },
    () => {},
  );
}
