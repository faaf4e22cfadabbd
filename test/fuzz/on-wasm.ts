import { createWasmBroker, type WasmBroker } from "../../engine/broker/wasm-broker.ts";
import { jetstreamManager } from "@nats-io/jetstream";
import { VirtualClock } from "../../engine/clock/virtual-clock.ts";
import { enterVirtualRealm } from "../../engine/clock/virtual-realm.ts";
import type { ServerProgram } from "../../engine/wasm/program.ts";
import { runIn } from "./on-sim.ts";
import type { Stage, Place } from "./stage.ts";

/** A server grows with what it has seen, and a new one takes a moment to start. */
const PROGRAMS_A_SERVER = 50;

type Running = { readonly clock: VirtualClock; readonly broker: WasmBroker; served: number };

/** The real nats-server under virtual time. One serves many programs, each of which finds it without any stream. */
export function wasmPlace(program: ServerProgram): Place {
  let running: Running | undefined;
  const stop = () => {
    running?.broker.process.kill();
    running = undefined;
  };
  return {
    name: "wasm",
    async perform(body) {
      if (running !== undefined && running.served >= PROGRAMS_A_SERVER) stop();
      const clock = running?.clock ?? new VirtualClock();
      const leave = enterVirtualRealm(clock, 1);
      try {
        running ??= { clock, broker: createWasmBroker({ program, clock, hopMs: 1 }), served: 0 };
        running.served++;
        await runIn(clock, running.broker, async (stage) => {
          await body(stage);
          await clear(stage);
        });
      } catch (thrown) {
        stop();
        throw thrown;
      } finally {
        leave();
      }
    },
    close() {
      stop();
      return Promise.resolve();
    },
  };
}

async function clear(stage: Stage): Promise<void> {
  const connection = await stage.connect("clear");
  const manager = await jetstreamManager(connection);
  for await (const name of manager.streams.names()) await manager.streams.delete(name);
  await connection.close();
}
