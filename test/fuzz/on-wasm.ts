import { createWasmBroker } from "../../engine/broker/wasm-broker.ts";
import { VirtualClock } from "../../engine/clock/virtual-clock.ts";
import { enterVirtualRealm } from "../../engine/clock/virtual-realm.ts";
import { loadServerProgram } from "../../engine/wasm/build/load-program.ts";
import { runIn } from "./on-tab.ts";
import type { Venue } from "./stage.ts";

/** The real nats-server under virtual time: a fresh one for each program. */
export async function wasmVenue(): Promise<Venue> {
  const program = await loadServerProgram();
  return {
    name: "wasm",
    async perform(body) {
      const clock = new VirtualClock();
      const leave = enterVirtualRealm(clock, 1);
      const broker = createWasmBroker({ program, clock, hopMs: 1 });
      try {
        await runIn(clock, broker, body);
      } finally {
        broker.process.kill();
        leave();
      }
    },
    close: () => Promise.resolve(),
  };
}
