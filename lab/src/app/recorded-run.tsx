import type { ReactNode } from "react";
import { useLocation } from "wouter";
import { useArrival } from "../binding/use-arrival.ts";
import { useLab, useRun, useSession } from "../binding/session-context.tsx";
import { Button } from "../parts/button.tsx";
import { formatExact } from "../parts/format.ts";
import type { Run } from "../session/types.ts";
import { ShareMenu } from "./share/share-menu.tsx";
import css from "./recorded-run.module.css";
import toolbarCss from "./toolbar.module.css";

const BROKERS: Record<Run["outcome"]["header"]["broker"], string> = {
  sim: "the simulated broker, in virtual time",
  wasm: "nats-server as WebAssembly, in virtual time",
  nats: "a real nats-server, in real time",
};

/** The facts of a recorded run, in the column of the lesson. */
export function RecordedRun({ file }: { readonly file: string }) {
  const run = useRun();
  if (!run) return null;
  const { header, events, report } = run.outcome;
  const { scenario, variant, seed, knobs, broker, engine } = header;
  const title = scenario.variants.find(({ id }) => id === variant)?.title;
  return (
    <article className={css["recorded"]}>
      <header>
        <p className={css["kind"]}>Recorded run</p>
        <Title key={scenario.id} title={scenario.title} />
      </header>
      <p>{scenario.shows}</p>
      <dl className={css["facts"]}>
        <Fact name="File">{file}</Fact>
        <Fact name="Ran on">{BROKERS[broker]}</Fact>
        {title !== undefined && <Fact name="Variant">{title}</Fact>}
        {Object.entries(knobs).map(([id, value]) => (
          <Fact key={id} name={scenario.knobs.find((knob) => knob.id === id)?.title ?? id}>
            {String(value)}
          </Fact>
        ))}
        <Fact name="Seed">{seed}</Fact>
        <Fact name="Length">
          {formatExact(run.index.endMs)}, {events.length} events
        </Fact>
        <Fact name="Engine">{engine}</Fact>
      </dl>
      <p className={css["verdict"]} data-verdict={report.verdict}>
        <strong>{report.verdict === "passed" ? "Passed." : "Failed."}</strong> {report.sentence}
      </p>
      <p className={css["hint"]}>
        Play it, go to any moment, and click a worker, a queue or a message. A recorded run cannot be changed. Run it
        here to crash a worker or to turn a knob.
      </p>
      <RunItHere />
    </article>
  );
}

function Title({ title }: { readonly title: string }) {
  return (
    <h1 ref={useArrival()} tabIndex={-1} data-arrival>
      {title}
    </h1>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** The same scenario with the same settings, made in the lab. */
function RunItHere() {
  const session = useSession();
  const [, navigate] = useLocation();
  return (
    <Button icon="play" onClick={() => void session.link().then((link) => navigate(`/run/${link}`))}>
      Run it here
    </Button>
  );
}

/** Which of the file's runs is on screen. */
export function RecordedBar() {
  const session = useSession();
  const run = useRun();
  const branches = useLab((state) => state.branches);
  const file = useLab((state) => state.recorded?.file);
  return (
    <div className={toolbarCss["toolbar"]} role="group" aria-label="This run">
      <span className={css["file"]}>{file}</span>
      {branches.length > 1 && (
        <select
          className={toolbarCss["branches"]}
          aria-label="Runs in this file"
          value={run?.id ?? 0}
          onChange={(event) => session.showBranch(Number(event.currentTarget.value))}
        >
          {branches.map(({ id, label, request }) => (
            <option key={id} value={id}>
              {id}. {request.scenario.id}: {label}
            </option>
          ))}
        </select>
      )}
      <div className={css["share"]}>
        <ShareMenu />
      </div>
    </div>
  );
}
