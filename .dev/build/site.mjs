// The static files that the edge serves beside the widget: the hosted page's style and script, the health board's, the
// documentation, and what was published of the widget before.
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { at } from "../lib/paths.mjs";
import { run } from "../lib/run.mjs";
import { bin } from "../setup/npm.mjs";
import { VERSION } from "./widget.mjs";

/** Copies them. */
export async function site() {
  mkdirSync(at("target/site/v1"), { recursive: true });
  cpSync(at("www/pay"), at("target/site/v1"), { recursive: true });
  await pageStyle();
  cpSync(at("www/panel"), at("target/site/panel"), { recursive: true });
  rmSync(at("target/site/docs"), { recursive: true, force: true });
  cpSync(at("www/docs"), at("target/site/docs"), { recursive: true });
  // The widget's page names its version and hash: those of this build.
  const hashes = JSON.parse(readFileSync(at(`target/site/v${VERSION}/integrity.json`), "utf8"));
  const page = at("target/site/docs/widget.html");
  const text = readFileSync(page, "utf8").replaceAll("{version}", VERSION).replaceAll("{integrity}", hashes["dargah.js"]);
  writeFileSync(page, text);
  const kept = earlier();
  for (const version of kept) cpSync(at(`www/releases/v${version}`), at(`target/site/v${version}`), { recursive: true });
  const headers = readFileSync(at("www/headers.txt"), "utf8");
  const block = /^\/v\{version\}\/\*\n(?: .*\n)+/m;
  writeFileSync(at("target/site/_headers"), headers.replace(block, (text) => [VERSION, ...kept].map((version) => text.replace("{version}", version)).join("")));
}

/** The versions whose widget was published before, and which shops may have pinned. */
function earlier() {
  const folder = at("www/releases");
  const all = existsSync(folder) ? readdirSync(folder) : [];
  return all.filter((name) => /^v\d/.test(name) && name !== `v${VERSION}`).map((name) => name.slice(1));
}

/**
 * The hosted page's stylesheet: the widget's two, so that both cards look the same, and its own. What the widget's say of their
 * host, they say of the root here.
 */
async function pageStyle() {
  const [frame, form, page] = ["widget/loader/frame.css", "widget/loader/style.css", "www/pay/page.css"].map((name) => readFileSync(at(name), "utf8"));
  const card = (frame + form).replaceAll(/:host\(((?:[^()]|\([^()]*\))*)\)/g, ":root$1").replaceAll(":host", ":root");
  const whole = at("target/page.css");
  writeFileSync(whole, card + page);
  await run(bin("esbuild"), [whole, "--minify", "--target=es2022", `--outfile=${at("target/site/v1/page.css")}`, "--log-level=error"]);
}
