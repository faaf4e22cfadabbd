import { listNames, type RunFacts } from "../../checks/facts.ts";

/** Which jobs were replayed from the dead letters. */
export function replaysText({ letters }: RunFacts): string {
  const again = letters.filter(({ left }) => left?.as === "replayed").map(({ died }) => died.job);
  if (again.length === 0) return "";
  return `${listNames([...new Set(again)])} ${again.length === 1 ? "was" : "were"} replayed from the dead letters`;
}
