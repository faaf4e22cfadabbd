import { JetStreamApiError } from "@nats-io/jetstream";
import { expect, test } from "vitest";
import { makeStores } from "../../../engine/queue/declare/stores.ts";

const refusal = (err_code: number) => new JetStreamApiError({ code: 500, err_code, description: "as the server says" });

/** Refuses as often as there are refusals, then makes it. */
function maker(...refusals: readonly Error[]): { tries: number; make(): Promise<string> } {
  return {
    tries: 0,
    make() {
      const refused = refusals[this.tries++];
      return refused === undefined ? Promise.resolve("made") : Promise.reject(refused);
    },
  };
}

test("a store that could not be made is asked for again", async () => {
  const asked = maker(refusal(10049), refusal(10049), refusal(10049));
  expect(await makeStores(() => asked.make())).toBe("made");
  expect(asked.tries).toBe(4);
});

test("not for ever, and not for another refusal", async () => {
  const never = maker(...Array.from({ length: 9 }, () => refusal(10049)));
  await expect(makeStores(() => never.make())).rejects.toThrow("as the server says");
  expect(never.tries).toBe(4);
  const other = maker(refusal(10058));
  await expect(makeStores(() => other.make())).rejects.toMatchObject({ code: 10058 });
  expect(other.tries).toBe(1);
});
