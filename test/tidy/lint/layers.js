/**
 * Who may import whom: the table of engine/ARCHITECTURE.md as data, held by the lint rule `ackademy/layers`.
 * To change a layer, change this table and that page together.
 *
 * A key is a folder, a file, or `folder/*.ts`: the files of this ending in the folder and below it. The longest key that
 * contains a file is its layer. Within a layer everything goes.
 *
 * @typedef {object} Layer
 * @property {readonly string[]} may      layers that it may import
 * @property {readonly string[]} [types]  layers of which it may import types only
 * @property {readonly string[]} [packages]  npm packages; `*` is any
 * @property {boolean} [node]  may it import Node's built-in modules?
 * @property {string} [remedy]  what to do instead, added to each refusal
 */

const NATS_CLIENT = ["@nats-io/nats-core", "@nats-io/jetstream", "@nats-io/kv"];
const PURE = ["engine/kernel", "engine/trace", "engine/clock"];
const ENGINE_BELOW_SCENARIO = [
  ...PURE,
  "engine/version.ts",
  "engine/broker",
  "engine/broker/nats-server",
  "engine/wasm",
  "engine/queue",
  "engine/reply",
  "engine/log",
  "engine/flow/order",
  "engine/flow/glue",
  "engine/flow/orchestrator",
  "engine/flow/naive-xstate",
  "engine/sandbox",
  "engine/actors",
  "engine/host",
];
const ENGINE = [
  ...ENGINE_BELOW_SCENARIO,
  "engine/sim",
  "engine/scenario",
  "engine/scenario/names.ts",
  "engine/explore",
  "engine/guide",
];

/** What the lab shows. A `.ts` file here computes it from the trace and the time, a `.tsx` file draws it with React. */
const LAB_VIEWS = [
  ...["lab/src/stage", "lab/src/panels", "lab/src/lessons", "lab/src/course", "lab/src/twin"],
  ...["lab/src/guide", "lab/src/glossary"],
];
const LAB_PURE = LAB_VIEWS.map((folder) => `${folder}/*.ts`);
/** @type {Layer} */
const PURE_VIEW = {
  // What the command line shows too is written once, in engine/trace, and of orders in flow/order.
  may: ["engine/views.ts", ...LAB_PURE],
  types: ["engine/trace", "engine/scenario"],
  remedy: "a .ts file here is pure, so that tests and the session can use it without a page: draw in a .tsx file",
};

