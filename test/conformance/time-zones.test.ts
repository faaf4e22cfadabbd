import { jetstreamManager, type JetStreamManager } from "@nats-io/jetstream";
import { describe, expect, test } from "vitest";
import type { RealmBroker } from "../../engine/broker/realm-broker.ts";
import { createSimBroker } from "../../engine/broker/sim-broker.ts";
import { createWasmBroker } from "../../engine/broker/wasm-broker.ts";
import { VirtualClock } from "../../engine/clock/virtual-clock.ts";
import { enterVirtualRealm, VIRTUAL_EPOCH_MS } from "../../engine/clock/virtual-realm.ts";
import { Client } from "../../engine/queue/client.ts";
import { loadServerProgram } from "../../engine/wasm/build/load-program.ts";
import { untilOver } from "../support/virtual.ts";
import { zoneFile } from "../support/zone-file.ts";

type Place = { readonly clock: VirtualClock; readonly hopMs: number };

const ZONE = "Europe/Berlin";

/** The real server has no zone database of its own where it runs as WebAssembly. */
async function wasmWithZone(): Promise<(place: Place) => RealmBroker> {
  const program = await loadServerProgram();
  const bytes = zoneFile(ZONE, 2026);
  return (place) => {
    const broker = createWasmBroker({ ...place, program });
    for (const folder of ["/usr", "/usr/share", "/usr/share/zoneinfo", "/usr/share/zoneinfo/Europe"]) {
      broker.disk.makeFolder(folder);
    }
    const file = broker.disk.openOrMake(`/usr/share/zoneinfo/${ZONE}`, { make: true, exclusive: true });
    if (file.kind !== "file") throw new Error("the zone's file is a folder");
    broker.disk.write(file, bytes, 0);
    return broker;
  };
}

/** The moments at which a schedule makes jobs on a broker whose life begins at `from`, until `until`. */
async function firings(make: (place: Place) => RealmBroker, cron: string, from: string, until: string) {
  const clock = new VirtualClock();
  const leave = enterVirtualRealm(clock, 1);
  const [start, end] = [Date.parse(from) - VIRTUAL_EPOCH_MS, Date.parse(until) - VIRTUAL_EPOCH_MS];
  const play = async () => {
    await clock.sleep(start);
    const client = new Client(await make({ clock, hopMs: 3 }).connect("program"), clock, "zones");
    const queue = await client.queue({ name: "reports", schedules: true });
    await queue.schedule({ name: "nightly", when: { cron, timeZone: ZONE }, payload: {} });
    await clock.sleep(end - clock.now());
    return timesOf(await jetstreamManager(client.connection), "zones-reports", "zones.jobs.reports");
  };
  try {
    return await untilOver(clock, play(), { withinMs: end + 60_000, what: "the night" });
  } finally {
    leave();
  }
}

async function timesOf(jsm: JetStreamManager, stream: string, subject: string): Promise<string[]> {
  const { last_seq } = (await jsm.streams.info(stream)).state;
  const times: string[] = [];
  for (let seq = 1; seq <= last_seq; seq++) {
    const message = await jsm.streams.getMessage(stream, { seq }).catch(() => null);
    // The real server looks at its schedules every quarter of a second.
    if (message?.subject === subject) times.push(message.time.toISOString().slice(0, 16));
  }
  return times;
}

describe.each([
  ["sim", () => Promise.resolve((place: Place) => createSimBroker(place))],
  ["wasm", wasmWithZone],
])("a cron pattern in Europe/Berlin on %s", (_name, broker) => {
  test("skips a time that the night of the change to summer time leaves out", async () => {
    const times = await firings(await broker(), "30 1-3 * * *", "2026-03-29T00:20:00Z", "2026-03-29T02:00:00Z");
    // 01:30 and 03:30 there; there is no 02:30.
    expect(times).toEqual(["2026-03-29T00:30", "2026-03-29T01:30"]);
  });

  test("fires twice at a time that the night of the change to standard time has twice", async () => {
    const times = await firings(await broker(), "0 30 2 * * *", "2026-10-25T00:20:00Z", "2026-10-25T02:00:00Z");
    expect(times).toEqual(["2026-10-25T00:30", "2026-10-25T01:30"]);
  });

  test("fires once at a time outside of these hours", async () => {
    const times = await firings(await broker(), "0 0 3 * * *", "2026-10-25T00:50:00Z", "2026-10-25T02:30:00Z");
    expect(times).toEqual(["2026-10-25T02:00"]);
  });
});
