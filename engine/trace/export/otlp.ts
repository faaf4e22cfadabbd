import { printableJson } from "../../kernel/printable.ts";
import { hashKey } from "../../kernel/random.ts";
import { describeEvent } from "../describe.ts";
import type { EventId } from "../event.ts";
import type { TraceEvent } from "../events.ts";
import type { ExportedRun, ExportOptions } from "./export.ts";
import { type Attribute, attributes, type OtlpSpan, type OtlpLink, SPAN_KIND, STATUS_ERROR } from "./otlp-types.ts";
import { isSend, type Send, sendsOf } from "./sends.ts";
import { type Work, type Works, worksOf } from "./works.ts";

/**
 * Runs as one request to the trace endpoint of an OpenTelemetry collector (OTLP, JSON encoding), with the semantic
 * conventions for messaging.
 *
 * OT1  Each job, and each event of a log, has a trace of its own: a span for each send, and below it one for each delivery.
 * OT2  A redelivery links to the delivery before it. A job that another job's handler sent links to that delivery.
 * OT3  Ids depend on the run and on its beginning, so that two exports never mix in one store.
 */
export function otlpJson(runs: readonly ExportedRun[], options: ExportOptions): string {
  const resourceSpans = runs.flatMap((run) => resourcesOf(run, options));
  return `${printableJson({ resourceSpans })}\n`;
}

type ResourceSpans = {
  readonly resource: { readonly attributes: readonly Attribute[] };
  readonly scopeSpans: readonly { readonly scope: { readonly name: string }; readonly spans: readonly OtlpSpan[] }[];
};

/** One resource for each incarnation of an actor: it is an instance of a service. */
function resourcesOf(run: ExportedRun, options: ExportOptions): ResourceSpans[] {
  const spans = new RunSpans(run, options).byLife;
  return Array.from(spans.values(), ({ actor, incarnation, spans }) => ({
    resource: {
      attributes: attributes({
        "service.name": actor,
        "service.namespace": "ackademy",
        "service.instance.id": `${actor}/${incarnation}`,
        "ackademy.run": run.title,
      }),
    },
    scopeSpans: [{ scope: { name: "ackademy" }, spans }],
  }));
}

type Life = { readonly actor: string; readonly incarnation: number; readonly spans: OtlpSpan[] };

class RunSpans {
  readonly byLife = new Map<string, Life>();
  private readonly beganAtMs: number;
  private readonly endMs: number;
  private readonly works: Works;
  private readonly key: number;
  /** By message: its last delivery so far. */
  private readonly last = new Map<string, Work>();

  constructor(run: ExportedRun, { beganAtMs }: ExportOptions) {
    this.beganAtMs = beganAtMs;
    this.endMs = run.events.at(-1)?.at ?? 0;
    this.works = worksOf(run.events);
    this.key = fingerprint(run, beganAtMs);
    const sends = sendsOf(run.events);
    // Of a delivery that names no send: the server sent it (a stored deadline), or moved it from another queue.
    const lastSend = new Map<string, Send>();
    for (const send of sends.values()) {
      lastSend.set(send.message, send);
      this.addSend(send);
    }
    for (const work of this.works.all)
      this.addWork(work, sends.get(work.delivered.cause ?? "") ?? lastSend.get(work.message));
  }

  private addSend(send: Send): void {
    const { sent, answer, message, destination, refused } = send;
    const links = this.linkTo(this.works.of.get(sent.cause ?? ""), "sent by the handler of");
    this.add(sent, {
      ...this.ids(message, sent.id),
      name: `send ${destination}`,
      kind: SPAN_KIND.producer,
      ...this.times(sent.at, answer?.at ?? sent.at),
      attributes: attributes({
        ...messaging("send", destination, message),
        "ackademy.stream_sequence": answer !== null && "streamSequence" in answer ? answer.streamSequence : undefined,
        "error.type": refused === null ? undefined : "refused",
      }),
      events: answer === null ? [] : [this.spanEvent(answer)],
      ...(links.length === 0 ? {} : { links }),
      status: refused === null ? {} : { code: STATUS_ERROR, message: refused },
    });
  }

