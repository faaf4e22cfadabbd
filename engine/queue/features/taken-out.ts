import type { JetStreamClient, StoredMsg } from "@nats-io/jetstream";
import { silentProbe } from "../../trace/probe.ts";
import type { QueueConfig } from "../names.ts";
import { releaseParent } from "./dependency-record.ts";
import { Header } from "../headers.ts";
import { type EndContext, type Ending, isAwaited, tellEnd } from "../work/job-end.ts";
import { jobOf } from "../work/received-job.ts";
import { Results } from "./results.ts";
import { sendJob } from "../send/send.ts";

type Of = Pick<QueueConfig, "name" | "namespace" | "results" | "dependencies">;

/** Jobs that are removed from their queue by hand: tells those that wait for them. */
export class TakenOut {
  private readonly context: EndContext;
  private readonly isOfParents: boolean;

  private constructor(context: EndContext, isOfParents: boolean) {
    this.context = context;
    this.isOfParents = isOfParents;
  }

  static async of(js: JetStreamClient, queue: Of): Promise<TakenOut> {
    const results = queue.results === undefined ? null : await Results.of(js, queue);
    return new TakenOut({ js, queue, probe: silentProbe, results, send: sendJob }, queue.dependencies === true);
  }

  isAwaited(message: StoredMsg): boolean {
    if (isSchedule(message)) return false;
    return this.isOfParents || isAwaited(this.context, this.endingOf(message), "terminated");
  }

  /** Reports how the job ended; repeating it changes nothing. */
  async tell(message: StoredMsg, how: string): Promise<void> {
    const ending = this.endingOf(message);
    if (this.isOfParents) await releaseParent(this.context.js, this.context.queue, ending.delivery.job);
    if (isAwaited(this.context, ending, "terminated"))
      await tellEnd(this.context, ending, { state: "terminated", error: how }, null);
  }

  private endingOf(message: StoredMsg): Ending {
    const { name } = this.context.queue;
    const delivery = { queue: name, job: jobOf(message, name), streamSequence: message.seq, attempt: 0 };
    return { delivery, message: { headers: message.header } };
  }
}

/** A schedule makes jobs but is not a job. */
function isSchedule({ header }: StoredMsg): boolean {
  return header.has("Nats-Schedule") && !header.has(Header.Later);
}
