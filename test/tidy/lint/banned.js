/**
 * Calls that this code does not make, each with what to use instead; held by the lint rule `ackademy/banned`.
 *
 * @typedef {object} Ban
 * @property {readonly string[]} names  free names (`setTimeout`), members of globals (`Date.now`), `new Date`
 * @property {string} instead
 * @property {readonly string[]} allowedIn  folders or files
 */

/** The one folder that knows real time. */
const CLOCK = "engine/clock";

/** @type {readonly Ban[]} */
export const BANS = [
  {
    names: ["Date.now", "new Date", "Date", "performance.now"],
    instead:
      "clock.now() of the Clock that was handed in; wallNow() or stopwatchMs() of engine/clock/system-clock.ts to measure",
    allowedIn: [CLOCK],
  },
  {
    names: ["setTimeout", "setInterval", "setImmediate", "import node:timers", "import node:timers/promises"],
    instead:
      "clock.setTimeout() or clock.sleep() of the Clock that was handed in (systemClock() in Node-only code); " +
      "in a test wait for the event itself, in the lab use requestAnimationFrame or the session",
    allowedIn: [CLOCK],
  },
  {
    names: ["Math.random", "crypto.randomUUID", "crypto.getRandomValues"],
    instead: "drawInt(seed, key, min, max) of engine/kernel/random.ts: a keyed draw repeats, and disturbs no other",
    // Where a run gets a seed that nobody named.
    allowedIn: [CLOCK, "engine/kernel", "engine/cli", "lab/src/session"],
  },
  {
    names: ["console.log", "console.info", "console.warn", "console.error", "console.debug", "console.table"],
    instead: "a trace event or a thrown error; only the command line talks (engine/cli)",
    allowedIn: ["engine/cli", "lab/start.mjs", "test/run.ts", "test/run", "test/bench"],
  },
];

/**
 * What to use instead of `name` in `file`, or undefined when it is free to use.
 *
 * @param {string} file  a path from the repository's root
 * @param {string} name
 * @returns {string | undefined}
 */
export function insteadOf(file, name) {
  const ban = BANS.find((candidate) => candidate.names.includes(name));
  const allowed = ban?.allowedIn.some((place) => file === place || file.startsWith(`${place}/`));
  return allowed ? undefined : ban?.instead;
}
