import { startWorld } from "../../../actors/world.ts";
import type { Part } from "../part.ts";

/** The services outside: payment provider, warehouse, parcel service and mail. Every run has them. */
export const outsidePart: Part = {
  watch({ connection, namespace, clock, recorder }) {
    let outages = 0;
    return {
      declare() {
        startWorld(connection, namespace, recorder("world"), () => outages > 0);
        return Promise.resolve();
      },
      tools: {
        cutOff(forMs) {
          outages++;
          clock.setTimeout(() => outages--, forMs);
        },
      },
    };
  },
};
