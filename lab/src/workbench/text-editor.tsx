import { completionKeymap, acceptCompletion } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState, Prec, type Extension } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { useEffect, useRef } from "react";
import type { DraftProblem } from "../session/draft/types.ts";
import type { Workbench, WorkbenchState } from "../session/workbench.ts";
import { editorTheme, highlighting } from "./editor-theme.ts";
import css from "./workbench.module.css";

/** One of the workbench's texts, and how it is edited. All members stay the same while the editor is there. */
export type EditedText = {
  readonly label: string;
  readonly language: Extension;
  text(state: WorkbenchState): string;
  problems(state: WorkbenchState): readonly DraftProblem[];
  edit(workbench: Workbench, text: string): void;
};

/** Told of the editor while it is there. */
export type OnView = (view: EditorView | null) => void;

/** A text of the workbench. Tab leaves it, as it leaves any other field; Ctrl+Space completes, F8 goes to the next problem. */
export function TextEditor({
  workbench,
  of,
  onView,
}: {
  readonly workbench: Workbench;
  readonly of: EditedText;
  readonly onView: OnView;
}) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!box.current) return;
    const made = new EditorView({ parent: box.current });
    onView(made);
    let opened = -1;
    const follow = () => {
      const state = workbench.getState();
      const text = of.text(state);
      if (state.opened !== opened) {
        opened = state.opened;
        if (text !== made.state.doc.toString() || made.state.doc.length === 0)
          made.setState(EditorState.create({ doc: text, extensions: extensionsOf(workbench, of) }));
      }
      if (text === made.state.doc.toString()) showProblems(made, of.problems(state));
    };
    follow();
    const stop = workbench.subscribe(follow);
    return () => {
      stop();
      made.destroy();
      onView(null);
    };
  }, [workbench, of, onView]);
  return <div ref={box} className={css["editor"]} />;
}

function showProblems(view: EditorView, problems: readonly DraftProblem[]): void {
  const { length } = view.state.doc;
  const diagnostics = problems.map(({ from, to, message }) => {
    const begin = Math.min(from, length);
    return { from: begin, to: Math.min(Math.max(to, begin), length), severity: "error" as const, message };
  });
  view.dispatch(setDiagnostics(view.state, diagnostics));
}

function extensionsOf(workbench: Workbench, { label, language, edit }: EditedText): Extension[] {
  return [
    lineNumbers(),
    history(),
    drawSelection(),
    highlightActiveLine(),
    indentOnInput(),
    bracketMatching(),
    language,
    syntaxHighlighting(highlighting),
    lintGutter(),
    Prec.high(keymap.of([{ key: "Tab", run: acceptCompletion }])),
    keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap, ...lintKeymap]),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", tabindex: "0" }),
    EditorView.updateListener.of(({ docChanged, state }) => {
      if (docChanged) edit(workbench, state.doc.toString());
    }),
    editorTheme,
  ];
}
