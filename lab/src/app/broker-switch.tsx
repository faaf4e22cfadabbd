import { useId } from "react";
import { useLab, useSession } from "../binding/session-context.tsx";
import type { LabBroker } from "../session/types.ts";
import css from "./toolbar.module.css";

/** Which broker the run takes place on; nothing to choose where the real server was not built. */
export function BrokerSwitch() {
  const session = useSession();
  const group = useId();
  const broker = useLab((state) => state.broker);
  const fetching = useLab((state) => state.fetching);
  const { realServer } = session;
  if (realServer === null) return null;
  const choices: readonly (readonly [LabBroker, string, string])[] = [
    ["tab", "In-tab broker", "Our own, which behaves as the real one does"],
    ["wasm", "Real nats-server", `nats-server ${realServer.version} in this tab, under virtual time`],
  ];
  return (
    <fieldset className={css["broker"]}>
      <legend className="visually-hidden">Broker</legend>
      <span className={css["variants"]}>
        {choices.map(([id, name, title]) => (
          <label key={id} title={title}>
            <input
              type="radio"
              name={group}
              className="visually-hidden"
              checked={id === broker}
              onChange={() => void session.setBroker(id)}
            />
            {name}
          </label>
        ))}
      </span>
      <span className={css["fetching"]} role="status">
        {fetching === null ? "" : <Progress part={fetching} bytes={realServer.compressedBytes} />}
      </span>
    </fieldset>
  );
}

/** In steps that a screen reader can keep up with. */
function Progress({ part, bytes }: { readonly part: number; readonly bytes: number }) {
  const percent = Math.floor(part * 10) * 10;
  return (
    <>
      Fetching it, <span className="num">{percent}</span> % of <span className="num">{(bytes / 1e6).toFixed(1)}</span>{" "}
      MB
    </>
  );
}
