import { answer, formatDuration, formatMoney, matches, meets } from "../../../engine/views.ts";
import type { Lesson, LessonFigure } from "../../../engine/scenario/schema/lesson.ts";
import type { TraceEvent } from "../../../engine/trace/events.ts";
import type { EventPattern } from "../../../engine/trace/query.ts";
import { agreeWith } from "./agreement.ts";
import type { Moment } from "../stage/trace/moments.ts";

/**
 * A text with its figures filled in. `isFigure` parts come from the run: they are highlighted, and hidden before the
 * prediction.
 */
export type TextPart = { readonly text: string; readonly isFigure: boolean };

export type LessonData = Lesson;

/** The parts of a lesson that depend on the run. No answer is stored: each is a query over the trace. */

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

type FigureText = Lesson["happened"][number];

/**
 * Replaces each '{name}' by its figure, and makes the word after a count agree with it. A name without a figure stays.
 */
export function fillText({ text, figures }: FigureText, events: readonly TraceEvent[]): TextPart[] {
  let count: number | null = null;
  return text
    .split(/(\{[a-z][a-z0-9-]*\})/)
    .filter((part) => part !== "")
    .map((part) => {
      const figure = part.startsWith("{") ? figures[part.slice(1, -1)] : undefined;
      if (!figure) {
        const words = count === null ? part : agreeWith(count, part);
        count = null;
        return { text: words, isFigure: false };
      }
      const value = answer(figure.query, events);
      count = figure.as === "count" ? value : null;
      return { text: asText(figure, value), isFigure: true };
    });
}

/** The choice that this run proves right: the first whose condition holds. Null if none does. */
export function decidePrediction({ prediction }: Lesson, events: readonly TraceEvent[]): string | null {
  return prediction.choices.find(({ when }) => meets(when.is, answer(when.query, events)))?.id ?? null;
}

/** The n-th event of the lesson's decisive moment. Null if the run has fewer. */
export function decisiveMoment({ decisive }: Lesson, events: readonly TraceEvent[]): Moment | null {
  return nthMatch(decisive.at as EventPattern, decisive.nth, events);
}

function nthMatch(pattern: EventPattern, nth: number, events: readonly TraceEvent[]): Moment | null {
  const event = events.filter((candidate) => matches(pattern, candidate))[nth - 1];
  return event ? { at: event.at, seq: event.seq, tick: event.tick } : null;
}
