import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { COURSE, SCENARIO_SOURCES } from "../scenarios/index.ts";
import { asCards, courseProblems } from "./src/course/course.ts";
import type { ShippedCourse } from "./src/app/shipped.ts";

/**
 * Puts the course's cards into the page (see src/app/shipped.ts), so that the first screen loads no scenario: each comes in
 * a file of its own when it is opened.
 */
export function coursePlugin(): Plugin {
  return { name: "ackademy-course", config: () => ({ define: { SHIPPED_COURSE: JSON.stringify(shippedCourse()) } }) };
}

function shippedCourse(): ShippedCourse {
  const folder = fileURLToPath(new URL("../scenarios/", import.meta.url));
  const texts = readdirSync(folder).map((file) => ({ file, text: readFileSync(folder + file, "utf8") }));
  const files = SCENARIO_SOURCES.map(({ id }) => {
    const found = texts.filter(({ text }) => text.includes(`\n  id: "${id}",\n`)).map(({ file }) => file);
    if (found[0] === undefined || found.length > 1)
      throw new Error(`scenario ${id}: found it in ${found.join(", ") || "no file"}, expected one file of scenarios/`);
    return [id, found[0]] as const;
  });
  const course = asCards(COURSE);
  const problems = courseProblems(course);
  if (problems.length > 0) throw new Error(`scenarios/index.ts: ${problems.join("; ")}`);
  return { course, files: Object.fromEntries(files) };
}
