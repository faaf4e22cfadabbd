import type { JetStreamClient, JetStreamManager, StoredMsg } from "@nats-io/jetstream";
import type { JsonValue } from "../../kernel/json.ts";
import { namesOf } from "../names.ts";
import { copyHeaders, Header } from "../headers.ts";
import { publishWithRetry } from "../send/send.ts";
import { letterOf } from "./dead-letter.ts";
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

  async add(action: Exclude<DeskAction, { readonly type: "discarded" }>): Promise<void> {
    // An end is written once, also by who takes over from one that died; each beginning counts.
    const once = action.type === "replay-begun" ? {} : { msgID: `${action.type}:${action.letter}` };
    await publishWithRetry(() => this.js.publish(namesOf(this.queue).deskSubject, JSON.stringify(action), once));
  }

  /**
   * Keeps a letter that is discarded as it is, with what is said of it in a header: inside of JSON its text could be twice as
   * long, and too long.
   */
  async addDiscarded(discarded: Discarded, letter: StoredMsg): Promise<void> {
    const header = copyHeaders(letter.header);
    header.set(Header.Desk, JSON.stringify({ type: "discarded", ...discarded }));
    const options = { msgID: `discarded:${discarded.letter}`, headers: header };
    await publishWithRetry(() => this.js.publish(namesOf(this.queue).deskSubject, letter.data, options));
  }

  async entries(): Promise<readonly DeskEntry[]> {
    const { deskStream, deskSubject } = namesOf(this.queue);
    const stored = await readStream(this.jsm, deskStream, deskSubject);
    return stored.map((message) => ({ ...actionIn(message), at: message.time.getTime() }));
  }
}

type Discarded = Pick<Extract<DeskAction, { readonly type: "discarded" }>, "letter" | "job" | "by" | "reason">;

function actionIn(message: StoredMsg): DeskAction {
  const said = message.header.get(Header.Desk);
  // Also what earlier versions have written, with the letter's text inside.
  if (said === "") return message.json<DeskAction>();
  const { text, headers } = letterOf(message);
  return { ...(JSON.parse(said) as Discarded & { readonly type: "discarded" }), text, headers };
}
