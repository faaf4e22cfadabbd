import { autocompletion } from "@codemirror/autocomplete";
import { yaml } from "@codemirror/lang-yaml";
import { hoverTooltip } from "@codemirror/view";
import { useMemo } from "react";
import type { Workbench } from "../session/workbench.ts";
import { completionsFrom, helpFrom } from "./assistance.ts";
import { TextEditor, type EditedText, type OnView } from "./text-editor.tsx";

/** The text of a scenario. */
export function Editor({ workbench, onView }: { readonly workbench: Workbench; readonly onView: OnView }) {
  const { tools } = workbench;
  const of = useMemo(
    (): EditedText => ({
      label: "Scenario (YAML)",
      language: [
        yaml(),
        autocompletion({ override: [completionsFrom(tools)], icons: false }),
        hoverTooltip(helpFrom(tools)),
      ],
      text: ({ text }) => text,
      problems: ({ problems }) => problems,
      edit: (workbench, text) => workbench.edit(text),
    }),
    [tools],
  );
  return <TextEditor workbench={workbench} of={of} onView={onView} />;
}
