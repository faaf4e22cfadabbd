import type { Draws } from "../../engine/explore/draws.ts";
import { type Call, CLIENTS, type ClientName, type Options, type Settlement, type Step } from "./program.ts";

/** What may be drawn, and how often beside the others. */
export type Weighted<T> = readonly (readonly [weight: number, value: T])[];

/** An option that is drawn in so many of a hundred draws. */
export type Chances = {
  readonly [option: string]: readonly [percent: number, values: readonly [unknown, ...unknown[]]];
};

const LATER = 7;
const GAPS_MS = [1, 1, 1, 10, 10, 20, 50, 100, 200, 300] as const;

/**
 * A program that is being drawn, and what its next calls can refer to.
 *
 * DR1  no two calls share a millisecond: of what comes to a server at once, whose turn is first is nobody's promise.
 */
export class Drawing {
  readonly steps: Step[] = [];
  readonly streams = new Map<string, Options>();
  readonly consumers = new Map<string, { readonly stream: string; readonly name: string; readonly options: Options }>();
  readonly published: { readonly id: string; readonly subject: string; readonly atMs: number }[] = [];
  atMs = 0;
  private readonly draws: Draws;
  private readonly pace: number;
  private drawn = 0;

  /** `pace`: how many milliseconds stand for the shortest gap between two calls. */
  constructor(draws: Draws, pace: number) {
    this.draws = draws;
    this.pace = pace;
  }

  passTime(): void {
    this.atMs += Math.max(this.pace, this.oneOf("gap", GAPS_MS));
  }

  int(what: string, min: number, max: number): number {
    return this.draws.int([what, ++this.drawn], min, max);
  }

  oneOf<T>(what: string, values: readonly [T, ...T[]]): T {
    return this.draws.oneOf([what, ++this.drawn], values);
  }

  /** One of any that there are. */
  any<T>(what: string, values: Iterable<T>): T | undefined {
    const [first, ...rest] = values;
    return first === undefined ? undefined : this.oneOf(what, [first, ...rest]);
  }

  percent(what: string, chance: number): boolean {
    return this.int(what, 1, 100) <= chance;
  }

  weighted<T>(what: string, values: Weighted<T>): T {
    const sum = values.reduce((total, [weight]) => total + weight, 0);
    let left = this.int(what, 1, sum);
    for (const [weight, value] of values) {
      left -= weight;
      if (left <= 0) return value;
    }
    return (values[0] as readonly [number, T])[1];
  }

  options(chances: Chances): Options {
    const drawn = Object.entries(chances).flatMap(([option, [chance, values]]) =>
      this.percent(option, chance) ? [[option, this.oneOf(option, values)]] : [],
    );
    return Object.fromEntries(drawn) as Options;
  }

  client(): ClientName {
    return this.oneOf("client", CLIENTS);
  }

  /** Adds a call at this moment; returns its step. */
  call(call: Call, by: ClientName = this.client()): number {
    const id = this.steps.length + 1;
    this.steps.push({ id, by, atMs: this.atMs, call });
    this.atMs += this.pace;
    return id;
  }

  /** A little later than the reactions before it, for the same reason (DR1). */
  react(to: number, nth: number, afterMs: number, how: Settlement): void {
    const id = this.steps.length + 1;
    this.steps.push({ id, to, nth, afterMs: afterMs + this.pace * (id % LATER), how });
  }
}
