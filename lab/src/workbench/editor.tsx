import { acceptCompletion, autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState, Prec, type Extension } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, hoverTooltip, keymap, lineNumbers } from "@codemirror/view";
import { useEffect, useRef } from "react";
import type { DraftTools } from "../session/draft/types.ts";
import type { Workbench } from "../session/workbench.ts";
import { completionsFrom, helpFrom } from "./assistance.ts";
import css from "./workbench.module.css";
import { editorTheme, highlighting } from "./editor-theme.ts";

/** The text of a scenario. Tab leaves it, as it leaves any other field; Ctrl+Space completes, F8 goes to the next problem. */
export function Editor({
  workbench,
  tools,
  onView,
}: {
  readonly workbench: Workbench;
  readonly tools: DraftTools;
  /** Told of the editor while it is there. */
  readonly onView: (view: EditorView | null) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!box.current) return;
    const made = new EditorView({ parent: box.current });
    onView(made);
    let opened = -1;
    const follow = () => {
      const state = workbench.getState();
      if (state.opened !== opened) {
        opened = state.opened;
        made.setState(EditorState.create({ doc: state.text, extensions: extensionsOf(workbench, tools) }));
      }
      if (state.text !== made.state.doc.toString()) return;
      const { length } = made.state.doc;
      const diagnostics = state.problems.map(({ from, to, message }) => {
        const begin = Math.min(from, length);
        return { from: begin, to: Math.min(Math.max(to, begin), length), severity: "error" as const, message };
      });
      made.dispatch(setDiagnostics(made.state, diagnostics));
    };
    follow();
    const stop = workbench.subscribe(follow);
    return () => {
      stop();
      made.destroy();
      onView(null);
    };
  }, [workbench, tools, onView]);
  return <div ref={box} className={css["editor"]} />;
}

function extensionsOf(workbench: Workbench, tools: DraftTools): Extension[] {
  return [
    lineNumbers(),
    history(),
    drawSelection(),
    highlightActiveLine(),
    indentOnInput(),
    bracketMatching(),
    yaml(),
    syntaxHighlighting(highlighting),
    lintGutter(),
    autocompletion({ override: [completionsFrom(tools)], icons: false }),
    hoverTooltip(helpFrom(tools)),
    Prec.high(keymap.of([{ key: "Tab", run: acceptCompletion }])),
    keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap, ...lintKeymap]),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ "aria-label": "Scenario (YAML)", spellcheck: "false", tabindex: "0" }),
    EditorView.updateListener.of(({ docChanged, state }) => {
      if (docChanged) workbench.edit(state.doc.toString());
    }),
    editorTheme,
  ];
}
