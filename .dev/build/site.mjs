// The static files that the edge serves beside the widget: the hosted page's style and script, the
// health board's, and the documentation.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { at } from "../lib/paths.mjs";
import { Problem } from "../lib/run.mjs";

/** Copies them. */
export function site() {
  mkdirSync(at("target/site/v1"), { recursive: true });
  cpSync(at("www/pay"), at("target/site/v1"), { recursive: true });
  writeFileSync(at("target/site/v1/page.css"), onAPage(readFileSync(at("widget/loader/style.css"), "utf8")) + readFileSync(at("www/pay/page.css"), "utf8"));
  cpSync(at("www/panel"), at("target/site/panel"), { recursive: true });
  rmSync(at("target/site/docs"), { recursive: true, force: true });
  if (existsSync(at("www/docs"))) cpSync(at("www/docs"), at("target/site/docs"), { recursive: true });
  cpSync(at("www/headers.txt"), at("target/site/_headers"));
}

/** The widget's stylesheet for a page instead of a shadow root, so that both cards look the same: what it says of its host, it says of the root. */
function onAPage(style) {
  const text = style.replaceAll(/:host\(((?:[^()]|\([^()]*\))*)\)/g, ":root$1").replaceAll(":host", ":root").replaceAll(/,[^,{}]*::slotted\([^)]*\)/g, "");
  for (const left of [":host", "::slotted"]) if (text.includes(left)) throw new Problem(`widget/loader/style.css uses ${left} in a way that the hosted page's cannot`);
  return text;
}
