// What is asked of every operation of the API in another shop's place. The names are the operations' own, as `www/docs/openapi.json` has
// them: one without a case here fails the test.
//
// Each case is `(theirs, own) => requests`: `theirs` are the things of the other shop, or things like them that nobody has; `own` is
// whoever asks. A request is `[method, path, body, headers]`.

const get = (path, headers) => ["GET", path, undefined, headers];
const post = (path, body, headers) => ["POST", path, body, headers];
const preflight = (path, own) => ["OPTIONS", path, undefined, { origin: own.origin, "access-control-request-method": "POST" }];
const FORM = { "content-type": "application/x-www-form-urlencoded" };
const form = (fields) => new URLSearchParams(fields).toString();
const DAY = 86_400_000;

/** By a shop's secret key. */
export const BY_KEY = {
  listPayments: (theirs) =>
    ["limit=100", `q=${theirs.payment}`, `q=${theirs.order}`, `q=${theirs.reference}`, `gateway=${theirs.gateway}`, `cursor=${theirs.cursor}`].map((query) => get(`/v1/payments?${query}`)),
  createPayment: (theirs, own) => [
    post("/v1/payments", { amount: 70_000, currency: "IRR", order_id: "own", return_url: `${own.origin}/orders/1` }, { "idempotency-key": theirs.once }),
    post("/v1/payments", { amount: 70_000, currency: "IRR", order_id: "own", return_url: `${own.origin}/orders/1`, split: [{ payee: theirs.payee, share_bps: 100 }] }),
  ],
  readPayment: (theirs) => [get(`/v1/payments/${theirs.payment}`)],
  cancelPayment: (theirs) => [post(`/v1/payments/${theirs.open}/cancel`)],
  readPaymentLog: (theirs) => [get(`/v1/payments/${theirs.payment}/events`)],
  createRefund: (theirs) =>
    [theirs.once, "another"].map((once) => post(`/v1/payments/${theirs.payment}/refunds`, { amount: 10_000, reason: "not mine" }, { "idempotency-key": once })),
  readTotals: () => ["day", "hour", "gateway", "class"].map((by) => get(`/v1/reports/totals?by=${by}`)),
  exportPayments: (theirs) => ["lang=fa", `q=${theirs.payment}`, `gateway=${theirs.gateway}`].map((query) => get(`/v1/reports/payments.csv?${query}`)),
  readBalance: (theirs) => ["", `?payee=${theirs.payee}`].map((query) => get(`/v1/balance${query}`)),
  listBalanceEntries: (theirs) => ["", `?payee=${theirs.payee}`].map((query) => get(`/v1/balance/entries${query}`)),
  listPayees: () => [get("/v1/payees")],
  // Nothing comes of it, so that the other's name stays nobody's here: the account is another's.
  makePayee: (theirs) => [
    post("/v1/payees", { id: theirs.payee, name: "own", iban: "IR820540102680020817909002", owner: { person: { national_code: "1234567806", born: "1365-04-12" } } }),
  ],
  readPayee: (theirs) => [get(`/v1/payees/${theirs.payee}`)],
  changePayee: (theirs) => [post(`/v1/payees/${theirs.payee}`, { name: "not mine" })],
  removePayee: (theirs) => [["DELETE", `/v1/payees/${theirs.payee}`]],
  createPayout: (theirs) => [{ amount: 10_000 }, { amount: 10_000, payee: theirs.payee }].map((body) => post("/v1/payouts", body, { "idempotency-key": theirs.once })),
  listPayouts: (theirs) => ["", `&payee=${theirs.payee}`].map((query) => get(`/v1/payouts?limit=100${query}`)),
  readPayout: (theirs) => [theirs.payout, theirs.payeePayout].map((id) => get(`/v1/payouts/${id}`)),
  listPaymentLinks: () => [get("/v1/payment_links?limit=100")],
  makePaymentLink: (theirs) => [
    post("/v1/payment_links", { title: "own" }),
    post("/v1/payment_links", { title: "own", split: [{ payee: theirs.payee, share_bps: 100 }] }),
  ],
  readPaymentLink: (theirs) => [get(`/v1/payment_links/${theirs.link}`)],
  closePaymentLink: (theirs) => [post(`/v1/payment_links/${theirs.link}/close`)],
  createDecision: (theirs) => [post("/v1/decisions", { candidates: [theirs.gateway], amount: 50_000 })],
  estimatePolicy: (theirs) => [post("/v1/decisions/estimate", { policy: { otherwise: { mode: "fixed", parts: { [theirs.gateway]: 1 } } } })],
  readDecision: (theirs) => [get(`/v1/decisions/${theirs.decision}`)],
  reportOutcomes: (theirs) => [post("/v1/outcomes", { decision: theirs.decision, gateway: "own", status: "failed" })],
  listEndpoints: () => [get("/v1/webhook_endpoints")],
  createEndpoint: () => [post("/v1/webhook_endpoints", { url: "http://127.0.0.1:9/own", kinds: ["payment.paid"] })],
  readEndpoint: (theirs) => [get(`/v1/webhook_endpoints/${theirs.endpoint}`)],
  rotateSecret: (theirs) => [post(`/v1/webhook_endpoints/${theirs.endpoint}/rotate`)],
  disableEndpoint: (theirs) => [post(`/v1/webhook_endpoints/${theirs.endpoint}/disable`)],
  enableEndpoint: (theirs) => [post(`/v1/webhook_endpoints/${theirs.endpoint}/enable`)],
  listDeliveries: (theirs) => [get(`/v1/webhook_endpoints/${theirs.endpoint}/deliveries`)],
  // One's own endpoint is not sent another's events either.
  replay: (theirs, own) => [
    post(`/v1/webhook_endpoints/${theirs.endpoint}/replay`, { since: 0 }),
    post(`/v1/webhook_endpoints/${own.endpoint}/replay`, { event: theirs.event }),
  ],
  deleteEndpoint: (theirs) => [["DELETE", `/v1/webhook_endpoints/${theirs.endpoint}`]],
  listEvents: () => [get("/v1/events?after=0&limit=100")],
  readEvent: (theirs) => [get(`/v1/events/${theirs.event}`)],
};

