import { expect, test } from "vitest";
import { createSession } from "../../lab/src/session/create-session.ts";
import { decodeLink } from "../../lab/src/session/decode-link.ts";
import { localRunner } from "../../lab/src/session/run-once.ts";
import { SCENARIO_SOURCES } from "../../scenarios/index.ts";
import { TestFrames } from "./frames.ts";

/** The session's side of it; that the server itself runs in a page is tested in Chromium. */
const frames = new TestFrames();
const offer = { version: "2.15.1", compressedBytes: 1, folder: "wasm/" };

test("the same run on it, and back: another run each, kept beside the other", async () => {
  const asked: string[] = [];
  const run: typeof localRunner.run = ({ broker, ...request }, onFetch) => {
    asked.push(broker);
    if (broker === "wasm") onFetch?.(0.5);
    fetching.push(real.getState().fetching);
    return localRunner.run({ ...request, broker: "sim" });
  };
  const fetching: (number | null)[] = [];
  const real = createSession({
    runner: { ...localRunner, run },
    scenarios: SCENARIO_SOURCES,
    frames,
    realServer: offer,
  });
  await real.select("crash-redelivery");
  await real.setBroker("wasm");
  expect(real.getState()).toMatchObject({ status: "ready", broker: "wasm", fetching: null, interventions: [] });
  await real.setBroker("sim");
  expect([asked, fetching]).toEqual([
    ["sim", "wasm"],
    [null, 0.5],
  ]);
  expect(real.getState().branches.map(({ request }) => request.broker)).toEqual(["sim", "wasm"]);
});

test("a link to a run on it, where it is not built: in the tab, with a word", async () => {
  const session = createSession({ runner: localRunner, scenarios: SCENARIO_SOURCES, frames });
  await session.select("crash-redelivery", { broker: "wasm" });
  expect(session.getState()).toMatchObject({ status: "ready", broker: "sim" });
  expect(
    session
      .getState()
      .notices.map(({ text }) => text)
      .join(),
  ).toMatch(/real nats-server, which is not built here/);
  expect(session.realServer).toBeNull();
});

test("a link keeps it", async () => {
  const real = createSession({ runner: localRunner, scenarios: SCENARIO_SOURCES, frames, realServer: offer });
  await real.select("crash-redelivery", { broker: "wasm" });
  // This runner has no such server: the failure says so, and the link is good all the same.
  expect(real.getState()).toMatchObject({
    status: "failed",
    failure: { message: "The real server is not built here." },
  });
  expect((await decodeLink(await real.link(), localRunner.check)).setup.broker).toBe("wasm");
});
