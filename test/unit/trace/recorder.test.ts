import { expect, test } from "vitest";
import type { TraceEvent } from "../../../engine/trace/events.ts";
import { Collector, createRecorder, type RecordedEvent } from "../../../engine/trace/recorder.ts";

function event(id: string, cause: string | null = null): RecordedEvent {
  return { id, cause, at: 0, tick: null, actor: "a", incarnation: 1, type: "actor-started", role: "worker" };
}

const ids = (collector: Collector) => collector.events.map(({ id }) => id);

test("T1: a recorder numbers its own events and stamps who, when and why", () => {
  const events: RecordedEvent[] = [];
  let at = 10;
  const recorder = createRecorder({
    actor: "worker-1",
    incarnation: 2,
    stamp: () => ({ at: at++, tick: 3 }),
    sink: (one) => events.push(one),
  });
  const first = recorder.record({ type: "actor-started", role: "worker" });
  const second = recorder.record({ type: "actor-stopped", role: "worker" }, first);
  expect([first, second]).toEqual(["worker-1/2/1", "worker-1/2/2"]);
  expect(events).toEqual([
    {
      id: first,
      cause: null,
      at: 10,
      tick: 3,
      actor: "worker-1",
      incarnation: 2,
      type: "actor-started",
      role: "worker",
    },
    {
      id: second,
      cause: first,
      at: 11,
      tick: 3,
      actor: "worker-1",
      incarnation: 2,
      type: "actor-stopped",
      role: "worker",
    },
  ]);
});

test("T1: an effect that arrives first waits for its cause, and so does what follows from it", () => {
  const collector = new Collector();
  for (const one of [event("c", "b"), event("b", "a"), event("other"), event("b2", "a")]) collector.add(one);
  expect(ids(collector)).toEqual(["other"]);
  collector.add(event("a"));
  expect(ids(collector)).toEqual(["other", "a", "b", "c", "b2"]);
  expect(collector.events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
});

test("T1: whatever the order of arrival, each cause precedes its effects and nothing is missing", () => {
  const chain = Array.from({ length: 6 }, (_, n) => event(`e${n}`, n === 0 ? null : `e${Math.floor((n - 1) / 2)}`));
  for (const order of permutations(chain)) {
    const collector = new Collector();
    for (const one of order) collector.add(one);
    const place = new Map(ids(collector).map((id, at) => [id, at]));
    expect(place.size).toBe(chain.length);
    for (const { id, cause } of chain) {
      if (cause !== null) expect(place.get(cause)).toBeLessThan(place.get(id) as number);
    }
  }
});

test("flush lets in what waits for a cause that never came, without that cause, and what follows from it", () => {
  const collector = new Collector();
  collector.add(event("grandchild", "child"));
  collector.add(event("child", "killed before it could write"));
  collector.flush();
  expect(collector.events.map(({ id, cause }) => [id, cause])).toEqual([
    ["child", null],
    ["grandchild", "child"],
  ]);
  collector.flush();
  expect(collector.events).toHaveLength(2);
});

test("counts and the listener follow what is in the trace, not what waits", () => {
  const heard: TraceEvent[] = [];
  const collector = new Collector((one) => heard.push(one));
  collector.add(event("effect", "cause"));
  expect(collector.count("actor-started")).toBe(0);
  collector.add(event("cause"));
  expect(collector.count("actor-started")).toBe(2);
  expect(collector.count("job-sent")).toBe(0);
  expect(heard).toEqual(collector.events);
});

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, at) =>
    permutations(items.filter((_, other) => other !== at)).map((rest) => [item, ...rest]),
  );
}
