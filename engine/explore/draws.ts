import { drawInt, type RandomKey } from "../kernel/random.ts";

/** Draws by key for one seed. A draw for one key does not influence the draws for other keys. */
export class Draws {
  private readonly seed: number;

  constructor(seed: number) {
    this.seed = seed;
  }

  /** An integer from `min` to `max`, both inclusive. */
  int(key: RandomKey, min: number, max: number): number {
    return drawInt(this.seed, key, min, max);
  }

  oneOf<T>(key: RandomKey, values: readonly [T, ...T[]]): T {
    return values[this.int(key, 0, values.length - 1)] as T;
  }

  /** True in one of `many` draws. */
  oneIn(key: RandomKey, many: number): boolean {
    return this.int(key, 1, many) === 1;
  }
}
