import type { Environment } from "../environment.ts";

/** Until when a consumer delivers nothing. Its pulls wait meanwhile, and its acknowledgements count. */
export class Pause {
  /** Unix milliseconds; a moment that is past is no pause. */
  until = 0;
  private readonly env: Environment;

  constructor(env: Environment) {
    this.env = env;
  }

  get isOn(): boolean {
    return this.until > this.env.unixNow();
  }

  /** When its end is to be noticed. */
  get deadline(): number {
    return this.isOn ? this.until : Number.POSITIVE_INFINITY;
  }
}
