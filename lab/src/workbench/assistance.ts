import type { Completion, CompletionSource } from "@codemirror/autocomplete";
import type { HoverTooltipSource } from "@codemirror/view";
import type { DraftTools, FieldHelp } from "../session/draft/types.ts";

/** What the Web Worker knows of the scenario's schema, as the editor asks for it. Everything is shown as text, never as markup. */

export function completionsFrom(tools: DraftTools): CompletionSource {
  return async ({ state, pos, explicit }) => {
    const typed = /[\w-]*$/.exec(state.doc.lineAt(pos).text.slice(0, pos - state.doc.lineAt(pos).from))?.[0] ?? "";
    if (!explicit && typed === "" && !/:\s$/.test(state.sliceDoc(Math.max(0, pos - 2), pos))) return null;
    const found = await tools.complete(state.doc.toString(), pos).catch(() => null);
    if (!found) return null;
    const options = found.options.map(({ label, kind, detail, info, text }): Completion => {
      const type = kind === "field" ? "property" : "constant";
      return { label, type, detail, apply: text, ...(info === "" ? {} : { info }) };
    });
    return { from: found.from, options, validFor: /^[\w-]*$/ };
  };
}

export function helpFrom(tools: DraftTools): HoverTooltipSource {
  return async ({ state }, pos) => {
    const help = await tools.explain(state.doc.toString(), pos).catch(() => null);
    if (!help) return null;
    return { pos: help.from, end: help.to, above: true, create: () => ({ dom: helpBox(help) }) };
  };
}

export function helpBox({ field, type, info }: FieldHelp): HTMLElement {
  const box = document.createElement("div");
  box.className = "cm-field-help";
  for (const [tag, text] of [
    ["strong", field],
    ["code", type],
    ["p", info],
  ] as const) {
    if (text === "") continue;
    const part = document.createElement(tag);
    part.textContent = text;
    box.append(part, " ");
  }
  return box;
}
