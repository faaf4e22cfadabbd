import type { FlagMark } from "../../panels/time-machine/types.ts";
import type { FlowFacts } from "../flow/read.ts";
import { chargesAnything, OUTSIDE_NODE } from "../names.ts";
import type { Part } from "../part.ts";
import { SOME_SIZE } from "../types.ts";
import type { RunIndex } from "../trace/run-index.ts";
import { outagesOf } from "./outages.ts";
import { readOutside } from "./read.ts";
import { outsideStageAt } from "./stage.ts";

/**
 * The outside services, whose effects cannot be rolled back: the payment provider, the warehouse, the parcel service,
 * the mail.
 */
export const outside = {
  sizes: { outside: () => SOME_SIZE },
  draw: ({ scenario, node }) => {
    if (chargesAnything(scenario)) node(OUTSIDE_NODE, "outside", "payment provider");
    if (scenario.flow) node(OUTSIDE_NODE, "outside", "the outside services");
  },
  read: readOutside,
  stage: outsideStageAt,
  /** No event reports the end of an outage. */
  flags: (index: RunIndex & FlowFacts) => {
    const who = index.flows ? "the outside services" : "the payment provider";
    return outagesOf(index)
      .filter(({ to }) => to <= index.endMs)
      .map(({ to }): FlagMark => {
        return { at: to, seq: null, kind: "restart", label: `${who} answers again`, actor: null, job: null };
      });
  },
  absences: outagesOf,
} satisfies Part;
