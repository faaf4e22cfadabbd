import { Icon } from "../../parts/icons.tsx";
import type { QueueServersView } from "./types.ts";
import css from "./servers.module.css";

/** The servers of a cluster, under their queue: which are alive, which have a copy, and which one leads. */
export function ServerRow({ view }: { readonly view: QueueServersView }) {
  return (
    <ul className={css["row"]} aria-label="Servers">
      {view.servers.map(({ name, up, leads, holds }) => (
        <li key={name} className={css["server"]} data-up={up} data-leads={leads} data-holds={holds}>
          {!up && <Icon name="crash" size={12} />}
          {leads && <Icon name="star" size={12} />}
          <span>{name}</span>
          <span className="visually-hidden">{wordOf({ up, leads, holds })}</span>
        </li>
      ))}
    </ul>
  );
}

function wordOf({ up, leads, holds }: Omit<QueueServersView["servers"][number], "name">): string {
  if (!up) return holds ? ", dead, with a copy on its disk" : ", dead";
  if (leads) return ", leader";
  return holds ? ", has a copy" : ", has no copy";
}

/** Shown instead of the queue's age while no server answers. */
export function AwayWord({ view: { state } }: { readonly view: QueueServersView }) {
  return (
    <span className={css["away"]}>
      <Icon name={state === "away" ? "crash" : "hourglass"} size={13} />
      {state === "away" ? "server down" : "no leader"}
    </span>
  );
}

/** An actor that is not connected to a server. */
export function CutOffWord() {
  return <span className={css["cutOff"]}>no connection</span>;
}
