import { describe, expect, test } from "vitest";
import { BadInputError } from "../../engine/kernel/errors.ts";
import { perturbed } from "./chance.ts";
import { type Difference, differences, EXACT } from "./compare.ts";
import { drawProgram } from "./draw-program.ts";
import { compareOn, shrunk } from "./hunt.ts";
import { simPlace } from "./on-sim.ts";
import { type Order, type Orders, otherOrders } from "./ordered-clock.ts";
import { hasOrder } from "./orders.ts";
import { readOptions } from "./options.ts";
import { partsOf, withParts } from "./parts.ts";
import { perform } from "./perform.ts";
import { isReaction, type Program } from "./program.ts";
import { programText } from "./say.ts";
import { storedPrograms } from "./stored-programs.ts";
import type { Observation } from "./observation.ts";

describe("programs", () => {
  test("a seed gives one program, another seed another", () => {
    expect(drawProgram(5)).toEqual(drawProgram(5));
    expect(drawProgram(5)).not.toEqual(drawProgram(6));
  });

  test("no two calls share a millisecond (DR1)", () => {
    for (let seed = 1; seed <= 100; seed++) {
      const moments = drawProgram(seed).steps.flatMap((step) => (isReaction(step) ? [] : [step.atMs]));
      expect(new Set(moments).size).toBe(moments.length);
    }
  });

  test("performed twice, one is seen twice alike", async () => {
    const sim = simPlace();
    const program = drawProgram(3);
    const observations = await perform(program, sim);
    expect(observations.length).toBeGreaterThan(10);
    expect(await perform(program, sim)).toEqual(observations);
  });

  test("steps keep their ids when others are left out (PR1)", () => {
    const program = drawProgram(2);
    const parts = partsOf(program).filter(([step]) => step % 2 === 0);
    expect(withParts(program, parts).steps).toEqual(program.steps.filter(({ id }) => id % 2 === 0));
    expect(withParts(program, partsOf(program))).toEqual(program);
  });

  test("are readable", () => {
    const [, program] = storedPrograms("known")[0] as readonly [string, Program];
    expect(programText(program).split("\n").slice(3, 6)).toEqual([
      "   534 ms  a  pull S/c2  batch=3   (6)",
      "               at once after message 1 has come: nak   (7)",
      '   561 ms  a  publish on S.b "m15"   (15)',
    ]);
  });
});

describe("comparison", () => {
  const observation = (at: number, what: Observation["what"], channel = "step 1"): Observation => ({
    channel,
    at,
    what,
  });

  test("tells what differs, and where, the earliest first", () => {
    const first = [observation(1, { seq: 1 }), observation(5, { seq: 2 })];
    const second = [observation(1, { seq: 1 }), observation(6, { seq: 3 }), observation(9, "more")];
    expect(differences(first, second).map(({ at, nth, path }) => [at, nth, path])).toEqual([
      [5, 2, "what.seq"],
      [5, 2, "at"],
      [9, 3, ""],
    ]);
  });

  test("allows for late answers where time is real, and for nothing else", () => {
    const tolerance = { lateMs: 10, earlyMs: 1 };
    const late = (by: number) =>
      differences([observation(5, { ms: 5 })], [observation(5 + by, { ms: 5 + by })], tolerance);
    expect(late(10)).toEqual([]);
    expect(late(-1)).toEqual([]);
    expect(late(11)).toHaveLength(2);
    expect(late(-2)).toHaveLength(2);
  });

  test("allows for moments within texts as well, and where the look around takes its time", () => {
    const tolerance = { lateMs: 10, earlyMs: 1 };
    const said = (text: string) => [observation(5, text)];
    expect(differences(said("at +5 ms"), said("at +15 ms"), tolerance)).toEqual([]);
    expect(differences(said("at +5 ms"), said("at +16 ms"), tolerance)).toHaveLength(1);
    expect(differences(said("at +5 ms"), said("by +5 ms"), tolerance)).toHaveLength(1);
    expect(differences(said("at +5 ms"), said("at +6 ms"))).toHaveLength(1);
    expect(differences([observation(5, 1, "stream S")], [observation(500, 1, "stream S")], tolerance)).toEqual([]);
    expect(differences([observation(5, 1, "stream S")], [observation(6, 1, "stream S")])).toHaveLength(1);
  });

  test("advisories of one millisecond may come in any order, other observations not", () => {
    const both = (channel: string) =>
      differences(
        [observation(1, "a", channel), observation(1, "b", channel)],
        [observation(1, "b", channel), observation(1, "a", channel)],
      );
    expect(both("advisory X")).toEqual([]);
    expect(both("step 1")).toHaveLength(2);
  });

  test("a publisher's own answer is never put down to chance", () => {
    const publish = {
      id: 1,
      by: "a",
      atMs: 10,
      call: { do: "publish", subject: "S.a", data: "", options: {} },
    } as const;
    const program: Program = { hopMs: 2, lengthMs: 50, steps: [publish] };
    const difference = { channel: "step 1", at: 14, nth: 1, first: undefined, second: undefined, path: "" };
    expect(perturbed(program, difference, [])).toEqual([]);
    expect(perturbed(program, { ...difference, channel: "step 2" }, [])).toHaveLength(1);
    expect(perturbed(program, { ...difference, channel: "step 2", at: 15 }, [])).toEqual([]);
  });
});

