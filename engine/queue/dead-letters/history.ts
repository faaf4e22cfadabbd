import type { JetStreamClient, JetStreamManager, StoredMsg } from "@nats-io/jetstream";
import type { JsonValue } from "../../kernel/json.ts";
import { namesOf } from "../names.ts";
import { copyHeaders, Header } from "../headers.ts";
import { publishWithRetry } from "../send/send.ts";
import { deadLetterOf } from "./dead-letter.ts";
import { readStream } from "./read-stream.ts";

/** One operation on the dead-letter queue, and its operator. `at`: Unix milliseconds by the server's clock. */
export type DlqEntry = DlqAction & { readonly at: number };
/** One action of an operator on one dead letter. */
export type DlqAction = { readonly deadLetter: number; readonly job: string; readonly by: string } & (
  | { readonly type: "replay-begun"; readonly edited?: JsonValue }
  | { readonly type: "replayed"; readonly streamSequence: number }
  /** With a full copy of the dead letter, so nothing is lost. */
  | {
      readonly type: "discarded";
      readonly reason: string;
      readonly text: string;
      readonly headers: { readonly [name: string]: readonly string[] };
    }
);

type Of = { readonly namespace: string; readonly name: string };

/** The history of the DLQ operations: an append-only stream beside the dead letters. */
export class DlqHistory {
  private readonly js: JetStreamClient;
  private readonly jsm: JetStreamManager;
  private readonly queue: Of;

  private constructor(js: JetStreamClient, jsm: JetStreamManager, queue: Of) {
    this.js = js;
    this.jsm = jsm;
    this.queue = queue;
  }

  /** Opens the history. Its stream is created at the first use, with as many copies as the dead-letter stream. */
  static async open(js: JetStreamClient, jsm: JetStreamManager, queue: Of): Promise<DlqHistory> {
    const { dlqHistoryStream, dlqHistorySubject, deadStream } = namesOf(queue);
    const { num_replicas, storage } = (await jsm.streams.info(deadStream)).config;
    await jsm.streams.add({ name: dlqHistoryStream, subjects: [dlqHistorySubject], num_replicas, storage });
    return new DlqHistory(js, jsm, queue);
  }

  async add(action: Exclude<DlqAction, { readonly type: "discarded" }>): Promise<void> {
    // An end is written once, even if another operator takes over after a crash; each beginning counts.
    const once = action.type === "replay-begun" ? {} : { msgID: `${action.type}:${action.deadLetter}` };
    await publishWithRetry(() => this.js.publish(namesOf(this.queue).dlqHistorySubject, JSON.stringify(action), once));
  }

  /**
   * Stores an unchanged copy of a discarded dead letter, with the details in a header. Inside JSON its text could take twice
   * the space, and become too large.
   */
  async addDiscarded(discarded: Discarded, deadLetter: StoredMsg): Promise<void> {
    const header = copyHeaders(deadLetter.header);
    header.set(Header.Operator, JSON.stringify({ type: "discarded", ...discarded }));
    const options = { msgID: `discarded:${discarded.deadLetter}`, headers: header };
    await publishWithRetry(() => this.js.publish(namesOf(this.queue).dlqHistorySubject, deadLetter.data, options));
  }

  async entries(): Promise<readonly DlqEntry[]> {
    const { dlqHistoryStream, dlqHistorySubject } = namesOf(this.queue);
    const stored = await readStream(this.jsm, dlqHistoryStream, dlqHistorySubject);
    return stored.map((message) => ({ ...actionIn(message), at: message.time.getTime() }));
  }
}

type Discarded = Pick<Extract<DlqAction, { readonly type: "discarded" }>, "deadLetter" | "job" | "by" | "reason">;

function actionIn(message: StoredMsg): DlqAction {
  const said = message.header.get(Header.Operator);
  // Earlier versions wrote the dead letter's text inside the JSON.
  if (said === "") return message.json<DlqAction>();
  const { text, headers } = deadLetterOf(message);
  return { ...(JSON.parse(said) as Discarded & { readonly type: "discarded" }), text, headers };
}
