import { loadServerProgram } from "../../engine/wasm/build/load-program.ts";
import { EXACT, type Tolerance } from "./compare.ts";
import type { Pair } from "./hunt.ts";
import { natsPlace } from "./on-nats.ts";
import { simPlace } from "./on-sim.ts";
import { wasmPlace } from "./on-wasm.ts";
import type { Asked } from "./options.ts";
import type { Place } from "./stage.ts";

/** In real time calls need to be apart to come in their order. */
export const REAL_PACE_MS = 20;
/** Nothing comes early but what the clocks round; how late, is up to the machine. */
const REAL_TIME: Tolerance = { lateMs: 150, earlyMs: 12 };

/** The simulated server, and the one that it is compared with. */
export async function pairFor({ against, fault }: Pick<Asked, "against" | "fault">, note: Note): Promise<Pair> {
  const tolerance = against === "nats" ? REAL_TIME : EXACT;
  return { first: simPlace(fault), second: await opponent(against, note), tolerance };
}

type Note = (line: string) => void;

function opponent(against: Asked["against"], note: Note): Promise<Place> {
  switch (against) {
    case "wasm":
      return loadServerProgram().then(wasmPlace);
    case "nats":
      return natsPlace(note);
    case "sim":
      return Promise.resolve(simPlace());
  }
}
