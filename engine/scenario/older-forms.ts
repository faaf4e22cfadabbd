/**
 * Reads data from before names changed: scenario files, and the traces and links that hold a scenario. Pure: JSON in, JSON
 * out. Data in today's form comes back unchanged.
 */

const EVENT_TYPES: Readonly<Record<string, string>> = {
  "job-naked": "job-nacked",
  "desk-left": "operator-finished",
  "appender-finished": "log-producer-finished",
};
/** Of handlers and checks. */
const KINDS: Readonly<Record<string, string>> = {
  "hand-on": "forward",
  "desk-groups": "dlq-groups",
  "tray-kept": "dlq-kept",
};
const ROLES: Readonly<Record<string, string>> = { desk: "operator", appender: "log-producer" };
/** The payment provider and the other outside services used to be one actor of this name. */
const ACTORS: Readonly<Record<string, string>> = { world: "outside" };
const LISTS: Readonly<Record<string, string>> = { desks: "operators", appenders: "logProducers" };
const FIELDS: Readonly<Record<string, string>> = { letter: "deadLetter", letters: "deadLetters" };
const BROKERS: Readonly<Record<string, string>> = { tab: "sim" };

type Fields = { readonly [name: string]: unknown };

/** Today's name of a broker. */
export function currentBroker(name: unknown): unknown {
  return renamed(BROKERS, name);
}

/** A scenario in today's form. Anything but an object is left to the validation. */
export function currentScenario(data: unknown): unknown {
  if (!isFields(data)) return data;
  const { knobs, variants, brokers, ...rest } = withKeys(data, LISTS);
  return {
    ...(deeply(rest) as Fields),
    ...(brokers === undefined ? {} : { brokers: Array.isArray(brokers) ? brokers.map(currentBroker) : brokers }),
    ...(knobs === undefined ? {} : { knobs: eachOf(knobs, knob) }),
    ...(variants === undefined ? {} : { variants: eachOf(variants, variant) }),
  };
}

/** An event of a trace of format 1 in today's form. */
export function currentEvent(event: Fields): Fields {
  const { type, actor, id, cause, role, target } = event;
  return {
    ...withKeys(event, FIELDS),
    ...present({ type: renamed(EVENT_TYPES, type), actor: renamed(ACTORS, actor), role: renamed(ROLES, role) }),
    ...present({ id: currentId(id), cause: currentId(cause), target: renamed(ACTORS, target) }),
  };
}

/** An event's id begins with its actor: `world/1/3`. */
function currentId(id: unknown): unknown {
  if (typeof id !== "string") return id;
  const [actor = "", ...number] = id.split("/");
  return [renamed(ACTORS, actor), ...number].join("/");
}

function knob(data: Fields): unknown {
  const { path } = data;
  return { ...data, ...present({ path: typeof path === "string" ? currentPath(path) : path }) };
}

function variant(data: Fields): unknown {
  const { set } = data;
  if (!isFields(set)) return data;
  const entries = Object.entries(set).map(([path, value]) => [currentPath(path), deeply(value)] as const);
  return { ...data, set: Object.fromEntries(entries) };
}

/** `desks.clerk.steps` → `operators.clerk.steps`. */
function currentPath(path: string): string {
  const [list = "", ...more] = path.split(".");
  return [renamed(LISTS, list), ...more].join(".");
}

function deeply(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(deeply);
  if (!isFields(data)) return data;
  const old = typeof data["do"] === "string" || isFilter(data) ? withKeys(data, FIELDS) : data;
  const entries = Object.entries(old).map(([key, value]) => [key, currentValue(key, value)] as const);
  return Object.fromEntries(entries);
}

function currentValue(key: string, value: unknown): unknown {
  if (key === "type") return renamed(EVENT_TYPES, value);
  if (key === "kind") return renamed(KINDS, value);
  return deeply(value);
}

/** A `where` of a query: the only object with a number or bounds under `letter`. */
function isFilter({ letter }: Fields): boolean {
  return typeof letter === "number" || isFields(letter);
}

function withKeys(data: Fields, names: Readonly<Record<string, string>>): Fields {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [names[key] ?? key, value] as const));
}

function renamed(names: Readonly<Record<string, string>>, name: unknown): unknown {
  return typeof name === "string" && Object.hasOwn(names, name) ? names[name] : name;
}

function eachOf(list: unknown, change: (data: Fields) => unknown): unknown {
  return Array.isArray(list) ? list.map((one: unknown) => (isFields(one) ? change(one) : one)) : list;
}

function present(data: Fields): Fields {
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined));
}

function isFields(data: unknown): data is Fields {
  return typeof data === "object" && data !== null && !Array.isArray(data);
}
