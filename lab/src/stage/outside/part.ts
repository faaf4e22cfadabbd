import type { FlagMark } from "../../panels/time-machine/types.ts";
import type { FlowFacts } from "../flow/read.ts";
import { chargesAnything, WORLD_NODE } from "../names.ts";
import type { Part } from "../part.ts";
import { SOME_SIZE } from "../types.ts";
import type { RunIndex } from "../trace/run-index.ts";
import { outagesOf } from "./outages.ts";
import { outsideStageAt } from "./stage.ts";

/** The services outside that nothing can roll back: the payment provider, the warehouse, the parcel service, the mail. */
export const outside = {
  sizes: { world: () => SOME_SIZE },
  draw: ({ scenario, node }) => {
    if (chargesAnything(scenario)) node(WORLD_NODE, "world", "payment provider");
    if (scenario.flow) node(WORLD_NODE, "world", "the world outside");
  },
  stage: outsideStageAt,
  /** That it answers again no event tells. */
  flags: (index: RunIndex & FlowFacts) => {
    const who = index.flows ? "the world outside" : "the payment provider";
    return outagesOf(index)
      .filter(({ to }) => to <= index.endMs)
      .map(({ to }): FlagMark => {
        return { at: to, seq: null, kind: "restart", label: `${who} answers again`, actor: null, job: null };
      });
  },
  aways: outagesOf,
} satisfies Part;
