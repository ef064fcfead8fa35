// The headers of OpenSSL, which worker-build links on Linux (macOS has its own TLS).
import { existsSync } from "node:fs";
import { apt, hasApt } from "../lib/root.mjs";
import { Problem, succeeds } from "../lib/run.mjs";

/** Installs them, unless they are there. */
export async function openssl() {
  if (process.platform !== "linux" || process.env.OPENSSL_DIR) return;
  if (existsSync("/usr/include/openssl/ssl.h") && existsSync("/usr/bin/pkg-config")) return;
  if (await succeeds("pkg-config", ["--exists", "openssl"])) return;
  if (!hasApt()) throw new Problem("OpenSSL's headers and pkg-config are missing: install them (openssl-devel or libssl-dev) and start again.");
  await apt("OpenSSL's headers", ["libssl-dev", "pkg-config"]);
}
