import type { EditorView } from "@codemirror/view";
import { lazy, Suspense, useEffect, useRef } from "react";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import { Button } from "../parts/button.tsx";
import { ChooseFile } from "../parts/choose-file.tsx";
import { loadPart } from "../session/load-part.ts";
import type { OpenedFile } from "../session/opened-file.ts";
import type { Workbench } from "../session/workbench.ts";
import { Editor } from "./editor.tsx";
import type { OnView } from "./text-editor.tsx";
import { useWorkbench } from "./use-workbench.ts";
import css from "./workbench.module.css";

const HandlersEditor = lazy(() =>
  loadPart(() => import("./handlers-editor.tsx")).then((module) => ({ default: module.HandlersEditor })),
);

/** The texts of the workbench. */
export type FileName = "scenario" | "handlers";
export type Views = { readonly [name in FileName]: { current: EditorView | null } };

type FilesProps = {
  readonly workbench: Workbench;
  readonly shown: FileName;
  readonly onShown: (name: FileName) => void;
  readonly onView: { readonly [name in FileName]: OnView };
  readonly onFile: (file: OpenedFile) => void;
};

/** The scenario and its handlers file, one at a time. Both editors stay, so that each keeps its history. */
export function Files({ workbench, shown, onShown, onView, onFile }: FilesProps) {
  const file = useWorkbench(workbench, ({ handlers }) => handlers?.file ?? null);
  const agreed = useWorkbench(workbench, (state) => state.agreed);
  const before = useRef(file);
  useEffect(() => {
    if (file !== before.current) onShown(file === null ? "scenario" : "handlers");
    before.current = file;
  }, [file, onShown]);
  return (
    <Tabs
      className={css["files"] ?? ""}
      selectedKey={shown}
      onSelectionChange={(key) => onShown(key === "handlers" ? "handlers" : "scenario")}
    >
      <div className={css["top"]}>
        <TabList className={css["tabs"] ?? ""} aria-label="Files">
          <Tab id="scenario" className={css["tab"] ?? ""}>
            Scenario
          </Tab>
          <Tab id="handlers" className={css["tab"] ?? ""}>
            {file ?? "Handlers"}
          </Tab>
        </TabList>
        {agreed && file !== null && shown === "handlers" && (
          <Button look="quiet" onClick={() => workbench.removeHandlers()}>
            Remove
          </Button>
        )}
        {!agreed && file !== null && <Consent workbench={workbench} file={file} />}
      </div>
      <TabPanel id="scenario" shouldForceMount className={css["file"] ?? ""}>
        <Editor workbench={workbench} onView={onView.scenario} />
      </TabPanel>
      <TabPanel id="handlers" shouldForceMount className={css["file"] ?? ""}>
        {file === null ? (
          <NoHandlers workbench={workbench} onFile={onFile} />
        ) : (
          <Suspense fallback={<p className={css["hint"]}>Loading the editor</p>}>
            <HandlersEditor workbench={workbench} onView={onView.handlers} />
          </Suspense>
        )}
      </TabPanel>
    </Tabs>
  );
}

function NoHandlers({ workbench, onFile }: Pick<FilesProps, "workbench" | "onFile">) {
  return (
    <div className={css["hint"]}>
      <p>
        Write a handler of your own in TypeScript or JavaScript. A worker calls it with{" "}
        <code>{"handler: { kind: function, name: charge }"}</code>. It runs in a sandbox, without network or page.
      </p>
      <p className={css["buttons"]}>
        <Button onClick={() => workbench.addHandlers()}>Add a handlers file</Button>
        <ChooseFile accept=".ts,.js,.mts,.mjs" onFile={onFile}>
          Open handlers
        </ChooseFile>
      </p>
    </div>
  );
}

/** What somebody else wrote does not run unasked. */
function Consent({ workbench, file }: { readonly workbench: Workbench; readonly file: string }) {
  return (
    <div className={css["consent"]} role="alertdialog" aria-label="A handlers file from a link">
      <p>
        This link brings code: <b>{file}</b>. Nothing has run yet. It would run in a sandbox in this page, without
        network and without access to the page or your files. Read it first.
      </p>
      <p className={css["buttons"]}>
        <Button look="strong" onClick={() => workbench.agree()}>
          Run it
        </Button>
        <Button onClick={() => workbench.removeHandlers()}>Remove it</Button>
      </p>
    </div>
  );
}
