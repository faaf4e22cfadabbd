import { scenarioJsonSchema } from "../scenario/json-schema.ts";
import { printJson } from "./output.ts";

/** Prints the JSON Schema of scenario files. */
export function printSchema(): void {
  printJson(process.stdout, { title: "Ackademy scenario", ...scenarioJsonSchema() }, 2);
}
