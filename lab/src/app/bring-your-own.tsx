import { useLocation } from "wouter";
import { ChooseFile } from "../parts/choose-file.tsx";
import type { MainSession } from "../session/types.ts";
import css from "./bring-your-own.module.css";
import { openFile } from "./open-file.ts";

/** What a visitor has themselves. */
export function BringYourOwn({ session }: { readonly session: MainSession }) {
  const [, navigate] = useLocation();
  return (
    <section className={css["own"]} aria-labelledby="bring-your-own">
      <h2 id="bring-your-own">Bring your own</h2>
      <ul className={css["ways"]}>
        <li>
          <h3>A recorded run</h3>
          <p>
            Open a trace that <code>run --trace</code> wrote, on the simulated broker or on a real nats-server. It
            plays, scrubs and is judged like the runs of the course. The file stays on this device.
          </p>
          <ChooseFile accept=".jsonl,.ndjson" onFile={(file) => void openFile(file, session, navigate)}>
            Open a trace
          </ChooseFile>
        </li>
      </ul>
    </section>
  );
}
