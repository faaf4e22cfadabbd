/** What an address of the form `#/embed/…` asks for. lab/README.md documents the parameters. */
export type EmbedRequest = {
  readonly shows: { readonly kind: "lesson"; readonly id: string } | { readonly kind: "run"; readonly link: string };
  /** The lesson beside the canvas, or the canvas alone. */
  readonly view: "lesson" | "stage";
  readonly variant: string | null;
  readonly seed: number | null;
  readonly atMs: number | null;
  readonly play: boolean;
  /** Null: that of the reader's system. */
  readonly theme: "light" | "dark" | null;
};

/** What is wrong with the address: names the parameter, and what it may be. */
export type EmbedProblem = { readonly message: string; readonly remedy: string };

const REMEDY = "Correct the address of the frame; the lab's README lists all parameters.";
const NAMES = ["view", "variant", "seed", "at", "play", "theme"] as const;

/** Reads what follows `#/embed/`, for example `crash-redelivery?view=stage&at=2600`. */
export function readEmbed(text: string): EmbedRequest | EmbedProblem {
  const [path = "", query = ""] = text.split("?", 2);
  const [first = "", second] = path.split("/").map((part) => decode(part));
  if (first === "") return wrong("no lesson is named, expected its id");
  const given = new URLSearchParams(query);
  for (const name of given.keys())
    if (!NAMES.some((one) => one === name)) return wrong(`${name} is unknown, expected one of ${NAMES.join(", ")}`);
  const view = oneOf(given, "view", ["lesson", "stage"]);
  const theme = oneOf(given, "theme", ["light", "dark"]);
  const play = oneOf(given, "play", ["0", "1"]);
  const seed = wholeNumber(given, "seed", 0xffff_ffff);
  const atMs = wholeNumber(given, "at", Number.MAX_SAFE_INTEGER);
  for (const one of [view, theme, play, seed, atMs]) if (one !== null && typeof one === "object") return one;
  return {
    shows: first === "run" ? { kind: "run", link: second ?? "" } : { kind: "lesson", id: first },
    view: view === "stage" ? "stage" : "lesson",
    variant: given.get("variant"),
    seed: typeof seed === "number" ? seed : null,
    atMs: typeof atMs === "number" ? atMs : null,
    play: play === "1",
    theme: theme === "light" || theme === "dark" ? theme : null,
  };
}

function oneOf(given: URLSearchParams, name: string, values: readonly string[]): string | null | EmbedProblem {
  const value = given.get(name);
  if (value === null || values.includes(value)) return value;
  return wrong(`${name}: found "${value}", expected ${values.join(" or ")}`);
}

function wholeNumber(given: URLSearchParams, name: string, most: number): number | null | EmbedProblem {
  const value = given.get(name);
  if (value === null) return null;
  if (/^\d{1,16}$/.test(value) && Number(value) <= most) return Number(value);
  return wrong(`${name}: found "${value}", expected a whole number from 0 to ${most}`);
}

const wrong = (what: string): EmbedProblem => ({ message: `This frame's address is wrong: ${what}.`, remedy: REMEDY });

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
