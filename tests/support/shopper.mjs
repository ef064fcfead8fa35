// Somebody with a wallet and no browser: signs in, fills it, pays at a sandbox bank and comes back.
import { Visitor, shownCode } from "./panel.mjs";
import { atBank, comeBack } from "./bank.mjs";

/** Where the edge is known to be. */
const EDGE = "http://edge.test";

/** The hidden fields of a page's first form that fills a wallet. */
const onceOf = (html) => /name="once" value="([^"]+)"/.exec(html)?.[1];

/** A shopper of `world`, the built Workers. */
export class Shopper extends Visitor {
  constructor(world) {
    super((path, init) => world.fetch(path, init), EDGE);
    this.world = world;
  }

  /** Asks for a code to a number; the code, which the sandbox shows. */
  async askCode(mobile, next = "") {
    await this.look("/wallet/sign-in?lang=en");
    const asked = await this.send("/wallet/sign-in?lang=en", { mobile, next });
    if (asked.status !== 303) throw new Error(`no code: ${asked.status} ${asked.html}`);
    this.codePage = asked.to;
    return shownCode((await this.look(asked.to)).html);
  }

  /** Opens the wallet of a number, or comes back to it; where that leads. */
  async open(mobile, next) {
    this.mobile = mobile;
    const code = await this.askCode(mobile, next);
    const { status, to, html } = await this.send(this.codePage, { code });
    if (status !== 303) throw new Error(`${mobile} is not in: ${status} ${html}`);
    return to;
  }

  /** The wallet as its page says it: amounts in toman. */
  async wallet() {
    return read((await this.look("/wallet?lang=en")).html);
  }

  /** Sends the form that fills it; the answer. `page` is one that was looked at before. */
  async fill(toman, page) {
    const once = onceOf(page ?? (await this.look("/wallet?lang=en")).html);
    return this.send("/wallet?lang=en", { amount: String(toman), once });
  }

  /** Goes from a payment's page to the bank and presses `action` there; the page of the wallet that this leads back to. */
  async payAt(link, action = "pay") {
    const token = new URL(link, EDGE).pathname.split("/").at(-1);
    const answer = await this.world.ask("POST", `/v1/checkout/${token}/pay`, {}, { origin: EDGE });
    if (answer.status !== 200) throw new Error(`pay: ${answer.status} ${JSON.stringify(answer.body)}`);
    const back = await comeBack(await atBank(await this.world.leave(answer.body.url), action, EDGE), this.world.fetch);
    this.returned = back.location.replace(EDGE, "");
    return this.look(this.returned);
  }

  /** Fills the wallet by a payment that is made; the page after it. */
  async filled(toman) {
    const begun = await this.fill(toman);
    if (begun.status !== 303) throw new Error(`not filled: ${begun.status} ${begun.html}`);
    return this.payAt(begun.to);
  }
}

const number = (text) => text && Number(text.replaceAll(",", ""));

/** What a page of the wallet says, in English. */
export function read(html) {
  const left = (name) => number(new RegExp(`<dt>${name}</dt><dd>([\\d,]+) toman`).exec(html)?.[1]);
  return {
    balance: number(/<strong>([\d,]+) toman<\/strong>/.exec(html)?.[1]),
    left: { filling: left("Filling"), paying: left("Paying"), out: left("Taking out") },
    lines: [...html.matchAll(/<li><p class="row"><span>(.*?)<\/span><strong>\u2066(.)([\d,]+)\u2069 toman/g)].map(([, what, sign, toman]) => [
      what.replace(/<[^>]+>/g, ""),
      number(toman) * (sign === "+" ? 1 : -1),
    ]),
    news: /class="notice news"[^>]*><strong>(.*?)<\/strong>/.exec(html)?.[1],
    wrong: /role="alert"><(?:a|strong)[^>]*>(.*?)<\/(?:a|strong)>/.exec(html)?.[1],
  };
}
