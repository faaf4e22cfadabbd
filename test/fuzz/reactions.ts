import { problemOf } from "./problems.ts";
import type { Scene } from "./perform.ts";
import type { Reaction } from "./program.ts";
import type { Inbound } from "./inbound.ts";

/** Settles a message as the reaction says. Only a confirmation is seen, or that there was none. */
export async function react({ id, how }: Reaction, message: Inbound, scene: Scene): Promise<void> {
  try {
    await message.settle(how);
    if (how.confirmed === true) scene.note(id, "confirmed");
  } catch (thrown) {
    scene.note(id, problemOf(thrown));
  }
}
