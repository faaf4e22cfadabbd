import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { BadInputError } from "../../engine/kernel/errors.ts";
import { validateScenario } from "../../engine/scenario/validate.ts";
import type { ScenarioSource } from "../../engine/scenario/schema.ts";
import { lessonProblems } from "../unit-lab/lessons/judge-lesson.ts";
import { asModule, constantName, lessonTemplate } from "./template.ts";

/** `npm run lesson -- new my-lesson` writes a lesson to begin with; `npm run lesson -- check my-lesson` checks one. */

const FOLDER = fileURLToPath(new URL("../../scenarios/", import.meta.url));
const USAGE = "npm run lesson -- new my-lesson, or: npm run lesson -- check my-lesson";

async function main([command, id]: readonly string[]): Promise<void> {
  if (id === undefined)
    throw new BadInputError("lesson", `found ${id ?? "no name"}, expected a command and a name`, USAGE);
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id))
    throw new BadInputError("lesson", `found "${id}", expected small letters, digits and hyphens`, USAGE);
  if (command === "new") return create(id);
  if (command === "check") return check(id);
  throw new BadInputError("lesson", `found "${command}", expected new or check`, USAGE);
}

function create(id: string): void {
  const file = `${FOLDER}${id}.ts`;
  if (existsSync(file))
    throw new BadInputError(
      `scenarios/${id}.ts`,
      "found a file, expected none",
      "Choose another name, or edit the file.",
    );
  validateScenario(lessonTemplate(id), id);
  writeFileSync(file, asModule(lessonTemplate(id)));
  process.stdout.write(
    [
      `scenarios/${id}.ts is written: a small lesson with every step.`,
      "1. Run `npm run format`.",
      `2. Put it on the map in scenarios/index.ts: deeper(${constantName(id)}, 4, "easy") in its chapter.`,
      "3. Run `npm start`: the lab reloads the lesson each time you save the file.",
      `4. After each change, run \`npm run lesson -- check ${id}\`. It says what is not true, and where.`,
      "",
    ].join("\n"),
  );
}

async function check(id: string): Promise<void> {
  const files = readdirSync(FOLDER);
  if (!files.includes(`${id}.ts`))
    throw new BadInputError(`scenarios/${id}.ts`, "found no such file", `Write it: npm run lesson -- new ${id}`);
  const module = (await import(`${FOLDER}${id}.ts`)) as Record<string, unknown>;
  const source = Object.values(module).find((one): one is ScenarioSource => hasId(one, id));
  if (!source)
    throw new BadInputError(`scenarios/${id}.ts`, `found no scenario with the id "${id}"`, "Export one with this id.");
  const problems = await lessonProblems(validateScenario(source, `scenarios/${id}.ts`));
  if (problems.length === 0) process.stdout.write(`${id}: every run says what the lesson says.\n`);
  else {
    process.stderr.write(`${problems.join("\n")}\n`);
    process.exitCode = 1;
  }
}

const hasId = (one: unknown, id: string): boolean =>
  typeof one === "object" && one !== null && (one as { readonly id?: unknown }).id === id;

await main(process.argv.slice(2)).catch((thrown: unknown) => {
  if (!(thrown instanceof BadInputError)) throw thrown;
  process.stderr.write(`${thrown.message}\n${thrown.remedy}\n`);
  process.exitCode = 2;
});
