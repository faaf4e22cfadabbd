import { z } from "zod";
import { scenarioSchema } from "../scenario/schema.ts";
import { printJson } from "./output.ts";

/** Prints the JSON Schema of scenario files, in which fields with a default may be left out. */
export function printSchema(): void {
  const schema = z.toJSONSchema(scenarioSchema, { io: "input", target: "draft-2020-12" });
  printJson(process.stdout, { title: "Ackademy scenario", ...schema }, 2);
}