  private addWork(work: Work, send: Send | undefined): void {
    const { delivered, message, source, ended, outcome, error, events } = work;
    const before = this.last.get(messageOf(work));
    this.last.set(messageOf(work), work);
    const links = this.linkTo(before, "redelivery after");
    const failed = !["done", "skipped", "handed-back", "stopped", "unfinished"].includes(outcome);
    this.add(delivered, {
      ...this.ids(message, delivered.id),
      ...(send === undefined ? {} : { parentSpanId: this.ids(message, send.sent.id).spanId }),
      name: `process ${source}`,
      kind: SPAN_KIND.consumer,
      ...this.times(delivered.at, ended?.at ?? this.endMs),
      attributes: attributes({
        ...messaging("process", source, message),
        "ackademy.delivery": delivered.attempt,
        "ackademy.stream_sequence": "streamSequence" in delivered ? delivered.streamSequence : delivered.logSequence,
        "ackademy.reader": "reader" in delivered ? delivered.reader : undefined,
        "ackademy.outcome": outcome,
        "error.type": failed ? outcome : undefined,
      }),
      events: events.filter((event) => event !== delivered && !isSend(event)).map((event) => this.spanEvent(event)),
      ...(links.length === 0 ? {} : { links }),
      status: failed ? { code: STATUS_ERROR, message: error ?? outcome } : {},
    });
  }

  private linkTo(work: Work | undefined, how: string): OtlpLink[] {
    if (work === undefined) return [];
    const attempt = work.delivered.attempt;
    const what = attributes({ "ackademy.link": `${how} ${work.message}, delivery ${attempt}` });
    return [{ ...this.ids(work.message, work.delivered.id), attributes: what }];
  }

  private add({ actor, incarnation }: TraceEvent, span: OtlpSpan): void {
    const key = `${actor}/${incarnation}`;
    const life = this.byLife.get(key) ?? { actor, incarnation, spans: [] };
    this.byLife.set(key, life);
    life.spans.push(span);
  }

  private spanEvent(event: TraceEvent) {
    const what = attributes({ "ackademy.what": describeEvent(event), "ackademy.actor": event.actor });
    return { name: event.type, timeUnixNano: this.nano(event.at), attributes: what };
  }

  private times(from: number, to: number) {
    return { startTimeUnixNano: this.nano(from), endTimeUnixNano: this.nano(Math.max(from, to)) };
  }

  private nano(atMs: number): string {
    return String(BigInt(Math.round((this.beganAtMs + atMs) * 1000)) * 1000n);
  }

  private ids(message: string, id: EventId): { readonly traceId: string; readonly spanId: string } {
    return { traceId: this.hex(`trace ${message}`, 4), spanId: this.hex(`span ${id}`, 2) };
  }

  /** `words` times 32 bits; never all zero. */
  private hex(of: string, words: number): string {
    return Array.from({ length: words }, (_, n) =>
      (hashKey(this.key, ["otlp", of, n]) || 1).toString(16).padStart(8, "0"),
    ).join("");
  }
}

const messageOf = ({ source, message, delivered }: Work): string =>
  `${source}#${"reader" in delivered ? delivered.reader : ""}#${message}`;

function messaging(operation: "send" | "process", destination: string, message: string) {
  return {
    "messaging.system": "nats",
    "messaging.operation.name": operation,
    "messaging.operation.type": operation,
    "messaging.destination.name": destination,
    "messaging.message.id": message,
  };
}

/** Two runs with the same title, for example two forks, are told apart by their events (OT3). */
function fingerprint({ title, events }: ExportedRun, beganAtMs: number): number {
  return events.reduce((key, { id, at }) => hashKey(key, ["event", id, at]), hashKey(0, [title, beganAtMs]));
}
