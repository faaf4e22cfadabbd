/** The brokers that a scenario runs on. */
export const BROKERS = ["sim", "nats", "wasm"] as const;
export type BrokerName = (typeof BROKERS)[number];

/** The broker that a name means today; traces, links and commands from before still say `tab` for the simulated server. */
export function currentBroker(name: unknown): unknown {
  return name === "tab" ? "sim" : name;
}

/** Whether runs on it are in virtual time: byte for byte the same, and with no processes. */
export function isVirtual(broker: BrokerName): boolean {
  return broker !== "nats";
}
