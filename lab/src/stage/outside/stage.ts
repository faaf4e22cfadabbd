import type { OrderStanding } from "../../../../engine/views.ts";
import type { FlowFacts } from "../flow/read.ts";
import { standingsAt } from "../flow/standings.ts";
import type { OutsideView } from "../flow/types.ts";
import type { RunIndex } from "../trace/run-index.ts";
import { ledgerAt } from "./ledger.ts";
import { outageUntil } from "./outages.ts";
import type { OutsideFacts } from "./read.ts";
import type { LedgerView } from "./types.ts";

export type OutsideStage = {
  /** The effects of the outside services on orders; null without a flow. */
  readonly outside: OutsideView | null;
  /** Null if nothing in the scenario costs money. */
  readonly ledger: LedgerView | null;
  /** The outside services do not answer until then; null while they answer. */
  readonly outageUntil: number | null;
};

export function outsideStageAt(index: RunIndex & FlowFacts & OutsideFacts, atMs: number): OutsideStage {
  return {
    outside: index.flows ? outsideAt(index, atMs) : null,
    ledger: ledgerAt(index, atMs),
    outageUntil: outageUntil(index, atMs),
  };
}

function outsideAt(index: RunIndex, atMs: number): OutsideView {
  const truths = standingsAt(index, atMs).map(({ truth }) => truth);
  const sum = (count: (truth: OrderStanding["truth"]) => number) =>
    truths.reduce((total, truth) => total + count(truth), 0);
  return {
    reserved: sum(({ reserved }) => reserved),
    paidCents: sum(({ paidCents }) => paidCents),
    parcels: sum(({ shipped }) => shipped),
    mails: sum(({ mails }) => mails),
  };
}
