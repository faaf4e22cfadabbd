import { useLocation } from "wouter";
import { Button } from "../parts/button.tsx";
import { ChooseFile } from "../parts/choose-file.tsx";
import css from "./bring-your-own.module.css";
import { openFile, type Openers } from "./open-file.ts";

/** What a visitor has themselves. */
export function BringYourOwn({ openers }: { readonly openers: Openers }) {
  const [, navigate] = useLocation();
  return (
    <section className={css["own"]} aria-labelledby="bring-your-own">
      <h2 id="bring-your-own">Bring your own</h2>
      <ul className={css["ways"]}>
        <li>
          <h3>A scenario</h3>
          <p>
            Write queues, workers and faults as text. The editor completes and checks it, and each change runs at once.
            You can also drop a <code>.yaml</code> file anywhere on this page.
          </p>
          <div className={css["buttons"]}>
            <Button look="strong" onClick={() => navigate("/workbench")}>
              Open the workbench
            </Button>
            <ChooseFile accept=".yaml,.yml,.json" onFile={(file) => void openFile(file, openers, navigate)}>
              Open a scenario
            </ChooseFile>
          </div>
        </li>
        <li>
          <h3>A recorded run</h3>
          <p>
            Open a trace that <code>run --trace</code> wrote, on the simulated broker or on a real nats-server. It
            plays, scrubs and is judged like the runs of the course. The file stays on this device.
          </p>
          <ChooseFile accept=".jsonl,.ndjson" onFile={(file) => void openFile(file, openers, navigate)}>
            Open a trace
          </ChooseFile>
        </li>
      </ul>
    </section>
  );
}
