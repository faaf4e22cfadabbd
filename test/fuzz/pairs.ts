import { loadServerProgram } from "../../engine/wasm/build/load-program.ts";
import { EXACT, type Tolerance } from "./compare.ts";
import type { Pair } from "./hunt.ts";
import { natsVenue } from "./on-nats.ts";
import { simVenue } from "./on-sim.ts";
import { wasmVenue } from "./on-wasm.ts";
import type { Asked } from "./options.ts";
import type { Venue } from "./stage.ts";

/** In real time calls need to be apart to come in their order. */
export const REAL_PACE_MS = 20;
/** Nothing comes early but what the clocks round; how late, is up to the machine. */
const REAL_TIME: Tolerance = { lateMs: 150, earlyMs: 12 };

/** The simulated server, and the one that it is compared with. */
export async function pairFor({ against, fault }: Pick<Asked, "against" | "fault">, note: Note): Promise<Pair> {
  const tolerance = against === "nats" ? REAL_TIME : EXACT;
  return { first: simVenue(fault), second: await opponent(against, note), tolerance };
}

type Note = (line: string) => void;

function opponent(against: Asked["against"], note: Note): Promise<Venue> {
  switch (against) {
    case "wasm":
      return loadServerProgram().then(wasmVenue);
    case "nats":
      return natsVenue(note);
    case "sim":
      return Promise.resolve(simVenue());
  }
}
