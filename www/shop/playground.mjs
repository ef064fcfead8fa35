// What the documentation's playground asks of this server: an order whose payment it shows. No shop needs this.

/** The answer to the playground, which is served by the service and may read it. */
export const forPlayground = (order, dargah) => ({
  type: "application/json",
  headers: { "access-control-allow-origin": new URL(dargah).origin },
  body: JSON.stringify({ client_token: order.payment.client_token, checkout_url: order.payment.checkout_url }),
});

/** Where a shopper of the playground goes back to. */
export const playground = (dargah) => `${dargah}/docs/playground.html`;
