import { useLab, useSession } from "../../binding/session-context.tsx";
import type { LabBroker } from "../../session/types.ts";
import css from "../panels.module.css";

const ID = "broker-choice";

/** The choice of the broker. Empty if the real server was not built. */
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
        This lesson needs several servers. The real server cannot form a cluster in a browser tab, because it has no
        network there. So the simulated broker runs this lesson.
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
        The real one is nats-server {realServer.version}. It runs in this tab, in the same virtual time. The lab
        downloads it when you first choose it ({megabytes(realServer.compressedBytes)}).
      </p>
      <p className={css["meaning"]} role="status">
        {/* In steps that a screen reader can keep up with. */}
        {fetching === null ? "" : `Downloading: ${Math.floor(fetching * 10) * 10} %`}
      </p>
    </div>
  );
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
