import { Document, isScalar, visit } from "yaml";
import type { ScenarioSource } from "../../../../engine/scenario/schema.ts";
import { withoutLesson } from "../../lessons/written.ts";
import { complete, explain } from "./complete.ts";
import { readHandlers } from "./read-handlers.ts";
import { readDraft } from "./read.ts";
import type { DraftTools } from "./types.ts";

/** In the Web Worker, and in tests under Node. Loaded when a scenario is first edited. */
export const localDraftTools: DraftTools = {
  read: async (text) => readDraft(text),
  write: async (source, notes) => write(source, notes),
  readHandlers: (file) => readHandlers(file),
  complete: async (text, at) => complete(text, at),
  explain: async (text, at) => explain(text, at),
};

function write(source: ScenarioSource, notes: readonly string[] = []): string {
  const document = new Document(withoutLesson(source));
  document.commentBefore = notes.map((note) => ` ${note}`).join("\n");
  visit(document, {
    // [400, 600] on one line, as a person writes it.
    Seq: (_key, list) => void (list.flow = list.items.length > 0 && list.items.every((item) => isScalar(item))),
  });
  return document.toString({ lineWidth: 0 });
}
