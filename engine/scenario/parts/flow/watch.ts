import { jetstreamManager } from "@nats-io/jetstream";
import type { FaultTools } from "../../faults/fault.ts";
import type { PartWatch, WatchedRun } from "../part.ts";
import type { FlowSpec } from "./schema.ts";
import { flowStores, type FlowStores } from "./stores.ts";

/** Declares and deletes what the flow's coordinators store, and looks up an order if the scenario asks for it. */
export class FlowWatch implements PartWatch {
  readonly tools: Partial<FaultTools> = { loseStores: () => this.lose() };
  private readonly run: WatchedRun;
  private readonly flow: FlowSpec;
  private readonly stores: FlowStores;

  constructor(run: WatchedRun, flow: FlowSpec) {
    this.run = run;
    this.flow = flow;
    this.stores = flowStores(flow.design, run.queues, run.namespace);
  }

  declare(): Promise<void> {
    return this.stores.declare(this.run.connection);
  }

  begin(): void {
    const { connection, jsm, clock, observer } = this.run;
    const { ask } = this.flow;
    if (ask === null) return;
    const { order, atMs } = ask;
    clock.setTimeout(() => {
      this.stores.lookUp(connection, jsm, order).then(
        (found) => observer.record({ type: "flow-looked-up", flow: order, ...found }),
        () => undefined,
      );
    }, atMs);
  }

  takeDown(): Promise<void> {
    return this.stores.delete(this.run.connection).catch(() => undefined);
  }

  private async lose(): Promise<void> {
    await this.stores.lose(await jetstreamManager(this.run.connection));
  }
}
