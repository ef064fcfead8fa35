// Running a program: quietly while it works, with a sign of life while it takes long, and with its output when it fails.
import { spawn } from "node:child_process";
import { root } from "./paths.mjs";

const BEAT_MS = 10_000;

// cargo says how far it is only to a terminal, unless told to.
const PROGRESS = { CARGO_TERM_PROGRESS_WHEN: "always", CARGO_TERM_PROGRESS_WIDTH: "90" };

// What is still running ends with this process: a compiler would go on for minutes after a failure elsewhere.
const children = new Set();
process.on("exit", () => children.forEach((child) => child.kill()));

/** Ends `child`, a process, with this one. */
export function track(child) {
  children.add(child);
  child.once("exit", () => children.delete(child));
  return child;
}

let stop = () => process.exit(130);

/** Says what to do, once, when a person or the system ends this process; before that it just ends. */
export function onStop(work) {
  stop = work;
}

const BAR = /^(?:Building )?\[[=> ]*\] +(\d+)\/(\d+)/;

/** A failure that a person is told without a stack trace. */
export class Problem extends Error {}

/** Seconds since `start`, for people. */
export const seconds = (start) => `${((Date.now() - start) / 1000).toFixed(1)} s`;

/**
 * Runs `command` and resolves with its output. `label` says what it does: it is printed with the elapsed time and the last
 * line of output every ten seconds, and at the end.
 */
export function run(command, args, { label, env = {}, cwd = root, show = false, hint } = {}) {
  const start = Date.now();
  return new Promise((resolve, reject) => {
    let output = "";
    let last = "";
    const all = { ...process.env, ...(label && PROGRESS), ...env };
    const child = track(spawn(command, args, { cwd, env: all, stdio: ["ignore", "pipe", "pipe"] }));
    const take = (stream) => (chunk) => {
      if (show) stream.write(chunk);
      const lines = String(chunk).split(/[\r\n]/).map((line) => line.trim()).filter(Boolean);
      const bar = lines.findLast((line) => BAR.test(line));
      last = (bar?.replace(BAR, "$1 of $2") ?? lines.at(-1) ?? last).slice(0, 70);
      output += bar ? lines.filter((line) => !BAR.test(line)).map((line) => `${line}\n`).join("") : chunk;
    };
    child.stdout.on("data", take(process.stdout));
    child.stderr.on("data", take(process.stderr));
    const beat = label && setInterval(() => console.log(`  ${label} ... ${seconds(start)}  ${last}`), BEAT_MS);
    const over = (problem) => {
      clearInterval(beat);
      if (problem) reject(problem);
      else resolve(output);
    };
    child.on("error", (error) => over(new Problem(`cannot run ${command}: ${error.message}${hint ? `\n${hint}` : ""}`)));
    child.on("close", (code, signal) => {
      if (code === 0) {
        if (label) console.log(`  ${label}: ${seconds(start)}`);
        return over();
      }
      const tail = show ? "" : `\n${telling(output)}`;
      const what = `${command} ${args.join(" ")}`;
      const problem = new Problem(`${label ?? what} failed (${signal ?? `exit ${code}`}): ${what}${tail}${hint ? `\n${hint}` : ""}`);
      over(Object.assign(problem, { output }));
    });
  });
}

/** The part of a failed program's output that says why: from its first error, or else its end. */
function telling(output) {
  const lines = output.split("\n");
  const first = lines.findIndex((line) => /^error\b/.test(line));
  return (first < 0 ? lines.slice(-40) : lines.slice(first, first + 40)).join("\n");
}

/** Whether a program runs and succeeds. */
export async function succeeds(command, args, options) {
  try {
    await run(command, args, options);
    return true;
  } catch {
    return false;
  }
}

/** Runs `main`, and ends with what went wrong if it does. */
export async function main(work) {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      const now = stop;
      stop = () => {}; // A terminal's Ctrl-C arrives twice: from the terminal, and passed on by whoever started this.
      now(signal);
    });
  }
  try {
    await work();
  } catch (problem) {
    console.error(problem instanceof Problem ? `\n${problem.message}` : problem);
    process.exit(1);
  }
}
