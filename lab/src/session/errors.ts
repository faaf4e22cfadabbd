import type { Failure } from "./types.ts";

/** An error that the lab shows to the user: what is wrong (`message`) and what to do (`remedy`). */
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

/** A later request replaced this one. Its caller no longer needs the result. */
export class SupersededError extends Error {
  override readonly name = "SupersededError";

  constructor() {
    super("a later request took this one's place");
  }
}

/** Converts anything thrown into what the lab shows. Errors of the engine have their own remedy. */
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
