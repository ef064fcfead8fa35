// A browser for the tests: one that is installed, else Debian's, else the one that Playwright fetches.
import { existsSync } from "node:fs";
import { at } from "../lib/paths.mjs";
import { apt, hasApt } from "../lib/root.mjs";
import { Problem, run } from "../lib/run.mjs";

const PLACES = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** The browser's path. */
export async function chromium() {
  const found = PLACES.find((path) => path && existsSync(path));
  if (found) return found;
  if (hasApt()) {
    // A Persian face, so that pictures show what shoppers see.
    await apt("Chromium", ["chromium", "fonts-vazirmatn-variable", "fonts-noto-core"]).catch(() => apt("Chromium", ["chromium", "fonts-noto-core"]));
    return "/usr/bin/chromium";
  }
  await run("npx", ["playwright-core", "install", "chromium"], { label: "Chromium" });
  const { chromium } = await import(at("node_modules/playwright-core/index.mjs"));
  const path = chromium.executablePath();
  if (!existsSync(path)) throw new Problem("No Chromium: install Chrome or Chromium, or set CHROMIUM to its path.");
  return path;
}
