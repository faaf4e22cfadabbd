import { markTerms } from "../../../engine/views.ts";
import { tell, type LessonData, type TextPart, type ToldOf } from "./figures.ts";

/** A part of a sentence; `term` is the id of a term that is used here for the first time in the lesson. */
export type MarkedPart = TextPart & { readonly term?: string };

/**
 * The sentences of a lesson that are told of a run, in the order in which they are read, with each term marked where it is
 * used first. A sentence is found by its text.
 */
export function firstTerms(lesson: LessonData, of: ToldOf): ReadonlyMap<string, readonly MarkedPart[]> {
  const seen = new Set<string>();
  const marked = new Map<string, readonly MarkedPart[]>();
  for (const parts of [lesson.situation, lesson.happened, lesson.why].flatMap((sentences) => tell(sentences, of))) {
    const text = textOf(parts);
    if (!marked.has(text))
      marked.set(
        text,
        parts.flatMap((part) => markPart(part, seen)),
      );
  }
  return marked;
}

export function textOf(parts: readonly TextPart[]): string {
  return parts.map(({ text }) => text).join("");
}

function markPart(part: TextPart, seen: Set<string>): MarkedPart[] {
  return part.isFigure ? [part] : markTerms(part.text, seen).map((piece) => ({ ...piece, isFigure: false }));
}
