import { describe, expect, test } from "vitest";
import { exportRuns } from "../../../../engine/trace/export/export.ts";
import { attribute, type OtlpSpan, spansIn } from "../../../support/exports/otlp.ts";
import { entriesIn, loose, overlapping, runSlices, trackNames } from "../../../support/exports/perfetto.ts";
import { ALL_RUNS, shippedRun } from "../../../support/runs.ts";

const BEGAN = { beganAtMs: 1_700_000_000_000 };

describe.each(ALL_RUNS)("%s", async (name) => {
  const { events } = await shippedRun(name);
  const counted = (types: readonly string[]) => events.filter(({ type }) => types.includes(type)).length;

  test("for Perfetto: TE1, TE2, and a track for each actor", () => {
    const entries = entriesIn(exportRuns([{ title: name, events }], "perfetto", BEGAN));
    expect(overlapping(entries)).toEqual([]);
    expect(loose(entries)).toEqual([]);
    const begins = new Map(entries.filter(({ ph }) => ph === "s").map(({ id, ts }) => [id, ts]));
    const ends = entries.filter(({ ph }) => ph === "f");
    expect(ends.filter(({ id, ts }) => !((begins.get(id) ?? Infinity) < ts))).toEqual([]);
    expect(ends).toHaveLength(begins.size);
    const actors = new Set(events.filter(({ type }) => !type.endsWith("-observed")).map(({ actor }) => actor));
    const tracks = trackNames(entries).map((track) => String(track).replace(/ \(job \d+ at once\)$/, ""));
    expect(new Set(tracks)).toEqual(actors);
    expect(runSlices(entries)).toHaveLength(counted(["job-started", "event-read"]));
  });

  test("for OpenTelemetry: OT1, OT2, valid ids, times and links", () => {
    const spans = spansIn(exportRuns([{ title: name, events }], "otlp", BEGAN));
    const byId = new Map(spans.map((span) => [span.spanId, span]));
    const ofKind = (kind: number) => spans.filter((span) => span.kind === kind);
    expect(byId.size).toBe(spans.length);
    expect(ofKind(4)).toHaveLength(counted(["job-sent", "event-appended"]));
    expect(ofKind(5)).toHaveLength(counted(["job-delivered", "event-read"]));
    const wrong = (is: (span: OtlpSpan) => boolean) => spans.filter((span) => !is(span));
    expect(wrong(({ traceId, spanId }) => /^[0-9a-f]{32} [0-9a-f]{16}$/.test(`${traceId} ${spanId}`))).toEqual([]);
    expect(wrong((span) => BigInt(span.startTimeUnixNano) <= BigInt(span.endTimeUnixNano))).toEqual([]);
    expect(wrong(({ links }) => (links ?? []).every((l) => byId.get(l.spanId)?.traceId === l.traceId))).toEqual([]);
    // The server counts a delivery that its worker never saw.
    const seen = (span: OtlpSpan) =>
      spans.find(({ name: of, traceId, kind }) => kind === 5 && of === span.name && traceId === span.traceId) !== span;
    const isAgain = (span: OtlpSpan) => Number(attribute(span, "ackademy.delivery") ?? 1) > 1 && seen(span);
    expect(wrong((span) => !isAgain(span) || span.links !== undefined)).toEqual([]);
    const sentTraces = new Set(ofKind(4).map(({ traceId }) => traceId));
    const below = (span: OtlpSpan) => byId.get(span.parentSpanId ?? "")?.traceId === span.traceId;
    expect(ofKind(5).filter((span) => below(span) !== sentTraces.has(span.traceId))).toEqual([]);
    const messages = new Map<string, unknown>(
      spans.map((span) => [span.traceId, attribute(span, "messaging.message.id")]),
    );
    expect(wrong((span) => messages.get(span.traceId) === attribute(span, "messaging.message.id"))).toEqual([]);
  });
});