describe("orders", () => {
  const publish = (id: number, by: "a" | "b", atMs: number) =>
    ({ id, by, atMs, call: { do: "publish", subject: "S.a", data: `m${id}`, options: {} } }) as const;
  const program: Program = {
    hopMs: 1,
    lengthMs: 200,
    steps: [
      { id: 1, by: "a", atMs: 0, call: { do: "add-stream", stream: "S", options: { subjects: ["S.>"] } } },
      publish(2, "a", 120),
      publish(3, "b", 120),
    ],
  };
  const seqs = (observations: readonly Observation[]) =>
    observations.flatMap(({ channel, what }) => (/^step [23]/.test(channel) ? [(what as { seq: number }).seq] : []));

  test("what comes at once may come in another order, and nothing else changes (OC1, OC2)", async () => {
    const place = simPlace();
    expect(seqs(await perform(program, place))).toEqual([1, 2]);
    expect(place.choices().get(121)).toMatchObject({ things: 2 });
    const other = await perform(program, place.inOrder(new Map([[121, { first: [1] }]])));
    expect(seqs(other).toSorted((a, b) => a - b)).toEqual([1, 2]);
    expect(other.find(({ channel }) => channel === "step 3")?.what).toMatchObject({ seq: 1 });
  });

  test("a pull and an acknowledgement in one packet may be served in either order (OC1, OC2)", async () => {
    const pulls = { do: "pull", stream: "S", consumer: "c", options: {} } as const;
    const options = { filter_subject: "S.a" };
    const packet: Program = {
      hopMs: 1,
      lengthMs: 200,
      steps: [
        ...program.steps.slice(0, 1),
        { id: 2, by: "a", atMs: 10, call: { do: "add-consumer", stream: "S", consumer: "c", options } },
        ...["S.a", "S.b", "S.a"].map(
          (subject, n) => ({ ...publish(3 + n, "b", 20 + n), call: { ...publish(1, "a", 0).call, subject } }) as const,
        ),
        { id: 6, by: "a", atMs: 100, call: pulls },
        { id: 7, to: 6, nth: 1, afterMs: 0, how: { do: "ack" } },
        { id: 8, by: "a", atMs: 102, call: pulls },
      ],
    };
    const place = simPlace();
    const floor = async (order?: Order) => {
      const observations = await perform(packet, order === undefined ? place : place.inOrder(new Map([[103, order]])));
      return observations.find(({ channel }) => channel === "consumer S/c")?.what;
    };
    const found = (stream_seq: number) => ({ ack_floor: { consumer_seq: 1, stream_seq }, num_ack_pending: 1 });
    // Requests are served when all that came with them has been read: the acknowledgement is processed first.
    expect(await floor()).toMatchObject(found(1));
    const load = place.choices().get(103);
    expect(load).toMatchObject({ things: 1, races: 1 });
    expect(load && otherOrders(load)).toHaveLength(2);
    expect(await floor({ first: [0], servesAt: Number.POSITIVE_INFINITY })).toMatchObject(found(1));
    expect(await floor({ first: [0], acksLast: true })).toMatchObject(found(2));
  });

  test("a consumer may be served while a message is being removed", async () => {
    const [, queued] =
      storedPrograms("found").find(([name]) => name === "max-age-between-a-look-and-its-delivery") ?? [];
    if (queued === undefined) throw new Error("the program is gone");
    const place = simPlace();
    const lost = async (orders: Orders) =>
      (await perform(queued, place.inOrder(orders))).filter(
        ({ channel, at }) => /MSG_TERM/.test(channel) && at === 1433,
      );
    expect(await lost(new Map())).toMatchObject([{ what: { deliveries: 1 } }]);
    const late = await lost(new Map([[1428, { first: [1, 0], servesAt: 1 }]]));
    expect(late).toMatchObject([{ what: { deliveries: 2 } }, { what: { deliveries: 1 } }]);
  });

  test("a difference that another order explains is chance, and one that none explains is not", async () => {
    const place = simPlace();
    await perform(program, place);
    const first = (found: readonly Difference[]) => found[0] ?? null;
    const swapped = await perform(program, place.inOrder(new Map([[121, { first: [1] }]])));
    expect(await hasOrder(program, place, swapped, first)).toBe(true);
    const wrong = swapped.map((observation) =>
      observation.channel === "step 3" ? { ...observation, what: "lost" } : observation,
    );
    expect(await hasOrder(program, place, wrong, first)).toBe(false);
  });
});

test("a difference is shrunk to what shows it", async () => {
  const pair = { first: simPlace("wrong-delivery-count"), second: simPlace(), tolerance: EXACT };
  const program = drawProgram(1);
  const { unexplained } = await compareOn(program, pair);
  if (unexplained === null) throw new Error("the planted fault does not show");
  const fewest = await shrunk(program, pair, unexplained);
  expect(fewest.steps.length).toBeLessThan(7);
  expect((await compareOn(fewest, pair)).unexplained?.path).toBe("what.deliveries");
});

test.each([
  [["--runs", "0"], /--runs: found "0"/],
  [["--seed", "x"], /--seed: found "x"/],
  [["--against", "kafka"], /--against: found "kafka", expected one of wasm, nats, sim/],
  [["--fault", "none"], /--fault: found "none"/],
  [["--nothing"], /--nothing/],
])("%j is refused by name", (args, message) => {
  expect(() => readOptions(args)).toThrow(message);
  expect(() => readOptions(args)).toThrow(BadInputError);
});
