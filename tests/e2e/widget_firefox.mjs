// The same checkout in Firefox: from the shop's page through the widget and the bank's page to the paid order.
import { cache } from "../../.dev/lib/paths.mjs";
import { firefox } from "../support/firefox.mjs";

const LANGUAGES = ["fa", "ar", "en"];

const within = (part) => `document.querySelector("dargah-checkout")?.shadowRoot?.querySelector("[part~=${part}]")`;

/** Takes a payment in each language; how many were paid, as the shop's server says. */
export async function payments(world, program) {
  const { page, close } = await firefox(program);
  try {
    let paid = 0;
    for (const lang of LANGUAGES) {
      await page.goto(`${world.shop}/?lang=${lang}`);
      await page.press(`document.querySelector("main button")`);
      await page.until(within("button"));
      await page.shot(cache("shots", `firefox-${lang}.png`));
      await page.press(within("button"));
      await page.press(`document.querySelector("[data-action=pay]")`);
      const { value: url } = await page.until(`document.querySelector("#state[data-status=paid]") && location.href`);
      const order = await (await fetch(`${world.shop}/orders/${new URL(url).pathname.split("/")[2]}/order.json`)).json();
      if (order.payment.status === "paid") paid += 1;
    }
    return paid;
  } finally {
    await close();
  }
}
