/* The loader: defines <dargah-checkout>, shows a skeleton, and fetches the form (wasm) and the payment at the same time.
   What must not live here: texts, rules and states of the form; they are in Rust (widget/src). What a shopper sees when
   Rust cannot run is here: the fallback link and one sentence. */
import css from './style.css';

const here = (document.currentScript || document.querySelector('script[src$="/dargah.js"]')).src;
const edge = new URL(here).origin;
const beside = (file) => new URL(file, here);

const WORDS = {
  fa: ['در حال بارگذاری فرم پرداخت…', 'فرم پرداخت باز نشد؛ از این پیوند ادامه دهید.', 'پرداخت امن'],
  en: ['Loading the payment form…', 'The payment form did not open. Please continue here.', 'Secure payment'],
};

let sheet;
let form;

/** The Rust form, fetched once for all widgets of the page; after a failure the next widget tries anew. */
const load = () => (form ??= Promise.all([import(beside('dargah_widget.js')), fetch(beside('dargah_widget_bg.wasm'))])
  .then(async ([glue, wasm]) => {
    if (!wasm.ok) throw new Error('wasm ' + wasm.status);
    await glue.default({ module_or_path: wasm });
    return glue;
  })
  .catch((error) => { form = null; throw error; }));

const make = (tag, attributes, text = '') => {
  const made = document.createElement(tag);
  for (const name in attributes) made.setAttribute(name, attributes[name]);
  made.textContent = text;
  return made;
};

class DargahCheckout extends HTMLElement {
  static observedAttributes = ['payment', 'locale'];
  #turn = 0;
  #frame;
  #card;
  #slot;
  #mounted;

  connectedCallback() {
    if (!this.#frame) {
      const root = this.attachShadow({ mode: 'open' });
      if (!sheet) (sheet = new CSSStyleSheet()).replaceSync(css);
      root.adoptedStyleSheets = [sheet];
      this.#frame = make('div', { class: 'frame', part: 'card' });
      this.#slot = make('slot');
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

  #stop() {
    this.#turn++;
    this.#mounted?.unmount();
    this.#mounted = null;
  }

  async #start() {
    this.#stop();
    const turn = this.#turn;
    const token = this.getAttribute('payment') || '';
    const tag = this.getAttribute('locale') || this.closest('[lang]')?.lang || '';
    const locale = /^en/i.test(tag) ? 'en' : 'fa';
    const [loading, failed, link] = WORDS[locale];
    const frame = this.#frame;
    const slot = this.#slot;
    frame.lang = locale;
    frame.dir = locale === 'fa' ? 'rtl' : 'ltr';
    const card = make('div', { class: 'card', 'aria-busy': 'true' });
    card.append(make('i'), make('i'), make('i'), make('p', { class: 'sr' }, loading));
    slot.hidden = false;
    slot.replaceChildren(make('a', { href: `${edge}/pay/${encodeURIComponent(token)}` }, link));
    frame.replaceChildren(card, slot);

    const fail = (code, error) => {
      if (turn !== this.#turn) return;
      console.error('dargah-checkout:', code, error);
      card.removeAttribute('aria-busy');
      card.replaceChildren(make('p', { role: 'alert' }, failed));
      slot.hidden = false;
      this.dispatchEvent(new CustomEvent('dargah:error', {
        bubbles: true, composed: true, detail: { code, retryable: code === 'widget_failed' },
      }));
    };

    // A secret key in a page is an accident that must be loud, and must not be sent anywhere.
    if (!token.startsWith('cs_')) {
      slot.replaceChildren();
      return fail(token.startsWith('sk_') ? 'secret_key_in_page' : 'payment_missing', 'payment="cs_…" is needed');
    }
    const session = fetch(`${edge}/v1/checkout/${encodeURIComponent(token)}`, { cache: 'no-store' });
    session.catch(() => {}); // The form tells it; here it must only not be "unhandled".
    try {
      const glue = await load();
      if (turn !== this.#turn) return;
      this.#mounted = glue.mount(this, {
        edge, token: encodeURIComponent(token), locale, session, say: (state, link) => { slot.hidden = !link; },
      });
    } catch (error) {
      fail('widget_failed', error);
    }
  }
}

customElements.get('dargah-checkout') || customElements.define('dargah-checkout', DargahCheckout);
