// Signing in as people do, in Persian and in Chromium: by a code, by a passkey of a virtual authenticator, and without script. The pages
// around it are looked at by axe in both languages.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { keys } from "../../.dev/sandbox.mjs";
import { start } from "./support.mjs";
import { axe } from "./widget_states_axe.mjs";

let world;
before(async () => (world = await start()));
after(() => world?.stop());

let last = 9_010_000_000;
const mobile = () => `0${++last}`;
const persian = (text) => text.replace(/\d/g, (d) => "۰۱۲۳۴۵۶۷۸۹"[d]);

/** Types the number and the code that the sandbox shows; the page is then where `next` leads. */
async function signIn(page, number, next = "/panel/security", lang = "fa") {
  const t = lang === "fa" ? ["شمارهٔ موبایل", "فرستادن کد", "کد شش‌رقمی", "ورود"] : ["Mobile number", "Send the code", "Six-digit code", "Sign in"];
  await page.goto(`${world.edge}/panel/sign-in?lang=${lang}&next=${encodeURIComponent(next)}`);
  await page.getByLabel(t[0], { exact: true }).fill(lang === "fa" ? persian(number) : number);
  await page.getByRole("button", { name: t[1], exact: true }).click();
  await page.waitForURL("**/panel/sign-in/code");
  const code = /#(\d{6})/.exec(await page.locator("pre.message").innerText())[1];
  await page.getByLabel(t[2], { exact: true }).fill(lang === "fa" ? persian(code) : code);
  await page.getByRole("button", { name: t[3], exact: true }).click();
  await page.waitForURL((url) => url.pathname === next);
}

/** An authenticator that has a finger on it. */
async function authenticator(page) {
  const client = await page.context().newCDPSession(page);
  await client.send("WebAuthn.enable");
  const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true };
  const { authenticatorId } = await client.send("WebAuthn.addVirtualAuthenticator", {
    options: { ...options, isUserVerified: true, automaticPresenceSimulation: true },
  });
  return {
    known: async () => (await client.send("WebAuthn.getCredentials", { authenticatorId })).credentials,
    clear: () => client.send("WebAuthn.clearCredentials", { authenticatorId }),
    verifies: (isUserVerified) => client.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified }),
  };
}

/** Takes a picture, and has axe look. */
async function looked(page, name) {
  await world.shot(page, name);
  assert.deepEqual(await axe(page), [], name);
}

test("a code in Persian, a passkey, out, and in again by the passkey", async () => {
  const page = await world.shopper({ bypassCSP: true, viewport: { width: 1_100, height: 800 } });
  const device = await authenticator(page);
  const number = mobile();
  await page.goto(`${world.edge}/panel/sign-in`);
  assert.equal(await page.evaluate(() => document.documentElement.dir), "rtl");
  await page.getByRole("button", { name: "ورود با گذرکلید" }).waitFor();
  await looked(page, "sign-in.fa");
  await signIn(page, number);
  await page.getByText(persian(number)).first().waitFor();
  await page.getByLabel("نام گذرکلید").fill("گوشی من");
  await page.getByRole("button", { name: "ساختن گذرکلید" }).click();
  await page.waitForURL("**/panel/security?done=passkey-made");
  await page.getByRole("rowheader", { name: "گوشی من" }).waitFor();
  assert.equal((await device.known()).length, 1);
  await looked(page, "security.fa");
  await page.getByRole("button", { name: "خروج" }).click();
  await page.waitForURL("**/panel/sign-in");
  await page.goto(`${world.edge}/panel/security`);
  await page.waitForURL("**/panel/sign-in?next=/panel/security");
  await page.getByRole("button", { name: "ورود با گذرکلید" }).click();
  await page.waitForURL("**/panel/security");
  await page.getByText(persian(number)).first().waitFor();

  await page.getByRole("button", { name: "خروج" }).click();
  await page.waitForURL("**/panel/sign-in");
  await device.verifies(false);
  await page.getByRole("button", { name: "ورود با گذرکلید" }).click();
  await page.getByRole("alert").filter({ hasText: "با گذرکلید نشد" }).waitFor();
  await looked(page, "sign-in-failed.fa");
  assert.deepEqual(page.problems, []);
});

test("without script a code is enough, and nothing is offered that cannot work", async () => {
  const page = await world.shopper({ javaScriptEnabled: false });
  await page.goto(`${world.edge}/panel/sign-in`);
  assert.equal(await page.getByRole("button", { name: "ورود با گذرکلید" }).isVisible(), false);
  await signIn(page, mobile());
  assert.equal(await page.getByRole("button", { name: "ساختن گذرکلید" }).isVisible(), false);
  await page.getByText("جاوااسکریپت").waitFor();
  await page.getByRole("button", { name: "خروج" }).click();
  await page.waitForURL("**/panel/sign-in");
  await page.goto(`${world.edge}/panel/security`);
  assert.equal(new URL(page.url()).pathname, "/panel/sign-in");
});

test("a wrong code says so at its field, in both languages", async () => {
  for (const lang of ["fa", "en"]) {
    const page = await world.shopper({ bypassCSP: true });
    await page.goto(`${world.edge}/panel/sign-in?lang=${lang}`);
    await page.locator("input[name=mobile]").fill("021 1234 5678");
    await page.locator("main form button").click();
    await page.locator(".error:visible").waitFor();
    await looked(page, `sign-in-wrong.${lang}`);
    await page.locator("input[name=mobile]").fill(mobile());
    await page.locator("main form button").click();
    await page.waitForURL("**/panel/sign-in/code");
    await looked(page, `code.${lang}`);
    const code = /#(\d{6})/.exec(await page.locator("pre.message").innerText())[1];
    await page.locator("input[name=code]").fill(code === "000000" ? "111111" : "000000");
    await page.locator("main form button[type=submit].button").click();
    await page.locator("#code-error").waitFor();
    assert.equal(await page.locator("input[name=code]").getAttribute("aria-invalid"), "true");
    await looked(page, `code-wrong.${lang}`);
  }
});

test("the operator comes by their key, invites, and sees the log hold", async () => {
  const page = await world.shopper({ bypassCSP: true, viewport: { width: 1_100, height: 800 } });
  for (const lang of ["fa", "en"]) {
    await page.goto(`${world.edge}/admin/sign-in?lang=${lang}&next=/admin/team`);
    await page.locator("summary").click();
    await looked(page, `admin-sign-in.${lang}`);
    await page.locator("input[name=key]").fill(keys().operator);
    await page.locator("details button").click();
    await page.waitForURL("**/admin/team");
    await page.locator("input[name=mobile]").fill(mobile());
    await page.locator("main form:has(input[name=mobile]) button").click();
    await page.waitForURL("**/admin/team?done=invited");
    await looked(page, `operators.${lang}`);
    await page.goto(`${world.edge}/admin/audit`);
    await page.locator(".notice.good code").waitFor();
    await looked(page, `audit.${lang}`);
    await page.goto(`${world.edge}/panel/confirm?next=/admin/audit`);
    await looked(page, `confirm-key.${lang}`);
    await page.locator("input[name=key]").fill(keys().operator);
    await page.locator("main form button").click();
    await page.waitForURL("**/admin/audit");
    await page.goto(`${world.edge}/panel/security`);
    await looked(page, `security-key.${lang}`);
    await page.getByRole("button", { name: lang === "fa" ? "خروج" : "Sign out" }).click();
    await page.waitForURL("**/admin/sign-in");
  }
});
