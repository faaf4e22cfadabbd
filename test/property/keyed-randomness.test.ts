import { expect, test } from "vitest";
import { runVirtual } from "../../engine/scenario/run/run-virtual.ts";
import type { RunOutcome } from "../../engine/scenario/run/run-types.ts";
import { fork, requestFor, scenarioById, spread, workersOf } from "../support/runs.ts";

/** How long each run of each job took, by `job/attempt`. */
function serviceTimes({ events }: RunOutcome): Map<string, number> {
  const started = new Map<string, number>();
  const times = new Map<string, number>();
  for (const event of events) {
    if (event.type === "job-started") started.set(`${event.job}/${event.attempt}`, event.at);
    if (event.type === "job-ack-sent")
      times.set(`${event.job}/${event.attempt}`, event.at - (started.get(`${event.job}/${event.attempt}`) ?? 0));
  }
  return times;
}

/** When each job was sent, after the first one: a crash before that may move the whole run. */
function sendTimes({ events }: RunOutcome): string[] {
  const sent = events.filter((event) => event.type === "job-sent");
  return sent.map(({ job, at }) => `${job} +${at - (sent[0]?.at ?? 0)}`);
}

test.each(["competing-consumers", "crash-redelivery", "double-charge", "poison-dlq"])(
  "R1: in %s a crash changes neither how long other jobs take nor when they are sent",
  async (id) => {
    const request = requestFor(scenarioById(id));
    const base = await runVirtual(request);
    const before = serviceTimes(base);
    expect(new Set(before.values()).size).toBeGreaterThan(1);
    let compared = 0;
    for (const actor of workersOf(base)) {
      for (const afterTick of spread(base.tickTimes.length - 2, 8)) {
        const forked = await fork(request, {
          afterTick,
          atMs: base.tickTimes[afterTick] ?? 0,
          action: { kind: "crash", actor },
        });
        expect(sendTimes(forked)).toEqual(sendTimes(base));
        for (const [run, time] of serviceTimes(forked)) {
          if (!before.has(run)) continue;
          compared++;
          expect(time, `${run} with ${actor} crashed after tick ${afterTick}`).toBe(before.get(run));
        }
      }
    }
    expect(compared).toBeGreaterThan(before.size);
  },
);

test("R1: one worker more changes neither when jobs are sent nor how long they take", async () => {
  const scenario = scenarioById("competing-consumers");
  const run = (workers: number) => runVirtual(requestFor(scenario, { variant: "five-workers", knobs: { workers } }));
  const [five, six] = [await run(5), await run(6)];
  expect(serviceTimes(six)).toEqual(serviceTimes(five));
  expect(sendTimes(six)).toEqual(sendTimes(five));
});
