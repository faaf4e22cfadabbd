import type { Failure } from "./types.ts";

/** Something that the lab tells its user about: what is wrong (`message`) and what to do (`remedy`). */
export class LabError extends Error {
  override readonly name: string = "LabError";
  readonly remedy: string;

  constructor({ message, remedy }: Failure, options?: ErrorOptions) {
    super(message, options);
    this.remedy = remedy;
  }
}

/** A link that cannot be opened. */
export class LinkError extends LabError {
  override readonly name = "LinkError";
}

/** A later request took this one's place; nobody waits for its answer any more. */
export class SupersededError extends Error {
  override readonly name = "SupersededError";

  constructor() {
    super("a later request took this one's place");
  }
}

/** Anything thrown, as the lab shows it. The engine's errors bring their remedy along. */
export function failureOf(thrown: unknown): Failure {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const remedy =
    thrown instanceof Error && "remedy" in thrown && typeof thrown.remedy === "string" ? thrown.remedy : "";
  return {
    message,
    remedy:
      remedy || "Start over; if it happens again, it is a bug in Ackademy: please report it with this run's link.",
  };
}
