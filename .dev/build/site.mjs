// The static files that the edge serves beside the widget: the hosted page's style and script, the
// health board's, and the documentation.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
  if (existsSync(at("www/docs"))) cpSync(at("www/docs"), at("target/site/docs"), { recursive: true });
  writeFileSync(at("target/site/_headers"), readFileSync(at("www/headers.txt"), "utf8").replaceAll("{version}", VERSION));
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
