// nginx, which the egress relay is tested in: one that is installed, else Debian's, unpacked into this clone. Installing it
// would leave a web server running on the person's machine.
import { existsSync } from "node:fs";
import { delimiter } from "node:path";
import { cache } from "../lib/paths.mjs";
import { hasApt, unpack } from "../lib/root.mjs";
import { Problem, succeeds } from "../lib/run.mjs";

const OWN = cache("nginx/usr/sbin/nginx");

/** The path of nginx. The variable is not called NGINX: nginx itself reads that one, and takes it for sockets. */
export async function nginx() {
  // Debian has it where only root's PATH leads.
  const places = [process.env.PATH, "/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin"].join(delimiter).split(delimiter);
  const found = [process.env.NGINX_PATH, ...places.map((dir) => `${dir}/nginx`), OWN].find((path) => path && existsSync(path));
  if (found) return found;
  if (!hasApt()) throw new Problem("nginx is missing, so the relay cannot be tested: install it, or set NGINX_PATH to its path, and start again.");
  await unpack("nginx", ["nginx"], cache("nginx"));
  if (!(await succeeds(OWN, ["-v"]))) throw new Problem("Debian's nginx does not run from its package here: install nginx and start again.");
  return OWN;
}
