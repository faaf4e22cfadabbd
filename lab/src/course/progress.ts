/** What the lab remembers of a learner, in this browser only. Plain data, so that it can be exported and read again. Pure. */

/** How sure a learner is of a prediction, in three steps. */
export const SURE = [1, 2, 3] as const;
export type Sure = (typeof SURE)[number];
export const SURE_WORDS: Readonly<Record<Sure, string>> = { 1: "A guess", 2: "Fairly sure", 3: "Certain" };

type Scalar = string | number | boolean | null;
/** The settings of the run that a prediction is about. */
export type AskedOf = { readonly variant: string; readonly knobs: { readonly [knob: string]: Scalar } };
/** `right` is set once the run has judged it. */
export type Predicted = {
  readonly choice: string;
  readonly sure: Sure;
  readonly of: AskedOf;
  readonly right?: boolean;
};

/** One lesson's record. `second`: the prediction about the changed run. */
export type LessonRecord = {
  readonly first?: Predicted;
  readonly second?: Predicted;
  /** What happened has been shown. */
  readonly revealed?: true;
  readonly challenge?: "passed" | "skipped";
  readonly done?: true;
};

export type Progress = {
  readonly format: 1;
  readonly lessons: { readonly [id: string]: LessonRecord };
  /** The lesson that was open last. */
  readonly last: string | null;
  /** Without the steps of a lesson: everything is shown at once. */
  readonly expert: boolean;
};

export const NO_PROGRESS: Progress = { format: 1, lessons: {}, last: null, expert: false };

/** Progress from text, or what is wrong with the text. */
export function readProgress(text: string): { readonly progress: Progress } | { readonly problem: string } {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return { problem: "it is not JSON" };
  }
  if (!isFields(data)) return { problem: "found no object, expected the object that an export writes" };
  const { format, lessons, last, expert } = data;
  if (format !== 1) return { problem: `format: found ${show(format)}, expected 1` };
  if (!isFields(lessons)) return { problem: `lessons: found ${show(lessons)}, expected an object` };
  if (last !== null && typeof last !== "string")
    return { problem: `last: found ${show(last)}, expected the id of a lesson, or null` };
  if (typeof expert !== "boolean") return { problem: `expert: found ${show(expert)}, expected true or false` };
  for (const [id, record] of Object.entries(lessons)) {
    const problem = recordProblem(record);
    if (problem !== null) return { problem: `lessons.${id}${problem}` };
  }
  return { progress: { format, lessons: lessons as Progress["lessons"], last, expert } };
}

const FIELDS = ["first", "second", "revealed", "challenge", "done"];

function recordProblem(record: unknown): string | null {
  if (!isFields(record)) return `: found ${show(record)}, expected an object`;
  const extra = Object.keys(record).find((key) => !FIELDS.includes(key));
  if (extra !== undefined) return `: found "${extra}", expected only ${FIELDS.join(", ")}`;
  for (const flag of ["revealed", "done"] as const) {
    const value = record[flag];
    if (value !== undefined && value !== true) return `.${flag}: found ${show(value)}, expected true`;
  }
  const { challenge } = record;
  if (challenge !== undefined && challenge !== "passed" && challenge !== "skipped")
    return `.challenge: found ${show(challenge)}, expected "passed" or "skipped"`;
  for (const step of ["first", "second"] as const) {
    const problem = record[step] === undefined ? null : predictedProblem(record[step]);
    if (problem !== null) return `.${step}${problem}`;
  }
  return null;
}

function predictedProblem(predicted: unknown): string | null {
  if (!isFields(predicted)) return `: found ${show(predicted)}, expected an object`;
  const { choice, sure, of, right } = predicted;
  if (typeof choice !== "string") return `.choice: found ${show(choice)}, expected the id of a choice`;
  if (!SURE.some((step) => step === sure)) return `.sure: found ${show(sure)}, expected one of ${SURE.join(", ")}`;
  if (right !== undefined && typeof right !== "boolean") return `.right: found ${show(right)}, expected true or false`;
  if (!isFields(of) || typeof of["variant"] !== "string" || !isFields(of["knobs"]))
    return `.of: found ${show(of)}, expected the variant and the knobs`;
  const knob = Object.entries(of["knobs"]).find(([, value]) => value !== null && typeof value === "object");
  return knob === undefined ? null : `.of.knobs.${knob[0]}: found ${show(knob[1])}, expected one value`;
}

type Fields = { readonly [name: string]: unknown };
const isFields = (data: unknown): data is Fields => typeof data === "object" && data !== null && !Array.isArray(data);
const show = (value: unknown): string => (value === undefined ? "nothing" : JSON.stringify(value).slice(0, 40));
