import { useState } from "react";
import { useFiguresShown, useLab, usePlayhead, useRun, useSession } from "../../binding/session-context.tsx";
import { Button } from "../../parts/button.tsx";
import { toClipboard } from "../../parts/clipboard.ts";
import { save } from "../../parts/save-file.ts";
import { failureOf, LabError } from "../../session/errors.ts";
import { exportFile, fileName, momentName } from "../../session/export-run.ts";
import type { Failure, Run } from "../../session/types.ts";
import { takePicture, type PictureFormat } from "./picture.ts";
import css from "./share-menu.module.css";

const STAGE = '[aria-label="The system at this moment"]';

/** The files that can be made of the run on screen. */
export function ShareActions({ onDone }: { readonly onDone: () => void }) {
  const run = useRun();
  const [failure, setFailure] = useState<Failure | null>(null);
  const make: Make = async (file) => {
    try {
      save(await file());
      onDone();
    } catch (thrown) {
      setFailure(failureOf(thrown));
    }
  };
  if (!run) return <p>There is no run yet.</p>;
  return (
    <>
      <Pictures run={run} make={make} />
      <Exports run={run} make={make} />
      <Embed run={run} onFailure={setFailure} />
      {failure && (
        <p role="alert" className={css["failure"]}>
          {failure.message} {failure.remedy}
        </p>
      )}
    </>
  );
}

/** Hands a file to the browser. What goes wrong is said in the menu. */
type Make = (file: () => File | Promise<File>) => Promise<void>;
type Props = { readonly run: Run; readonly make: Make };

function Pictures({ run, make }: Props) {
  const session = useSession();
  const picture = (format: PictureFormat) =>
    takePicture(stageElement(), format, fileName(run, momentName(session.playhead.get())));
  return (
    <section className={css["section"]} aria-labelledby="share-picture">
      <h2 id="share-picture">Picture of this moment</h2>
      <div className={css["buttons"]}>
        <Button onClick={() => void make(() => picture("svg"))}>SVG</Button>
        <Button onClick={() => void make(() => picture("png"))}>PNG</Button>
      </div>
    </section>
  );
}

function stageElement(): HTMLElement {
  const stage = document.querySelector<HTMLElement>(STAGE);
  if (stage) return stage;
  throw new LabError({ message: "There is no canvas on this screen.", remedy: "Open a run first." });
}

function Exports({ run, make }: Props) {
  const shown = useFiguresShown();
  const { seq } = usePlayhead();
  const selected = useLab(({ selection }) => (selection?.kind === "job" ? selection.job : null));
  const [only, setOnly] = useState(false);
  const job = only ? selected : null;
  const lastSeq = shown ? Number.POSITIVE_INFINITY : seq;
  return (
    <section className={css["section"]} aria-labelledby="share-export">
      <h2 id="share-export">File for another tool</h2>
      {!shown && <p className={css["hint"]}>Up to this moment. After your prediction: the whole run.</p>}
      {selected !== null && (
        <label className={css["only"]}>
          <input type="checkbox" checked={only} onChange={({ currentTarget }) => setOnly(currentTarget.checked)} />
          Only {selected}
        </label>
      )}
      <ul className={css["tools"]}>
        {TOOLS.map(({ format, name, does }) => (
          <li key={format}>
            <Button onClick={() => void make(() => exportFile({ run, lastSeq, job }, format))}>{name}</Button>
            <span className={css["hint"]}>{does}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The code that shows this run in another page. A recorded run has no link, and so no such code. */
function Embed({ run, onFailure }: { readonly run: Run; readonly onFailure: (failure: Failure) => void }) {
  const session = useSession();
  const recorded = useLab((state) => state.recorded !== null);
  const [code, setCode] = useState<string | null>(null);
  if (recorded) return null;
  const make = async () => {
    try {
      const text = embedCode(await session.link(), run.scenario.title);
      await toClipboard(text);
      setCode(text);
    } catch (thrown) {
      onFailure(failureOf(thrown));
    }
  };
  return (
    <section className={css["section"]} aria-labelledby="share-embed">
      <h2 id="share-embed">In another page</h2>
      <div className={css["buttons"]}>
        <Button onClick={() => void make()}>Copy the embed code</Button>
      </div>
      {code !== null && (
        <textarea
          className={css["field"]}
          aria-label="Embed code"
          readOnly
          rows={4}
          value={code}
          onFocus={({ currentTarget }) => currentTarget.select()}
        />
      )}
    </section>
  );
}

/** Titles are text in an attribute here. */
function embedCode(link: string, title: string): string {
  const address = new URL(`#/embed/run/${link}?view=stage`, window.location.href);
  const escaped = title.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  return `<iframe src="${address.href.replaceAll("&", "&amp;")}" title="${escaped}" width="900" height="520" loading="lazy" allow="clipboard-write"></iframe>`;
}

const TOOLS = [
  { format: "mermaid", name: "Mermaid", does: "a sequence diagram for documents and issues" },
  { format: "perfetto", name: "Perfetto", does: "a track per actor: ui.perfetto.dev, Chrome" },
  { format: "otlp", name: "OpenTelemetry", does: "a trace per job: OTLP JSON" },
] as const;