/** @type {Readonly<Record<string, Layer>>} */
export const LAYERS = {
  "engine/version.ts": { may: [] },
  "engine/kernel": { may: [] },
  "engine/trace": { may: ["engine/kernel"] },
  "engine/clock": { may: ["engine/kernel"] },
  "engine/sim": { may: ["engine/kernel", "engine/clock"], packages: ["@noble/hashes"] },
  // The real server as a WebAssembly program; building it, and finding what was built, is Node's.
  "engine/wasm": { may: ["engine/kernel", "engine/clock"] },
  "engine/wasm/build": {
    may: ["engine/kernel", "engine/clock", "engine/wasm", "engine/broker/nats-server"],
    node: true,
  },
  "engine/broker": {
    may: ["engine/kernel", "engine/clock", "engine/sim", "engine/wasm", "engine/broker/nats-server"],
    packages: [...NATS_CLIENT, "@nats-io/transport-node"],
    node: true,
  },
  "engine/broker/nats-server": { may: ["engine/kernel", "engine/clock"], node: true },
  // zod: one schema a setting, for programs and for scenario files.
  "engine/queue": { may: PURE, packages: [...NATS_CLIENT, "zod"] },
  "engine/reply": { may: [...PURE, "engine/queue"], packages: [...NATS_CLIENT, "zod"] },
  "engine/log": { may: [...PURE, "engine/queue"], packages: [...NATS_CLIENT, "zod"] },
  // The business, pure: what both designs of its flow share.
  "engine/flow/order": { may: ["engine/kernel", "engine/trace"] },
  "engine/flow/glue": { may: [...PURE, "engine/queue", "engine/reply", "engine/flow/order"], packages: NATS_CLIENT },
  "engine/flow/orchestrator": {
    may: [...PURE, "engine/queue", "engine/reply", "engine/flow/order"],
    packages: [...NATS_CLIENT, "xstate", "zod"],
  },
  // For one lesson: the orchestrator's machine, run as one would first write it.
  "engine/flow/naive-xstate": {
    may: [...PURE, "engine/queue", "engine/reply", "engine/flow/order", "engine/flow/orchestrator"],
    packages: [...NATS_CLIENT, "xstate"],
  },
  // Runs what a user wrote: the only place that sees the interpreter.
  "engine/sandbox": {
    may: ["engine/kernel"],
    types: ["engine/queue"],
    packages: ["quickjs-emscripten-core", "@jitl/quickjs-singlefile-mjs-release-sync", "sucrase"],
  },
  "engine/actors": {
    may: [
      ...PURE,
      "engine/sandbox",
      "engine/queue",
      "engine/reply",
      "engine/log",
      "engine/flow/order",
      "engine/flow/glue",
      "engine/flow/orchestrator",
      "engine/flow/naive-xstate",
    ],
    packages: [...NATS_CLIENT, "zod"],
  },
  "engine/host": {
    may: [...PURE, "engine/broker", "engine/broker/nats-server", "engine/sandbox", "engine/actors"],
    packages: [...NATS_CLIENT, "esbuild"],
    node: true,
  },
  // The names that follow from a scenario, pure: the lab's pictures need them too.
  "engine/scenario/names.ts": { may: ["engine/flow/order"], types: ["engine/scenario"] },
  "engine/scenario/measured-setup.ts": {
    may: ["engine/scenario/names.ts"],
    types: ["engine/scenario", "engine/trace"],
  },
  "engine/scenario/knob-problem.ts": { may: [], types: ["engine/scenario"] },
  // The field's terms and their names in other systems: data, and the search for terms in a text.
  "engine/vocabulary": { may: [] },
  // The decision guide: data, and pure functions of answers.
  "engine/guide": { may: ["engine/kernel"], types: ["engine/scenario"] },
  "engine/scenario": {
    may: [
      ...ENGINE_BELOW_SCENARIO,
      ...["engine/scenario/names.ts", "engine/scenario/knob-problem.ts", "engine/scenario/measured-setup.ts"],
    ],
    packages: [...NATS_CLIENT, "@noble/hashes", "zod"],
  },
  "engine/explore": { may: [...ENGINE_BELOW_SCENARIO, "engine/scenario", "engine/scenario/names.ts"] },
  "engine/cli": { may: [...ENGINE, "engine/wasm/build", "scenarios"], packages: ["*"], node: true },
  // The engine for programs outside the lab.
  "engine/index.ts": {
    may: [...PURE, "engine/broker", "engine/queue", "engine/log", "engine/reply"],
    types: ["engine/sandbox"],
    packages: NATS_CLIENT,
    node: true,
  },
  // The package's other entry points, and its program.
  "engine/package": { may: [...ENGINE, "engine/cli", "scenarios"], packages: NATS_CLIENT, node: true },
  "engine/package/build": { may: ["engine/host"], packages: ["esbuild"], node: true },
  // What the lab's page uses of the engine: pure, so that the page loads nothing that runs.
  "engine/views.ts": {
    may: [
      ...["engine/kernel", "engine/trace", "engine/clock", "engine/flow/order", "engine/guide", "engine/vocabulary"],
      ...["engine/scenario/names.ts", "engine/scenario/knob-problem.ts", "engine/scenario/measured-setup.ts"],
    ],
    types: ["engine/flow/orchestrator"],
  },
  // What the lab's Web Worker runs: the engine's one door to the browser.
  "engine/browser.ts": { may: [...ENGINE, "scenarios"], packages: [...NATS_CLIENT, "comlink"] },

  scenarios: { may: [], types: ["engine/scenario"] },

  "lab/src/session": {
    may: ["engine/browser.ts", "engine/views.ts", ...LAB_PURE, "scenarios"],
    types: ["engine/trace", "engine/scenario", "engine/sandbox"],
    packages: ["*"],
  },
  // Pure functions of (trace, time).
  ...Object.fromEntries(LAB_PURE.map((folder) => [folder, PURE_VIEW])),
  // The rest of the lab draws and never sees the engine.
  "lab/src": { may: ["lab/src/session", ...LAB_PURE, "lab/src/app/open-sessions.ts"], packages: ["*"] },
  // Where the lab is put together: the scenarios meet the session.
  "lab/src/app/open-sessions.ts": {
    may: ["lab/src/session", "lab/src/app/shipped.ts"],
    types: ["lab/src/course/*.ts"],
    packages: [],
  },
  "lab/src/app/shipped.ts": {
    may: ["lab/src/session", "lab/src/course/*.ts"],
    types: ["engine/scenario"],
    packages: [],
  },
  // The course's cards are made when the site is built.
  "lab/course-plugin.ts": {
    may: ["scenarios", "lab/src/course/*.ts"],
    types: ["lab/src/app/shipped.ts"],
    packages: ["*"],
    node: true,
  },
  // The real server lies beside the page where it was built.
  lab: {
    may: ["engine/wasm", "engine/wasm/build", "lab/course-plugin.ts"],
    types: ["lab/src/session"],
    packages: ["*"],
    node: true,
  },

  test: { may: ["*"], packages: ["*"], node: true },
};

