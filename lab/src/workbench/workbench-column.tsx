import type { EditorView } from "@codemirror/view";
import { useMemo, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useLocation } from "wouter";
import { openFile, type Openers } from "../app/open-file.ts";
import { useArrival } from "../binding/use-arrival.ts";
import { Button } from "../parts/button.tsx";
import { ChooseFile } from "../parts/choose-file.tsx";
import { save } from "../parts/save-file.ts";
import type { Workbench } from "../session/workbench.ts";
import type { DraftProblem } from "../session/draft/types.ts";
import type { OpenedFile } from "../session/opened-file.ts";
import { Files, type FileName } from "./files.tsx";
import { Problems } from "./problems.tsx";
import { useWorkbench } from "./use-workbench.ts";
import css from "./workbench.module.css";

/** The text and what can be done with it, in the place where a lesson stands. */
export function WorkbenchColumn({ openers }: { readonly openers: Openers }) {
  const { workbench } = openers;
  const [, navigate] = useLocation();
  const [shown, setShown] = useState<FileName>("scenario");
  const scenario = useRef<EditorView | null>(null);
  const handlers = useRef<EditorView | null>(null);
  const onView = useMemo(
    () => ({
      scenario: (made: EditorView | null) => void (scenario.current = made),
      handlers: (made: EditorView | null) => void (handlers.current = made),
    }),
    [],
  );
  const onFile = (file: OpenedFile) => void openFile(file, openers, navigate);
  const show = (name: FileName, problem: DraftProblem) => {
    // The panel must be there before its text can have the focus.
    flushSync(() => setShown(name));
    goTo(name === "scenario" ? scenario.current : handlers.current, problem);
  };
  return (
    <section className={css["column"]} aria-label="Workbench">
      <h1 className={css["title"]} ref={useArrival()} tabIndex={-1} data-arrival>
        Scenario workbench
      </h1>
      <Name workbench={workbench} />
      <div className={css["buttons"]} role="group" aria-label="The scenario's text">
        <Button onClick={() => workbench.blank()}>New</Button>
        <ChooseFile accept=".yaml,.yml,.json" onFile={onFile}>
          Open a scenario
        </ChooseFile>
        <Button onClick={() => exportText(workbench)}>Export</Button>
        <Copies workbench={workbench} />
      </div>
      <Files {...{ workbench, shown, onView, onFile }} onShown={setShown} />
      <Problems workbench={workbench} onShow={show} />
    </section>
  );
}

function exportText(workbench: Workbench): void {
  const { name, text, handlers } = workbench.getState();
  save(new File([text], `${name.replaceAll(/[^\w.-]+/g, "-")}.yaml`, { type: "application/yaml" }));
  if (handlers) save(new File([handlers.text], handlers.file, { type: "text/plain" }));
}

function goTo(view: EditorView | null, { from, to }: DraftProblem): void {
  if (!view) return;
  const { length } = view.state.doc;
  view.dispatch({ selection: { anchor: Math.min(from, length), head: Math.min(to, length) }, scrollIntoView: true });
  view.focus();
}

/** The name under which each change is kept on this device. */
function Name({ workbench }: { readonly workbench: Workbench }) {
  const name = useWorkbench(workbench, (state) => state.name);
  const kept = useWorkbench(workbench, (state) => state.kept);
  const unsaved = useWorkbench(workbench, (state) => state.unsaved);
  const [typed, setTyped] = useState<string | null>(null);
  const commit = () => {
    if (typed !== null) workbench.rename(typed);
    setTyped(null);
  };
  return (
    <form
      className={css["name"]}
      onSubmit={(event) => {
        event.preventDefault();
        commit();
      }}
    >
      <label htmlFor="workbench-name">Name</label>
      <input
        id="workbench-name"
        value={typed ?? name}
        maxLength={80}
        autoComplete="off"
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={commit}
      />
      <p className={css["kept"]} role={unsaved ? "alert" : undefined} data-bad={unsaved ? true : undefined}>
        {unsaved ? `${unsaved.message} ${unsaved.remedy}` : kept ? "Kept on this device." : "Not changed yet."}
      </p>
    </form>
  );
}

/** The texts that are kept on this device. */
function Copies({ workbench }: { readonly workbench: Workbench }) {
  const name = useWorkbench(workbench, (state) => state.name);
  const kept = useWorkbench(workbench, (state) => state.kept);
  const [, setRound] = useState(0);
  const names = workbench.names();
  return (
    <>
      <select
        className={css["copies"]}
        aria-label="Local copies"
        value={kept ? name : ""}
        disabled={names.length === 0}
        onFocus={() => setRound((round) => round + 1)}
        onChange={(event) => workbench.openCopy(event.currentTarget.value)}
      >
        {!kept && <option value="">{names.length === 0 ? "No local copies" : "Local copies"}</option>}
        {names.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
      <Button disabled={!kept} onClick={() => workbench.forget(name)}>
        Delete copy
      </Button>
    </>
  );
}
