import { startOutsideServices } from "../../../actors/outside-services.ts";
import type { Part } from "../part.ts";

/** The outside services: payment provider, warehouse, parcel service and mail. Every run has them. */
export const outsidePart: Part = {
  watch({ connection, namespace, clock, recorder }) {
    let outages = 0;
    return {
      declare() {
        startOutsideServices(connection, namespace, recorder("outside"), () => outages > 0);
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
