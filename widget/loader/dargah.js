/* The loader: defines <dargah-checkout>, shows a skeleton, and fetches the form (wasm) and the payment at the same time.
   What must not live here: texts, rules and states of the form; they are in Rust (widget/src). What a shopper sees when
   Rust cannot run is here: the fallback link and one sentence. ../types/custom-elements.json describes the element. */
import css from './frame.css';
import { GLUE, WASM } from './files.js'; // Made by the build: where the form is in each language, and its hash.

// An image that is named "currentScript" hides it.
let own = document.currentScript;
if (!(own instanceof HTMLScriptElement)) own = document.querySelector('script[src*="/dargah.js"]');
const edge = new URL(own.src).origin;
const at = ([file, hash]) => `${edge}${file}?${hash}`;

const WORDS = {
  fa: ['در حال بارگذاری فرم پرداخت…', 'فرم پرداخت باز نشد؛ از این پیوند ادامه دهید.', 'پرداخت امن'],
  ar: ['جارٍ تحميل نموذج الدفع…', 'لم يُفتح نموذج الدفع. يُرجى المتابعة عبر هذا الرابط.', 'دفع آمن'],
  en: ['Loading the payment form…', 'The payment form did not open. Please continue here.', 'Secure payment'],
};

const NAMES = ['payment', 'locale', 'theme', 'layout'];

let sheets;
const forms = {};
// A page with Trusted Types lets no other code name a script; one that lists its policies lists this one, or shows the link.
let policy = { createScriptURL: (url) => url };
try { policy = trustedTypes.createPolicy('dargah', policy); } catch {}

const make = (tag, attributes, text = '') => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text) made.textContent = text; // Trusted Types let nobody set a script's, not even to nothing.
  return made;
};

/** The glue between wasm and the browser. A script, not a module: only a script's hash is checked everywhere before it runs. */
const glue = () => new Promise((done, fail) => {
  const script = make('script', { crossorigin: 'anonymous', integrity: GLUE[1] });
  script.nonce = own.nonce;
  script.src = policy.createScriptURL(at(GLUE));
  script.onload = () => { script.remove(); done(script.form); };
  script.onerror = fail;
  document.documentElement.append(script);
});

/** The Rust form in one language, fetched once for all widgets of the page; after a failure the next widget tries anew. */
const load = (locale) => (forms[locale] ??= Promise.all([glue(), fetch(at(WASM[locale]), { integrity: WASM[locale][1] })])
  .then(async ([glue, wasm]) => {
    if (!wasm.ok) throw new Error('wasm ' + wasm.status);
    await glue.start(wasm);
    sheets[1].replaceSync(glue.css);
    return glue;
  })
  .catch((error) => { forms[locale] = null; throw error; }));

/** Whether a file comes, but not with its hash. */
const isTampered = async (file) =>
  (await fetch(at(file))).ok && fetch(at(file), { integrity: file[1] }).then(() => false, () => true);

const codeOf = async (error, locale) => {
  if (error.name === 'CompileError') return 'widget_blocked';
  const tampered = await Promise.all([GLUE, WASM[locale]].map(isTampered)).catch(() => []);
  return tampered.includes(true) ? 'widget_tampered' : 'widget_failed';
};

class DargahCheckout extends HTMLElement {
  static observedAttributes = ['payment', 'locale'];
  #turn = 0;
  #state = 'loading';
  #told = 'loading';
  #frame;
  #way;
  #link;
  #mounted;