/** By a publishable key, from a page of whoever asks. */
export const BY_PAGE = {
  payByLink: (theirs, own) => [post(`/v1/payment_links/${theirs.link}/payments`, {}, { origin: own.origin })],
};

/** By the operator's key: a thing is looked for in the shop that is named and in no other. */
export const BY_OPERATOR = {
  lookAtPayment: (theirs, own) => [get(`/v1/operator/payments/${own.shop}/${theirs.payment}`)],
  learnOfPayment: (theirs, own) => [
    post(`/v1/operator/payments/${own.shop}/${theirs.payment}`, { what: { refund: { refund: 1, done: false } }, note: "not theirs" }),
  ],
  reconcile: (theirs, own) => {
    const query = new URLSearchParams({ shop: own.shop, gateway: theirs.gateway, from: Date.now() - DAY, to: Date.now() + DAY });
    const today = new Date(Date.now() + 3.5 * 3_600_000).toISOString().slice(0, 10);
    const file = `order,reference,amount,currency,type,date,terminal\r\n${theirs.resNum},${theirs.reference},1250000,IRR,sale,${today},2015\r\n`;
    return [["POST", `/v1/operator/reconciliations?${query}`, file, { "content-type": "text/csv" }]];
  },
  checkReport: (_, own) => [get(`/v1/operator/reports/check?shop=${own.shop}`)],
  rebuildReport: (_, own) => [post(`/v1/operator/reports/rebuild?shop=${own.shop}`)],
  makeShop: () => [post("/v1/operator/shops", { name: { fa: "تازه", en: "new" }, origins: [] })],
  changeShop: (theirs, own) => [post(`/v1/operator/shops/${own.shop}`, { gateways: [theirs.gateway] })],
  makeKey: (_, own) => [post(`/v1/operator/shops/${own.shop}/keys`, { kind: "secret", mode: "test", label: "new" })],
  endKey: (theirs, own) => [["DELETE", `/v1/operator/shops/${own.shop}/keys/${theirs.key}`]],
  saveContract: (theirs, own) => {
    const settings = { name: { fa: "نو", en: "new" }, enabled: false };
    return [post(`/v1/operator/shops/${own.shop}/contracts`, { id: theirs.gateway, provider: "saman", mode: "test", settings, credentials: { terminal: "1" } })];
  },
};

