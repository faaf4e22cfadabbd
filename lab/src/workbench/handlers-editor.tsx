import { autocompletion, type CompletionSource } from "@codemirror/autocomplete";
import { javascript, typescriptLanguage } from "@codemirror/lang-javascript";
import { hoverTooltip, type HoverTooltipSource } from "@codemirror/view";
import { handlerApiAt } from "../session/draft/handler-api.ts";
import type { Workbench } from "../session/workbench.ts";
import { helpBox } from "./assistance.ts";
import { TextEditor, type EditedText, type OnView } from "./text-editor.tsx";

/** The functions that a scenario's handlers call. Loaded when there is such a file. */
export function HandlersEditor({ workbench, onView }: { readonly workbench: Workbench; readonly onView: OnView }) {
  return <TextEditor workbench={workbench} of={HANDLERS} onView={onView} />;
}

const complete: CompletionSource = ({ state, pos, explicit }) => {
  const line = state.doc.lineAt(pos);
  const before = state.sliceDoc(line.from, pos);
  const found = handlerApiAt(before);
  if (!found || (!explicit && found.typed === "" && !before.endsWith("."))) return null;
  const options = Object.entries(found.members).map(([label, { type, info, insert = label }]) => {
    return { label, detail: type, info, apply: insert, type: insert === label ? "property" : "function" };
  });
  return { from: pos - found.typed.length, options, validFor: /^\w*$/ };
};

const help: HoverTooltipSource = ({ state }, pos) => {
  const word = state.wordAt(pos);
  if (!word) return null;
  const name = state.sliceDoc(word.from, word.to);
  const entry = handlerApiAt(state.sliceDoc(state.doc.lineAt(pos).from, word.to))?.members[name];
  if (!entry) return null;
  const dom = helpBox({ from: word.from, to: word.to, field: name, type: entry.type, info: entry.info });
  return { pos: word.from, end: word.to, above: true, create: () => ({ dom }) };
};

const HANDLERS: EditedText = {
  label: "Handlers (TypeScript)",
  language: [
    javascript({ typescript: true }),
    typescriptLanguage.data.of({ autocomplete: complete }),
    autocompletion({ icons: false }),
    hoverTooltip(help),
  ],
  text: ({ handlers }) => handlers?.text ?? "",
  problems: ({ handlersProblems }) => handlersProblems,
  edit: (workbench, text) => workbench.editHandlers(text),
};