  get state() { return this.#state; }

  // Later than now: what the page calls from within one of our events must not come between two steps of ours.
  submit() { queueMicrotask(() => this.#mounted?.submit()); }

  retry() {
    queueMicrotask(() => {
      if (this.#mounted) this.#mounted.retry();
      else if (this.#state === 'error') this.#start();
    });
  }

  focus(options) {
    (this.#frame?.querySelector('.button,.title') || this.querySelector('a') || this.#link)?.focus(options);
  }

  connectedCallback() {
    for (const name of NAMES) {
      if (Object.hasOwn(this, name)) { // Set before this class was there: not yet an attribute.
        const { [name]: early } = this;
        delete this[name];
        this[name] = early;
      }
    }
    if (!this.#frame) {
      const root = this.attachShadow({ mode: 'open' });
      if (!sheets) (sheets = [new CSSStyleSheet(), new CSSStyleSheet()])[0].replaceSync(css);
      root.adoptedStyleSheets = sheets;
      this.#frame = make('div', { class: 'frame', part: 'card' });
      this.#way = make('div', { class: 'way' });
      this.#link = make('a', { part: 'link' });
      const slot = make('slot', {});
      slot.onslotchange = () => this.#choose();
      this.#way.append(slot, this.#link);
      root.append(this.#frame);
    }
    this.#start();
  }

  disconnectedCallback() {
    this.#stop();
  }

  attributeChangedCallback(name, before, after) {
    if (!this.#turn || before === after) return;
    // Both attributes set one after the other are one change.
    const turn = ++this.#turn;
    queueMicrotask(() => {
      if (turn === this.#turn && this.isConnected) this.#start();
    });
  }

  /** Our own link stands in for the shop's, if it gave none. */
  #choose() {
    this.#link.hidden = this.childElementCount || !this.payment.startsWith('cs_');
  }

  #say(state, link) {
    this.#state = state;
    this.#way.hidden = !link;
    queueMicrotask(() => {
      if (this.#told !== this.#state) this.#tell('change', { state: (this.#told = this.#state) });
    });
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent('dargah:' + name, { bubbles: true, composed: true, detail }));
  }

  #stop() {
    this.#turn++;
    this.#mounted?.unmount();
    this.#mounted = null;
  }

  async #start() {
    this.#stop();
    const turn = this.#turn;
    const token = this.payment;
    const tag = this.locale || this.closest('[lang]')?.lang || '';
    const locale = /^(ar|en)\b/i.exec(tag)?.[0].toLowerCase() ?? 'fa';
    const [loading, failed, link] = WORDS[locale];
    const frame = this.#frame;
    frame.lang = locale;
    frame.dir = locale === 'en' ? 'ltr' : 'rtl';
    const card = make('div', { class: 'card', 'aria-busy': 'true' });
    card.append(make('i', {}), make('i', {}), make('i', {}), make('p', { class: 'sr' }, loading));
    this.#link.href = `${edge}/pay/${encodeURIComponent(token)}?lang=${locale}`;
    this.#link.textContent = link;
    this.#choose();
    this.#say('loading', true);
    frame.replaceChildren(card, this.#way);

    const fail = (code, error) => {
      if (turn !== this.#turn) return;
      console.error('dargah-checkout:', code, error);
      card.removeAttribute('aria-busy');
      card.replaceChildren(make('p', { role: 'alert' }, failed));
      this.#say('error', true);
      this.#tell('error', { code, retryable: code === 'widget_failed' });
    };

    // A secret key in a page is an accident that must be loud, and must not be sent anywhere.
    if (!token.startsWith('cs_')) {
      this.#link.removeAttribute('href');
      return fail(token.startsWith('sk_') ? 'secret_key_in_page' : 'payment_missing', 'payment="cs_…" is needed');
    }
    try {
      const session = fetch(`${edge}/v1/checkout/${encodeURIComponent(token)}`, { cache: 'no-store' });
      session.catch(() => {}); // The form tells it; here it must only not be "unhandled".
      const form = await load(locale);
      if (turn !== this.#turn) return;
      this.#mounted = form.mount(this, {
        edge, token: encodeURIComponent(token), locale, session, say: (state, link) => this.#say(state, link),
      });
    } catch (error) {
      fail(await codeOf(error, locale), error);
    }
  }
}

for (const name of NAMES) {
  Object.defineProperty(DargahCheckout.prototype, name, {
    get() { return this.getAttribute(name) || ''; },
    set(value) { this.setAttribute(name, value); },
    enumerable: true,
    configurable: true,
  });
}

customElements.get('dargah-checkout') || customElements.define('dargah-checkout', DargahCheckout);

/* For sites that strip tags they do not know: <script data-payment data-target> makes the element, at once or as soon as there
   is a target; without one it stands after the script. Links in the target are its fallback. */
const { payment, target } = own.dataset;
if (payment) {
  const made = make('dargah-checkout', {});
  for (const name of NAMES) if (own.dataset[name]) made.setAttribute(name, own.dataset[name]);
  const place = () => {
    const spot = target ? document.querySelector(target) : own;
    if (spot === own) own.after(made);
    else if (spot) {
      made.append(...spot.querySelectorAll('a'));
      spot.append(made);
    }
    return spot;
  };
  const watch = new MutationObserver(() => place() && watch.disconnect());
  place() || watch.observe(document, { childList: true, subtree: true });
}