/** For the operator these are lists of all shops: what is asked here is that no shop's key opens them. */
export const OF_ALL = {
  listOpen: () => [get("/v1/operator/open")],
  listShops: () => [get("/v1/operator/shops")],
  readBooks: () => [get("/v1/operator/books?mode=test")],
  listAllPayouts: () => [get("/v1/operator/payouts?mode=test")],
  makePayoutFiles: () => [post("/v1/operator/payouts/files?mode=test")],
  listPayoutFiles: () => [get("/v1/operator/payouts/files?mode=test")],
  readPayoutFile: () => [get("/v1/operator/payouts/files/IR160120000000001234567890000000001?mode=test")],
  takeStatement: () => [["POST", "/v1/operator/payouts/statements?mode=test", "تاریخ,واریز,برداشت,شرح\r\n1405/09/06,,1000,x\r\n", { "content-type": "text/csv" }]],
  bouncePayout: (theirs) => [post(`/v1/operator/payouts/${theirs.payout}/bounce?mode=test`, { reason: "not theirs" })],
  settle: () => [post("/v1/operator/books/settlements", { name: "own", gateway: "saman", received: 0, lines: [{ payment: "pay_0000000000000000000000", amount: 1_000 }] })],
};

/**
 * By an address that nobody guesses. Whoever holds it may come by it; what is asked is that it leads nowhere from another shop's page,
 * and that one's own leads to nothing of theirs.
 */
export const BY_ADDRESS = {
  readCheckout: (theirs, own) => [get(`/v1/checkout/${theirs.token}`, { origin: own.origin })],
  readCheckoutMethods: (theirs, own) => [get(`/v1/checkout/${theirs.openToken}/methods`, { origin: own.origin })],
  readCheckoutStatus: (theirs, own) => [get(`/v1/checkout/${theirs.token}/status`, { origin: own.origin })],
  payCheckout: (theirs, own) => [post(`/v1/checkout/${theirs.openToken}/pay`, {}, { origin: own.origin })],
};
export const BY_GIVEN_ADDRESS = {
  payPage: (theirs, own) => [post(`/pay/${theirs.openToken}`, form({ gateway: "" }), { ...FORM, origin: own.origin })],
  payPageByWallet: (theirs, own) => [post(`/pay/${theirs.openToken}/wallet`, form({ amount: "1000" }), { ...FORM, origin: own.origin })],
};

/** Whether a page may ask at all: another shop's page is told of theirs what it is told of nobody's. */
export const BY_FOREIGN_PAGE = {
  mayPayByLink: (theirs, own) => [preflight(`/v1/payment_links/${theirs.link}/payments`, own)],
  preflightCheckout: (theirs, own) => [preflight(`/v1/checkout/${theirs.token}`, own)],
  preflightCheckoutMethods: (theirs, own) => [preflight(`/v1/checkout/${theirs.openToken}/methods`, own)],
  preflightCheckoutStatus: (theirs, own) => [preflight(`/v1/checkout/${theirs.token}/status`, own)],
  preflightPay: (theirs, own) => [preflight(`/v1/checkout/${theirs.openToken}/pay`, own)],
};

/** One's own address, with their things. */
export const BY_OWN_ADDRESS = {
  payCheckout: (theirs, own) => [post(`/v1/checkout/${own.openToken}/pay`, { gateway: theirs.gateway }, { origin: own.origin })],
  payPage: (theirs, own) => [post(`/pay/${own.openToken}`, form({ gateway: theirs.gateway }), { ...FORM, origin: "http://edge.test" })],
  submitPaymentLink: (theirs, own) => [post(`/l/${own.link}`, form({ once: theirs.once }), FORM)],
  // A bank's answer for another shop's payment, at one's own callback.
  returnFromBankByForm: (theirs, own) => [post(own.ticket(), form({ ...own.returned, RefNum: theirs.reference, ResNum: theirs.resNum }), FORM)],
  returnFromBank: (theirs, own) => [get(`${own.ticket()}?${form({ ...own.returned, RefNum: theirs.reference, ResNum: theirs.resNum })}`)],
};

/** Nothing of a shop's is there, or what is there is for whoever has been given the address. */
export const FOR_EVERYBODY = {
  readHealth: () => [get("/health")],
  probeHealth: () => [["HEAD", "/health"]],
  readGateways: () => [get("/v1/gateways")],
  readBoard: () => [get("/panel/health?lang=en")],
};

/** The pages that a shop sends its shoppers to: theirs to give away. Only that nobody finds one without its address is asked. */
export const GIVEN_AWAY = {
  readPage: (theirs) => [get(`/pay/${theirs.token}`)],
  leaveForBank: (theirs) => [get(`/pay/${theirs.token}/bank`)],
  openPaymentLink: (theirs) => [get(`/l/${theirs.link}`)],
};

export const ALL = [BY_KEY, BY_PAGE, BY_OPERATOR, OF_ALL, BY_ADDRESS, BY_GIVEN_ADDRESS, BY_FOREIGN_PAGE, BY_OWN_ADDRESS, FOR_EVERYBODY, GIVEN_AWAY];
