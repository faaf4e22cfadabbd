import { createRealmBroker } from "../../../engine/broker/realm-broker.ts";
import { VIRTUAL_EPOCH_MS } from "../../../engine/clock/virtual-realm.ts";
import { SimServer } from "../../../engine/sim/server.ts";
import type { ConformanceCase } from "../environment.ts";
import { runInRealm } from "../in-realm.ts";

/** What cases asked of the simulated server, and what it said to them. */
export type Spoken = {
  /** The operations that the server answers at all. */
  readonly operations: readonly string[];
  /** All that went over the wire, to the server and from it. */
  readonly asked: string;
  readonly said: string;
};

/** Runs the cases on simulated servers whose wires are listened in on. */
export async function listenIn(cases: readonly ConformanceCase[]): Promise<Spoken> {
  const [asked, said]: [string[], string[]] = [[], []];
  let operations: readonly string[] = [];
  for (const one of cases) {
    await runInRealm(one, ({ clock, hopMs }) => {
      const server = new SimServer({ clock: clock.rooted(), epochMs: VIRTUAL_EPOCH_MS });
      operations = server.operations;
      const accept: SimServer["accept"] = ({ send, close }) => {
        const session = server.accept({ send: (bytes) => (said.push(text(bytes)), send(bytes)), close });
        return {
          receive: (bytes) => (asked.push(text(bytes)), session.receive(bytes)),
          closed: () => session.closed(),
        };
      };
      return createRealmBroker({ server: { accept }, clock, hopMs });
    });
  }
  return { operations, asked: asked.join(""), said: said.join("") };
}

/** The beginning is enough: what matters is not in a message's payload. */
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes.subarray(0, 4096));
