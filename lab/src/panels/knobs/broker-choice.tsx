import { useLab, useSession } from "../../binding/session-context.tsx";
import type { LabBroker } from "../../session/types.ts";
import css from "../panels.module.css";

const ID = "broker-choice";

/** Which broker the run takes place on; nothing to choose where the real server was not built. */
export function BrokerChoice() {
  const session = useSession();
  const broker = useLab((state) => state.broker);
  const fetching = useLab((state) => state.fetching);
  const fits = useLab(({ scenario }) => scenario?.brokers.includes("wasm") ?? true);
  const { realServer } = session;
  if (realServer === null) return null;
  if (!fits) {
    return (
      <p className={css["meaning"]}>
        This lesson is about several servers. The real one, run in a tab, has no network to find others: here the
        simulated broker stands for them.
      </p>
    );
  }
  return (
    <div className={css["knob"]}>
      <label className={css["knobTitle"]} htmlFor={ID}>
        Broker
      </label>
      <select
        id={ID}
        className={css["select"]}
        value={broker}
        aria-describedby={`${ID}-meaning`}
        onChange={(event) => void session.setBroker(event.currentTarget.value as LabBroker)}
      >
        <option value="sim">Simulated broker</option>
        <option value="wasm">Real nats-server</option>
      </select>
      <p className={css["meaning"]} id={`${ID}-meaning`}>
        The real one is nats-server {realServer.version}, run in this tab under the same virtual time;{" "}
        {megabytes(realServer.compressedBytes)} are fetched when you first choose it.
      </p>
      <p className={css["meaning"]} role="status">
        {/* In steps that a screen reader can keep up with. */}
        {fetching === null ? "" : `Fetching it: ${Math.floor(fetching * 10) * 10} %`}
      </p>
    </div>
  );
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
