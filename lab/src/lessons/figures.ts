import { answer, formatDuration, formatMoney, getAt, matches, meets } from "../../../engine/views.ts";
import type { Lesson, LessonFigure, Said, When } from "../../../engine/scenario/schema/lesson.ts";
import type { Scenario } from "../../../engine/scenario/schema.ts";
import type { TraceEvent } from "../../../engine/trace/events.ts";
import type { EventPattern } from "../../../engine/trace/query.ts";
import { agreeWith, zeroBefore } from "./agreement.ts";
import type { Moment } from "../stage/trace/moments.ts";

/**
 * A text with its figures filled in. `isFigure` parts come from the run: they are highlighted, and hidden before the
 * prediction.
 */
export type TextPart = { readonly text: string; readonly isFigure: boolean };

export type LessonData = Lesson;

/** What sentences are told of: a run's scenario, with variant and knobs applied, and its events; null before it has run. */
export type ToldOf = { readonly scenario: Scenario; readonly events: readonly TraceEvent[] | null };

/** The parts of a lesson that depend on the run. No answer is stored: each is a query over the trace. */

/** The sentences that are true of this run, each with its figures filled in. */
export function tell(sentences: readonly Said[], of: ToldOf): TextPart[][] {
  return sentences.filter((said) => isTrueOf(said, of)).map((said) => fillText(said, of));
}

/** A condition asks the run; before there is one, only what needs none is said. */
function isTrueOf(said: Said, { events }: ToldOf): boolean {
  if (typeof said === "string" || said.when === undefined) return true;
  return events !== null && holds(said.when, events);
}

export function holds(when: When, events: readonly TraceEvent[]): boolean {
  return [when].flat().every(({ query, is }) => meets(is, answer(query, events)));
}

/** A text with each '{name}' replaced by its figure, and the words after a count made to agree with it; a name without a figure stays as it is. */
export function fillText(said: Said, of: ToldOf): TextPart[] {
  if (typeof said === "string") return [{ text: said, isFigure: false }];
  const pieces = said.text.split(/(\{[a-z][a-z0-9-]*\})/);
  let count: number | null = null;
  return pieces.flatMap((piece, i): TextPart[] => {
    if (piece === "") return [];
    const figure = piece.startsWith("{") ? said.figures[piece.slice(1, -1)] : undefined;
    if (!figure) {
      const words = count === null ? piece : agreeWith(count, piece);
      count = null;
      return [{ text: words, isFigure: false }];
    }
    const value = valueOf(figure, of);
    count = figure.as === "count" ? value : null;
    const text = value === 0 ? zero(figure, pieces, i) : asText(figure, value);
    // A setting is no secret: it stands in the scenario.
    return [{ text, isFigure: "query" in figure }];
  });
}

function valueOf(figure: LessonFigure, { scenario, events }: ToldOf): number {
  if ("query" in figure) return answer(figure.query, events ?? []);
  const value = getAt(scenario as never, figure.setting);
  return typeof value === "number" ? value : Number.NaN;
}

/** One figure as text: '2', '5 s', '€40'. */
function asText(figure: LessonFigure, value: number): string {
  switch (figure.as) {
    case "count":
      return String(value);
    case "ms":
      return formatDuration(value);
    case "money":
      return formatMoney(value);
  }
}

/** Zero is said in words: 'no orders', 'none', 'nothing'. */
function zero(figure: LessonFigure, pieces: readonly string[], at: number): string {
  if (figure.as === "money") return "nothing";
  if (figure.as === "ms") return asText(figure, 0);
  return zeroBefore(pieces[at + 1] ?? "", pieces.slice(0, at).join(""));
}

/** The choice that this run proves right: the first whose condition holds. Null if none does. */
export function decidePrediction(
  { prediction }: Pick<Lesson, "prediction">,
  events: readonly TraceEvent[],
): string | null {
  return prediction.choices.find(({ when }) => holds(when, events))?.id ?? null;
}

/** The n-th event of the lesson's decisive moment. Null if the run has fewer. */
export function decisiveMoment({ decisive }: Lesson, events: readonly TraceEvent[]): Moment | null {
  return momentOf(decisive, events);
}

/** A moment at which a lesson pauses its run. Null if the run has no such event. */
export function momentOf({ at, nth }: Lesson["decisive"], events: readonly TraceEvent[]): Moment | null {
  return nthMatch(at as EventPattern, nth, events);
}

function nthMatch(pattern: EventPattern, nth: number, events: readonly TraceEvent[]): Moment | null {
  const event = events.filter((candidate) => matches(pattern, candidate))[nth - 1];
  return event ? { at: event.at, seq: event.seq, tick: event.tick } : null;
}
