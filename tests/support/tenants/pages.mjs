// What is asked of every page and form of the panel in another shop's place. The names are the rows of the Worker's own tables of
// addresses; one without a case here fails the test. Pages without a name in their address need none: each is looked at as it is.
import { readFileSync } from "node:fs";
import { at } from "../../../.dev/lib/paths.mjs";

/** Every row of the panel and the desk, `METHOD address`, as `edge/src/route.rs` has them. */
export const ROWS = ["edge/src/route.rs", "edge/src/route/money.rs", "edge/src/route/shop.rs", "edge/src/route/people.rs", "edge/src/route/payees.rs"].flatMap((file) =>
  [...readFileSync(at(file), "utf8").matchAll(/\("(GET|POST)", "(\/(?:panel|admin)[^"]*)",/g)].map(([, method, path]) => `${method} ${path}`),
);

/** Forms that name nothing: whatever is in them is of whoever sends them. */
const NAMELESS = [
  ...["/panel/apply", "/panel/apply/start", "/panel/apply/correct", "/panel/apply/documents", "/panel/apply/{act}"],
  ...["/panel/sign-in", "/panel/sign-in/code", "/panel/sign-in/passkey", "/panel/sign-out", "/panel/passkeys/options"],
  ...["/panel/security/passkeys", "/panel/confirm", "/panel/confirm/code", "/panel/confirm/passkey"],
  ...["/panel/team/invite", "/panel/webhooks", "/panel/keys", "/panel/links", "/panel/payees", "/panel/contracts/new", "/panel/settings", "/panel/routing"],
].map((path) => `POST ${path}`);

/** `(theirs, own) => requests`; a request is `[path, form]`, without a form a look. */
export const PAGES = {
  "GET /panel/apply/documents/{id}": (theirs) => [[`/panel/apply/documents/${theirs.document}`]],
  "GET /panel/payments": (theirs) =>
    ["", `search=${theirs.payment}`, `search=${theirs.order}`, `gateway=${theirs.gateway}`, `cursor=${theirs.cursor}`].map((query) => [`/panel/payments?${query}`]),
  "GET /panel/payments.csv": (theirs) => ["", `search=${theirs.payment}`, `gateway=${theirs.gateway}`].map((query) => [`/panel/payments.csv?${query}`]),
  "GET /panel/refunds": (theirs) => [["/panel/refunds"], [`/panel/refunds?cursor=${theirs.cursor}`]],
  "GET /panel/payments/{id}": (theirs) => [[`/panel/payments/${theirs.payment}`]],
  "GET /panel/payments/{id}/refund": (theirs) => [[`/panel/payments/${theirs.payment}/refund`]],
  "POST /panel/payments/{id}/refund": (theirs) => [
    [`/panel/payments/${theirs.payment}/refund`, { how: "all", reason: "not mine" }],
    [`/panel/payments/${theirs.payment}/refund`, { sure: "yes", rial: "10000", reason: "not mine", key: "k" }],
  ],
  "GET /panel/webhooks/{id}": (theirs) => [[`/panel/webhooks/${theirs.endpoint}`], [`/panel/webhooks/${theirs.endpoint}?cursor=9`]],
  "GET /panel/webhooks/{id}/{deed}": (theirs) => ["rotate", "delete"].map((deed) => [`/panel/webhooks/${theirs.endpoint}/${deed}`]),
  "POST /panel/webhooks/{id}/{deed}": (theirs, own) => [
    ...["rotate", "disable", "enable", "delete"].map((deed) => [`/panel/webhooks/${theirs.endpoint}/${deed}`, {}]),
    [`/panel/webhooks/${theirs.endpoint}/replay`, { since: "1400/01/01" }],
    [`/panel/webhooks/${own.endpoint}/replay`, { event: theirs.event }],
  ],
  "GET /panel/webhooks/{id}/deliveries.csv": (theirs) => [[`/panel/webhooks/${theirs.endpoint}/deliveries.csv`]],
  "GET /panel/reports/settlements/{id}": (theirs) => [[`/panel/reports/settlements/${theirs.reconciliation}`]],
  "GET /panel/reports/settlements/{id}/csv": (theirs) => [[`/panel/reports/settlements/${theirs.reconciliation}/csv`]],
  "GET /panel/balance": (theirs) => [["/panel/balance"], [`/panel/balance?cursor=${theirs.cursor}`], [`/panel/balance?payee=${theirs.payee}`]],
  "GET /panel/payees/{id}/remove": (theirs) => [[`/panel/payees/${theirs.payee}/remove`]],
  "POST /panel/payees/{id}/remove": (theirs) => [[`/panel/payees/${theirs.payee}/remove`, {}]],
  "GET /panel/payouts": (theirs) => [["/panel/payouts"], [`/panel/payouts?cursor=${theirs.cursor}`], [`/panel/payouts?payee=${theirs.payee}`]],
  "GET /panel/payouts.csv": (theirs) => [["/panel/payouts.csv"], [`/panel/payouts.csv?payee=${theirs.payee}`]],
  "POST /panel/payouts": (theirs) => [{ how: "all" }, { sure: "yes", rial: "10000", key: "k" }].map((form) => ["/panel/payouts", { ...form, payee: theirs.payee }]),
  "GET /panel/keys/{id}/{deed}": (theirs) => ["rotate", "revoke"].map((deed) => [`/panel/keys/${theirs.key}/${deed}`]),
  "POST /panel/keys/{id}/{deed}": (theirs) => ["rotate", "revoke"].map((deed) => [`/panel/keys/${theirs.key}/${deed}`, { overlap: "day" }]),
  "GET /panel/links/{id}": (theirs) => [[`/panel/links/${theirs.link}`]],
  "GET /panel/links/{id}/close": (theirs) => [[`/panel/links/${theirs.link}/close`]],
  "POST /panel/links/{id}/close": (theirs) => [[`/panel/links/${theirs.link}/close`, {}]],
  "GET /panel/contracts/{id}": (theirs) => [[`/panel/contracts/${theirs.gateway}`]],
  "POST /panel/contracts/{id}": (theirs) => [
    [`/panel/contracts/${theirs.gateway}`, { name_fa: "نو", name_en: "new", enabled: "no", "secret.terminal": "1" }],
  ],
  "POST /panel/contracts/{id}/test": (theirs) => [[`/panel/contracts/${theirs.gateway}/test`, {}]],
  "POST /panel/shop": (theirs) => [["/panel/shop", { shop: theirs.shop }]],
  "GET /panel/security/passkeys/remove": (theirs) => [[`/panel/security/passkeys/remove?passkey=${theirs.passkey}`]],
  "POST /panel/security/passkeys/remove": (theirs) => [["/panel/security/passkeys/remove", { passkey: theirs.passkey }]],
  "POST /panel/security/sessions/end": (theirs) => [["/panel/security/sessions/end", { session: theirs.session }]],
  "POST /panel/team/withdraw": (theirs) => [["/panel/team/withdraw", { invitation: theirs.invitation }]],
  "POST /panel/team/role": (theirs) => [["/panel/team/role", { member: theirs.member, role: "owner" }]],
  "GET /panel/team/remove": (theirs) => [[`/panel/team/remove?member=${theirs.member}`]],
  "POST /panel/team/remove": (theirs) => [["/panel/team/remove", { member: theirs.member }]],
  "POST /panel/invitations": (theirs) => ["accept", "decline"].map((answer) => ["/panel/invitations", { invitation: theirs.invitation, answer }]),
};

/** The operator's desk, by a shop's session: it is closed, whatever is named. */
function atDesk(row) {
  const [method, address] = row.split(" ");
  const of = address.includes("/applications/") ? "application" : "shop";
  return (theirs) => {
    const path = address.replace("{id}", theirs[of]).replace("{document}", theirs.document);
    const acts = address.includes("{act}") ? (of === "shop" ? ["suspend", "resume"] : ["pass", "send-back", "refuse", "message"]) : [""];
    return acts.map((act) => [path.replace("{act}", act), method === "POST" ? { says: "x", why: "x", back: "x", reason: "business" } : undefined]);
  };
}

/** The case of a row; nothing where there is none. */
export function pageOf(row) {
  if (PAGES[row]) return PAGES[row];
  const [method, address] = row.split(" ");
  if (address.startsWith("/admin/") && !address.includes("sign-in")) return atDesk(row);
  if (method === "GET" && !address.includes("{")) return () => [[address]];
  return NAMELESS.includes(row) || address.startsWith("/admin/sign-in") ? () => [] : undefined;
}

/** Cases whose row is gone. */
export const stale = () => [...Object.keys(PAGES), ...NAMELESS].filter((row) => !ROWS.includes(row));
