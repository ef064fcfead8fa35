// The example shop's pages. What a real shop copies is the script tag and <dargah-checkout> in orderPage.

const texts = {
  fa: {
    dir: "rtl", shop: "سفال‌خانهٔ نیشابور", other: "English", otherLang: "en", title: "ماگ سفالی دست‌ساز",
    about: "چرخ‌کاری‌شده با دست، لعاب فیروزه‌ای، مناسب ماشین ظرف‌شویی.", price: "۱۲۵٬۰۰۰ تومان", buy: "خرید",
    order: "سفارش", home: "فروشگاه", forged: "این بازگشت امضای درستی ندارد و نادیده گرفته شد.",
    pay: "پرداخت امن", state: "وضعیت سفارش",
    status: {
      open: "در انتظار پرداخت", processing: "در انتظار پاسخ بانک", paid: "پرداخت شد؛ سفارش شما آماده می‌شود.",
      failed: "پرداخت نشد", expired: "مهلت پرداخت تمام شد", review: "در دست بررسی",
      cancelled: "سفارش لغو شد", refunded: "پول به کارت شما برگشت", returned: "بانک پول را به کارت شما برگرداند",
    },
    giveBack: "پس‌دادن پول", owner: "آنچه فروشنده می‌بیند", noWayBack: "این درگاه پس‌دادن پول با API ندارد؛ در پنل خود بانک انجام می‌شود.",
    refund: { pending: "در راه بانک", succeeded: "به کارت برگشت", failed: "بانک نپذیرفت", unknown: "پاسخ بانک گم شد؛ پیگیری می‌شود" },
  },
  en: {
    dir: "ltr", shop: "Neyshabur Pottery", other: "فارسی", otherLang: "fa", title: "Hand-thrown pottery mug",
    about: "Thrown by hand, turquoise glaze, dishwasher safe.", price: "125,000 toman", buy: "Buy",
    order: "Order", home: "Shop", forged: "This return is not signed correctly and was ignored.",
    pay: "Pay securely", state: "Order status",
    status: {
      open: "Waiting for payment", processing: "Waiting for the bank", paid: "Paid; your order is being prepared.",
      failed: "Not paid", expired: "The time to pay is over", review: "Being reviewed",
      cancelled: "Cancelled", refunded: "Refunded to your card", returned: "The bank has returned the money to your card",
    },
    giveBack: "Refund", owner: "What the shop’s owner sees", noWayBack: "This gateway has no refunds by API; they are made in the bank’s own panel.",
    refund: { pending: "at the bank", succeeded: "back on the card", failed: "refused by the bank", unknown: "the bank’s answer was lost; it is being looked into" },
  },
};

const escape = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

const frame = (t, lang, title, content, head = "") => `<!doctype html>
<html lang="${lang}" dir="${t.dir}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<link rel="stylesheet" href="/style.css">
<link rel="icon" href="data:,">
${head}</head>
<body>
<header><a href="/?lang=${lang}">${t.shop}</a><a href="/?lang=${t.otherLang}" lang="${t.otherLang}">${t.other}</a></header>
<main>
${content}
</main>
</body>
</html>
`;

const mug = `<svg class="mug" viewBox="0 0 120 100" role="img" aria-hidden="true"><ellipse cx="55" cy="90" rx="42" ry="6" fill="#0002"/>
<path d="M85 32h12a16 16 0 0 1 0 38h-13" fill="none" stroke="#1d7f86" stroke-width="8"/>
<path d="M22 18h66l-5 64a8 8 0 0 1-8 7H35a8 8 0 0 1-8-7z" fill="#2fa3a6"/><path d="M22 18h66l-1.500 19c-12 9-20-4-32 3s-20 4-31-2z" fill="#74cfc8"/>
<ellipse cx="55" cy="18" rx="33" ry="6" fill="#175e66"/></svg>`;

