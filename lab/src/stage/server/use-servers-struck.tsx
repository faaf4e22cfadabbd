import { useLab } from "../../binding/session-context.tsx";

/** The number of servers if the scenario strikes one of them; else null. */
export const useServersStruck = (): number | null =>
  useLab(({ scenario }) =>
    scenario?.faults.some(({ kind }) => kind === "server-kill") ? (scenario.servers ?? 1) : null,
  );
