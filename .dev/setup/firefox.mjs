// Debian's Firefox, for the measure that takes payments in it; elsewhere one that is installed.
import { existsSync } from "node:fs";
import { apt, hasApt } from "../lib/root.mjs";

const PLACES = [process.env.FIREFOX, "/usr/bin/firefox-esr", "/usr/bin/firefox", "/Applications/Firefox.app/Contents/MacOS/firefox"];

/** The browser's path, or nothing where there is none to be had. */
export async function firefox() {
  const found = PLACES.find((path) => path && existsSync(path));
  if (found || !hasApt()) return found;
  await apt("Firefox", ["firefox-esr"]);
  return "/usr/bin/firefox-esr";
}
