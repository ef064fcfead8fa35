// The static files that the edge serves beside the widget: the hosted page's style and script, the
// health board's, and the documentation.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { at } from "../lib/paths.mjs";
import { VERSION } from "./widget.mjs";

/** Copies them. */
export function site() {
  mkdirSync(at("target/site/v1"), { recursive: true });
  cpSync(at("www/pay"), at("target/site/v1"), { recursive: true });
  cpSync(at("www/panel"), at("target/site/panel"), { recursive: true });
  rmSync(at("target/site/docs"), { recursive: true, force: true });
  if (existsSync(at("www/docs"))) cpSync(at("www/docs"), at("target/site/docs"), { recursive: true });
  writeFileSync(at("target/site/_headers"), readFileSync(at("www/headers.txt"), "utf8").replaceAll("{version}", VERSION));
}
