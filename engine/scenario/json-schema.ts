import { z } from "zod";
import { scenarioSchema } from "./schema.ts";

/** The JSON Schema of scenario files, in which fields with a default may be left out. */
export function scenarioJsonSchema(): object {
  return z.toJSONSchema(scenarioSchema, { io: "input", target: "draft-2020-12" });
}
