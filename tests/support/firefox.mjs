// Debian's Firefox, driven by the W3C's WebDriver BiDi, which it speaks itself: https://w3c.github.io/webdriver-bidi/. Playwright's
// own BiDi asks for commands that the long-term release does not know.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PATIENCE_MS = 20_000;

/** A browser with one page: `{ page, close }`. */
export async function firefox(program) {
  const profile = mkdtempSync(join(tmpdir(), "firefox-"));
  const browser = spawn(program, ["--headless", "--no-remote", "--remote-debugging-port", "0", "--profile", profile], { stdio: ["ignore", "ignore", "pipe"] });
  const gone = new Promise((done) => browser.once("exit", done));
  const address = await new Promise((found, failed) => {
    let said = "";
    browser.stderr.on("data", (bytes) => {
      said += bytes;
      const line = /WebDriver BiDi listening on (ws:\S+)/.exec(said);
      if (line) found(line[1]);
    });
    browser.once("error", failed);
    gone.then(() => failed(new Error(`Firefox ended: ${said}`)));
  });
  const wire = await connect(`${address}/session`);
  await wire.send("session.new", { capabilities: {} });
  await wire.send("session.subscribe", { events: ["browsingContext.load"] });
  const { contexts } = await wire.send("browsingContext.getTree", {});
  return {
    page: new Page(wire, contexts[0].context),
    async close() {
      browser.kill();
      await gone;
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/** Commands and their answers over the socket. */
async function connect(url) {
  const socket = new WebSocket(url);
  await new Promise((ready, failed) => ((socket.onopen = ready), (socket.onerror = () => failed(new Error(`no answer at ${url}`)))));
  const waiting = new Map();
  let last = 0;
  let loaded = () => {};
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    const mine = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.type === "success") mine?.done(message.result);
    if (message.type === "event") loaded();
    if (message.type === "error") mine?.failed(Object.assign(new Error(`${message.error}: ${message.message}`), { code: message.error }));
  };
  return {
    send: (method, params) =>
      new Promise((done, failed) => {
        const id = (last += 1);
        waiting.set(id, { done, failed });
        socket.send(JSON.stringify({ id, method, params }));
      }),
    /** Until a page is there whole. */
    load: () => new Promise((done) => (loaded = done)),
  };
}

/** What a test needs of a page: to go somewhere, to wait for something, to press it, and to look. */
class Page {
  #wire;
  #context;

  constructor(wire, context) {
    this.#wire = wire;
    this.#context = context;
  }

  /** Goes to an address and waits until it is there whole. */
  goto(url) {
    return this.#wire.send("browsingContext.navigate", { context: this.#context, url, wait: "complete" });
  }

  /** The value of an expression as soon as it has one, on this page or the one that it leads to. */
  async until(expression) {
    const inPage = `new Promise((done) => { const look = () => { const found = ${expression}; found ? done(found) : requestAnimationFrame(look); }; look(); })`;
    const over = Date.now() + PATIENCE_MS;
    for (;;) {
      const left = over - Date.now();
      if (left <= 0) throw new Error(`Firefox never saw ${expression}`);
      const late = new Promise((done) => setTimeout(done, left).unref());
      // A page that is left takes its answer with it; the next one is asked as soon as it is there.
      const next = this.#wire.load();
      const asked = this.#wire.send("script.evaluate", { expression: inPage, target: { context: this.#context }, awaitPromise: true });
      const answer = await Promise.race([asked.catch(() => next), next, late]);
      if (answer?.type === "exception") throw new Error(answer.exceptionDetails.text);
      if (answer) return answer.result;
    }
  }

  /** Presses what the expression finds, as a mouse would. */
  async press(expression) {
    const { sharedId } = await this.until(`((node) => (node?.scrollIntoView({ block: "center" }), node))(${expression})`);
    const origin = { type: "element", element: { sharedId } };
    const pointer = [{ type: "pointerMove", x: 0, y: 0, origin }, { type: "pointerDown", button: 0 }, { type: "pointerUp", button: 0 }];
    const actions = [{ type: "pointer", id: "mouse", actions: pointer }];
    await this.#wire.send("input.performActions", { context: this.#context, actions });
  }

  /** A picture of the page. */
  async shot(path) {
    const { data } = await this.#wire.send("browsingContext.captureScreenshot", { context: this.#context });
    writeFileSync(path, Buffer.from(data, "base64"));
  }
}
