import { z } from "zod";
import { LinkError } from "./errors.ts";
import type { Link } from "./link.ts";
import { unpack } from "./link-text.ts";
import type { Runner, RunSetup } from "./types.ts";

const REMEDY = "Ask for the link again, or choose a scenario here.";
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const moment = z.int().min(0);
const name = z.string().min(1).max(80);

const interventionsSchema = z
  .array(
    z.strictObject({
      afterTick: moment,
      atMs: moment,
      action: z.strictObject({ kind: z.enum(["crash", "restart", "pause", "resume"]), actor: name }),
    }),
  )
  .max(100);

const linkSchema = z.strictObject({
  format: z.literal(1),
  engine: z.string().max(40),
  scenario: z.union([z.string().max(80), z.record(z.string(), z.json())]),
  variant: name,
  knobs: z.record(z.string(), scalar),
  seed: z.int().min(0).max(0xffffffff),
  interventions: interventionsSchema,
  broker: z.literal("wasm").optional(),
  atMs: z.number().min(0),
  twin: z.strictObject({ interventions: interventionsSchema }).optional(),
});

/**
 * Reads a link's text. `check` validates a whole scenario in it. The run itself finds out whether knobs and
 * interventions fit their scenario.
 * @throws LinkError that names what is wrong.
 */
export async function decodeLink(text: string, check: Runner["check"]): Promise<Link> {
  const data = await readJson(text);
  const parsed = linkSchema.safeParse(data, { reportInput: true });
  if (!parsed.success) throw badLink(parsed.error.issues.map(problemText).join("; "));
  const { engine, scenario, variant, knobs, seed, interventions, broker, atMs, twin } = parsed.data;
  const setup: RunSetup = { variant, knobs, seed, interventions, broker: broker ?? "sim", atMs };
  const rest = { setup, engine, ...(twin ? { twin } : {}) };
  if (typeof scenario === "string") return { scenario, ...rest };
  return { scenario: await check(scenario, "the link's scenario"), ...rest };
}

async function readJson(text: string): Promise<unknown> {
  const trimmed = text.trim();
  if (trimmed === "") throw badLink("it is empty");
  let json: string;
  try {
    json = await unpack(trimmed);
  } catch (thrown) {
    const reason = thrown instanceof RangeError ? thrown.message : "it is damaged or was cut short";
    throw new LinkError({ message: `This link cannot be opened: ${reason}.`, remedy: REMEDY }, { cause: thrown });
  }
  try {
    return JSON.parse(json);
  } catch (thrown) {
    throw new LinkError(
      { message: "This link cannot be opened: it does not contain a run.", remedy: REMEDY },
      { cause: thrown },
    );
  }
}

function badLink(what: string): LinkError {
  return new LinkError({ message: `This link cannot be opened: ${what}.`, remedy: REMEDY });
}

function problemText(issue: z.core.$ZodIssue): string {
  const where = issue.path.length === 0 ? "the whole" : issue.path.map(String).join(".");
  const found = issue.input === undefined ? "nothing" : (JSON.stringify(issue.input) ?? "nothing").slice(0, 60);
  const expected = issue.message.replace(/^Invalid (input|option): /, "");
  return `${where}: found ${found}, ${expected}`;
}
