import { type Action, type Command, readCommand, type StepReply, UNDO_OF } from "../../../engine/flow/order/order.ts";
import type { JsonValue } from "../../../engine/kernel/json.ts";

/** What a service is to do with the n-th run of a command (from 1). */
export type Behaviour = "do" | "refuse" | "do-but-keep-silent" | "keep-silent" | { readonly afterMs: number };
export type Behaviours = (command: Command, run: number) => Behaviour;

export const doesEverything: Behaviours = () => "do";

/**
 * What became of orders outside: it never crashes, honours idempotency keys as a payment provider does, and does not do
 * what was undone before it came.
 */
export class OrderOutside {
  /** `order-1/charge`, each time that it really happened. */
  readonly applied: string[] = [];
  readonly deduplicated: string[] = [];
  readonly prevented: string[] = [];
  readonly runs: string[] = [];
  private readonly undone = new Set<string>();

  /** How often this command has been run, this time included. */
  run({ order, action }: Command): number {
    const name = `${order}/${action}`;
    this.runs.push(name);
    return this.runs.filter((one) => one === name).length;
  }

  do(payload: JsonValue): StepReply {
    const { order, action, key, undoes } = readCommand(payload);
    if (key === null) throw new Error("a command without a key");
    const done = { order, action, done: true } as const;
    if (this.undone.has(key)) return { order, action, done: false, reason: "it was undone before it was done" };
    if (this.applied.includes(key)) {
      this.deduplicated.push(key);
      return done;
    }
    if (undoes !== null) {
      this.undone.add(undoes);
      if (!this.applied.includes(undoes)) {
        this.prevented.push(undoes);
        return done;
      }
    }
    this.applied.push(key);
    return done;
  }

  /** What of an order still stands: done and not undone. */
  standing(order: string): Action[] {
    const done = (action: Action) => this.applied.includes(`${order}/${action}`);
    return (["reserve", "charge", "ship", "notify"] as const).filter((step) => {
      return done(step) && !done(UNDO_OF[step]);
    });
  }
}
