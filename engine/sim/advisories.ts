import type { Environment } from "./environment.ts";
import { encodeText } from "./wire/bytes.ts";
import { goJson, goTime } from "./wire/go-format.ts";

/** Publishes the server's advisories on `$JS.EVENT.ADVISORY.…`, so that a stream can capture them. */
const PREFIX = "$JS.EVENT.ADVISORY";

export class Advisories {
  private readonly env: Environment;

  constructor(env: Environment) {
    this.env = env;
  }

  consumerAction(stream: string, consumer: string, action: "create" | "delete"): void {
    const subject = `CONSUMER.${action === "create" ? "CREATED" : "DELETED"}.${stream}.${consumer}`;
    this.emit(subject, "consumer_action", { stream, consumer, action });
  }

  streamAction(stream: string, action: "create" | "delete" | "modify"): void {
    const what = { create: "CREATED", delete: "DELETED", modify: "UPDATED" }[action];
    this.emit(`STREAM.${what}.${stream}`, "stream_action", { stream, action });
  }

  nacked(stream: string, consumer: string, consumer_seq: number, stream_seq: number, deliveries: number): void {
    const body = { stream, consumer, consumer_seq, stream_seq, deliveries };
    this.emit(`CONSUMER.MSG_NAKED.${stream}.${consumer}`, "nak", body);
  }

  terminated(
    stream: string,
    consumer: string,
    consumer_seq: number,
    stream_seq: number,
    deliveries: number,
    reason: string,
  ): void {
    const body = { stream, consumer, consumer_seq, stream_seq, deliveries, ...(reason === "" ? {} : { reason }) };
    this.emit(`CONSUMER.MSG_TERMINATED.${stream}.${consumer}`, "terminated", body);
  }

  maxDeliveries(stream: string, consumer: string, stream_seq: number, deliveries: number): void {
    this.emit(`CONSUMER.MAX_DELIVERIES.${stream}.${consumer}`, "max_deliver", {
      stream,
      consumer,
      stream_seq,
      deliveries,
    });
  }

  batchAbandoned(stream: string, batch: string, reason: string): void {
    this.emit(`STREAM.BATCH_ABANDONED.${stream}`, "stream_batch_abandoned", { stream, batch, reason });
  }

  paused(stream: string, consumer: string, pause_until: string, paused: boolean): void {
    this.emit(`CONSUMER.PAUSE.${stream}.${consumer}`, "consumer_pause", { stream, consumer, paused, pause_until });
  }

  private emit(subject: string, kind: string, body: Record<string, unknown>): void {
    const full = `${PREFIX}.${subject}`;
    // Most runs have no subscriber for advisories, and this check is cheaper than the text.
    if (!this.env.hasInterest(full)) return;
    const type = `io.nats.jetstream.advisory.v1.${kind}`;
    const text = goJson({ type, id: this.env.nextId(), timestamp: goTime(this.env.unixNow()), ...body });
    this.env.publish(full, encodeText(text));
  }
}
