import type { KV } from "@nats-io/kv";
import { type ActorRefFrom, createActor, fromPromise, type SnapshotFrom } from "xstate";
import type { JsonValue } from "../../kernel/json.ts";
import type { ReturnAddress } from "../../reply/headers.ts";
import type { EventId } from "../../trace/event.ts";
import type { Probe } from "../../trace/probe.ts";
import { secondCarrierMachine } from "../orchestrator/second-carrier-machine.ts";
import type { OrderInput } from "../orchestrator/order-machine.ts";
import type { Command, OrderResult, StepReply } from "../order/order.ts";
import type { FlowClock } from "./flow-clock.ts";
import type { Sender } from "./sender.ts";
import type { Saved } from "./store.ts";

export type NaiveOptions = {
  readonly bucket: KV;
  readonly probe: Probe;
  readonly sender: Sender;
  readonly clockOf: (flow: string) => FlowClock;
};

type Flow = {
  readonly shop: ReturnAddress | null;
  readonly actor: ActorRefFrom<typeof secondCarrierMachine>;
  /** Resolves when all snapshots so far are stored. */
  saved: Promise<void>;
  state: string;
  /** The trace event of the message that is being handled. */
  cause: EventId | null;
};
type Asked = { readonly job: string; readonly take: (reply: StepReply) => void };

/** One actor per order; its snapshot is stored at every change, and restored after a restart. */
export class NaiveFlows {
  private readonly flows = new Map<string, Flow>();
  /** The steps that wait for a reply: `order-1/ship`. */
  private readonly asked = new Map<string, Asked>();
  private readonly options: NaiveOptions;
  private readonly machine = secondCarrierMachine.provide({
    actors: {
      reserve: this.service(),
      charge: this.service(),
      ship: this.service(),
      notify: this.service(),
      refund: this.service(),
      release: this.service(),
    },
  });

  constructor(options: NaiveOptions) {
    this.options = options;
  }

  /** Starts the actor of each stored order that has not ended. */
  async restore(): Promise<void> {
    const { bucket } = this.options;
    const orders: string[] = [];
    for await (const order of await bucket.keys()) orders.push(order);
    for (const order of orders.sort()) {
      const { shop, snapshot } = (await bucket.get(order))?.json<Saved>() ?? {};
      const kept = snapshot as unknown as SnapshotFrom<typeof secondCarrierMachine> | undefined;
      if (kept?.status !== "active" || shop === undefined) continue;
      // XState's type requires an input, which is not read when there is a snapshot.
      const how = { snapshot: kept, input: kept.context, clock: this.options.clockOf(order) };
      this.run(order, createActor(this.machine, how), { shop, state: kept.value, cause: null });
    }
  }

  /** Starts an order. Resolves once it is stored. */
  async begin(input: OrderInput, shop: ReturnAddress | null, cause: EventId): Promise<void> {
    const { order } = input;
    if (this.flows.has(order)) return;
    this.options.probe.record({ type: "flow-started", flow: order, design: "naive-xstate" }, cause);
    const actor = createActor(this.machine, { input, clock: this.options.clockOf(order) });
    await this.run(order, actor, { shop, state: "", cause }).saved;
  }

  /** Passes the reply to the step that waits for it, and resolves once the consequences are stored. */
  async reply(reply: StepReply, address: ReturnAddress | null, cause: EventId): Promise<void> {
    const { order, action } = reply;
    const [flow, asked] = [this.flows.get(order), this.asked.get(`${order}/${action}`)];
    // For the lab: also records replies that this code ignores.
    const { correlation = "", try: n = 1, replyTo = "" } = address ?? {};
    const replied = { request: order, correlation, try: n, replyTo };
    const isStale = asked !== undefined && asked.job !== correlation;
    const type = !flow ? "reply-orphaned" : !asked ? "reply-late" : isStale ? "reply-stale" : "reply-received";
    this.options.probe.record({ type, ...replied }, cause);
    if (!flow || !asked) return;
    const step = { flow: order, step: action, try: n };
    const { done } = reply;
    this.options.probe.record(
      done ? { type: "step-done", ...step } : { type: "step-failed", ...step, reason: reply.reason },
      cause,
    );
    flow.cause = cause;
    const changed = new Promise<void>((resolve) => {
      const { unsubscribe } = flow.actor.subscribe({ next: () => (unsubscribe(), resolve()), complete: resolve });
    });
    asked.take(reply);
    await changed;
    await flow.saved;
  }

  private run(order: string, actor: Flow["actor"], begun: Pick<Flow, "shop" | "state" | "cause">): Flow {
    const flow: Flow = { ...begun, actor, saved: Promise.resolve() };
    this.flows.set(order, flow);
    actor.subscribe((snapshot) => this.onChange(order, flow, snapshot));
    actor.start();
    return flow;
  }

  private onChange(order: string, flow: Flow, snapshot: SnapshotFrom<typeof secondCarrierMachine>): void {
    const { bucket, probe, sender } = this.options;
    const { shop, state: from, cause } = flow;
    const snapshotToKeep = JSON.parse(JSON.stringify(flow.actor.getPersistedSnapshot())) as JsonValue;
    const { value, context, status, output } = snapshot;
    flow.state = value;
    if (from !== value) {
      probe.record(
        {
          type: "machine-state-changed",
          flow: order,
          from,
          to: value,
          by: from === "" ? "start" : cause ? "an answer" : "a timer",
        },
        cause,
      );
    }
    const state: JsonValue = { value, context: { ...context } };
    flow.saved = flow.saved.then(async () => {
      const revision = await bucket.put(order, JSON.stringify({ shop, snapshot: snapshotToKeep } satisfies Saved));
      probe.record({ type: "flow-state-saved", flow: order, where: "store", revision, state }, cause);
      if (status === "done") await sender.answer(order, shop, output as OrderResult, cause);
    });
    // A caller of this function gets the error. A timer has no caller, so its error ends here.
    flow.saved.catch(() => undefined);
    flow.cause = null;
  }

  /** A promise that sends a command to the service, and settles with its reply. XState starts it again after a restart. */
  private service() {
    return fromPromise<StepReply, Command>(async ({ input }) => {
      const { order, action } = input;
      const step = `${order}/${action}`;
      const answered = new Promise<StepReply>((take) =>
        this.asked.set(step, { job: this.options.sender.next(input), take }),
      );
      await this.options.sender.command(input, this.flows.get(order)?.cause ?? null);
      const reply = await answered;
      this.asked.delete(step);
      if (reply.done) return reply;
      throw new Error(reply.reason);
    });
  }
}
