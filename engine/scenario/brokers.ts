/** The brokers that a scenario runs on. */
export const BROKERS = ["sim", "nats", "wasm"] as const;
export type BrokerName = (typeof BROKERS)[number];

/** Whether runs on it are in virtual time: reproducible byte for byte, and without processes. */
export function isVirtual(broker: BrokerName): boolean {
  return broker !== "nats";
}