/** The shop's only page. */
export function shopPage(lang) {
  const t = texts[lang];
  return frame(t, lang, t.shop, `<section class="product">
${mug}
<div>
<h1>${t.title}</h1>
<p>${t.about}</p>
<p class="price">${t.price}</p>
<form method="post" action="/orders?lang=${lang}"><button>${t.buy}</button></form>
</div>
</section>`);
}

/** An order with its checkout. The order's state is what the service told this server, never what the address says. */
export function orderPage(order, lang, dargah, returned) {
  const t = texts[lang];
  const { status, client_token: token, refunds } = order.payment;
  const toman = (rial) => `${(rial / 10).toLocaleString(lang === "fa" ? "fa-IR" : "en")} ${lang === "fa" ? "تومان" : "toman"}`;
  const owner = ["paid", "refunded"].includes(status)
    ? `<aside><h2>${t.owner}</h2>
${refunds.map((refund) => `<p>${toman(refund.amount)}: <strong data-refund="${escape(refund.status)}">${t.refund[refund.status]}</strong></p>`).join("\n")}
${order.refused ? `<p class="warning" role="alert" data-refused="${escape(order.refused)}">${order.refused === "refund_impossible" ? t.noWayBack : escape(order.refused)}</p>` : ""}
${status === "paid" && order.refused !== "refund_impossible" ? `<form method="post" action="/orders/${order.id}/refund?lang=${lang}"><button id="refund" class="quiet">${t.giveBack}</button></form>` : ""}
</aside>`
    : "";
  return frame(t, lang, `${t.order} ${order.number}`, `<section class="order">
<h1>${t.order} <bdi>${escape(order.number)}</bdi></h1>
<p>${t.state}: <strong id="state" data-status="${escape(status)}">${t.status[status]}</strong></p>
${returned === "forged" ? `<p class="warning" role="alert">${t.forged}</p>` : ""}
<dargah-checkout payment="${escape(token)}" locale="${lang}">
<a href="${escape(order.payment.checkout_url)}?lang=${lang}">${t.pay}</a>
</dargah-checkout>
${owner}
</section>`, `<script async src="${escape(dargah)}/v1/dargah.js"></script>\n`);
}

export const style = `:root { color-scheme: light dark; --ink: #22303a; --soft: #55646f; --ground: #f6f3ee; --card: #fff; --accent: #a4502b; }
@media (prefers-color-scheme: dark) { :root { --ink: #ece7df; --soft: #b3aca2; --ground: #17191b; --card: #212427; --accent: #e39a72; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.8 Vazirmatn, Vazir, "Noto Sans Arabic", system-ui, Tahoma, sans-serif; }
header, main { max-width: 46rem; margin: auto; padding: 1rem; }
header { display: flex; justify-content: space-between; font-weight: 700; }
a { color: inherit; }
.product, .order { background: var(--card); border-radius: 1rem; padding: 1.5rem; }
.product { display: grid; grid-template-columns: repeat(auto-fit, minmax(14rem, 1fr)); gap: 1.5rem; align-items: center; }
.order { max-width: 30rem; margin: auto; }
.order dargah-checkout { display: block; margin-inline: auto; }
.mug { width: 100%; max-width: 16rem; margin: auto; }
h1 { font-size: 1.4rem; margin: 0 0 .5rem; }
p { margin: 0 0 .75rem; color: var(--soft); }
p strong { color: var(--ink); }
.price { font-size: 1.4rem; font-weight: 800; color: var(--ink); }
.warning { color: var(--accent); }
button { font: inherit; font-weight: 700; min-height: 3rem; padding: .5rem 2.5rem; border: 0; border-radius: .6rem; background: var(--accent); color: var(--card); cursor: pointer; }
button.quiet { min-height: 2.75rem; padding: .25rem 1.5rem; background: none; color: var(--accent); border: 1px solid; }
aside { margin-top: 1.5rem; padding-top: 1rem; border-top: 1px dashed var(--soft); }
h2 { font-size: 1rem; margin: 0 0 .5rem; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
`;
