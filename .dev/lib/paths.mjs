// Where things are.
import { fileURLToPath } from "node:url";

/** The root of the project. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

/** A path below the root. */
export const at = (...parts) => root + parts.join("/");

/** What set-up installs and running leaves behind; never committed. */
export const cache = (...parts) => at(".cache", ...parts);
