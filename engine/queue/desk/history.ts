import type { JetStreamClient, JetStreamManager } from "@nats-io/jetstream";
import type { JsonValue } from "../../kernel/json.ts";
import { namesOf } from "../config.ts";
import { publishWithRetry } from "../send.ts";
import { readStream } from "./read-stream.ts";

/** What was done at the desk, and by whom. `at`: Unix milliseconds by the server's clock. */
export type DeskEntry = DeskAction & { readonly at: number };
export type DeskAction = { readonly letter: number; readonly job: string; readonly by: string } & (
  | { readonly type: "replay-begun"; readonly edited?: JsonValue }
  | { readonly type: "replayed"; readonly streamSequence: number }
  /** With all that the letter was, so that nothing is lost by it. */
  | {
      readonly type: "discarded";
      readonly reason: string;
      readonly text: string;
      readonly headers: { readonly [name: string]: readonly string[] };
    }
);

type Of = { readonly namespace: string; readonly name: string };

/** An append-only stream beside the dead letters. */
export class DeskHistory {
  private readonly js: JetStreamClient;
  private readonly jsm: JetStreamManager;
  private readonly queue: Of;

  private constructor(js: JetStreamClient, jsm: JetStreamManager, queue: Of) {
    this.js = js;
    this.jsm = jsm;
    this.queue = queue;
  }

  /** Made at the first use, with as many copies as the dead letters have. */
  static async open(js: JetStreamClient, jsm: JetStreamManager, queue: Of): Promise<DeskHistory> {
    const { deskStream, deskSubject, deadStream } = namesOf(queue);
    const { num_replicas, storage } = (await jsm.streams.info(deadStream)).config;
    await jsm.streams.add({ name: deskStream, subjects: [deskSubject], num_replicas, storage });
    return new DeskHistory(js, jsm, queue);
  }

  async add(action: DeskAction): Promise<void> {
    // An end is written once, also by who takes over from one that died; each beginning counts.
    const once = action.type === "replay-begun" ? {} : { msgID: `${action.type}:${action.letter}` };
    await publishWithRetry(() => this.js.publish(namesOf(this.queue).deskSubject, JSON.stringify(action), once));
  }

  async entries(): Promise<readonly DeskEntry[]> {
    const { deskStream, deskSubject } = namesOf(this.queue);
    const stored = await readStream(this.jsm, deskStream, deskSubject);
    return stored.map((message) => ({ ...message.json<DeskAction>(), at: message.time.getTime() }));
  }
}