/**
 * @param {string} file  a path from the repository's root
 * @returns {string | undefined} the key of its layer
 */
export function layerOf(file) {
  let found;
  for (const key of Object.keys(LAYERS)) {
    const [folder = key, ending = ""] = key.split("/*");
    const inside = file === key || (file.startsWith(`${folder}/`) && file.endsWith(ending));
    if (inside && (found === undefined || key.length > found.length)) found = key;
  }
  return found;
}

/**
 * Why `file` may not import `target`, or undefined when it may.
 *
 * @param {{ file: string, target: Target, typeOnly: boolean }} edge
 * @typedef {{ kind: "file", path: string } | { kind: "package", name: string } | { kind: "node", name: string }} Target
 * @returns {string | undefined}
 */
export function refusal({ file, target, typeOnly }) {
  const from = layerOf(file);
  const layer = from === undefined ? undefined : LAYERS[from];
  if (from === undefined || layer === undefined) {
    return `${file} is in no layer: give its folder a row in test/tidy/lint/layers.js and engine/ARCHITECTURE.md`;
  }
  switch (target.kind) {
    case "node":
      return layer.node
        ? undefined
        : refused(layer, `${from} runs in the browser too and may not import ${target.name}`);
    case "package": {
      const packages = layer.packages ?? [];
      if (packages.includes("*") || packages.includes(target.name)) return undefined;
      return refused(layer, `${from} may not import the package ${target.name}; it may import ${list(packages)}`);
    }
    case "file":
      return fileRefusal(from, layer, target.path, typeOnly);
  }
}

/**
 * @param {string} from
 * @param {Layer} layer
 * @param {string} path
 * @param {boolean} typeOnly
 * @returns {string | undefined}
 */
function fileRefusal(from, layer, path, typeOnly) {
  const to = layerOf(path);
  if (to === undefined) return `${path} is in no layer and outside every folder that ${from} may import`;
  if (to === from || layer.may.includes(to) || layer.may.includes("*")) return undefined;
  if (layer.types?.includes(to)) {
    return typeOnly ? undefined : `${from} may import only types from ${to}: write \`import type\``;
  }
  const allowed = [...layer.may, ...(layer.types ?? []).map((key) => `${key} (types)`)];
  return refused(layer, `${from} may not import ${to}; it may import ${list(allowed)} (test/tidy/lint/layers.js)`);
}

/**
 * @param {Layer} layer
 * @param {string} why
 */
function refused({ remedy }, why) {
  return remedy === undefined ? why : `${why}. Remedy: ${remedy}`;
}

/** @param {readonly string[]} names */
function list(names) {
  return names.length === 0 ? "nothing" : names.join(", ");
}
