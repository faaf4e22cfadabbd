import { fail, invalidJson } from "./api-errors.ts";

/**
 * Reads the fields of a request's JSON object with the types of nats-server. An unknown field or a wrong type is an 'invalid
 * JSON' error; an absent field is Go's zero value.
 */
export class Fields {
  private readonly object: { readonly [name: string]: unknown };
  private readonly refusedNames: readonly string[];

  constructor(raw: unknown, known: readonly string[], refused: readonly string[] = []) {
    if (raw !== null && raw !== undefined && (typeof raw !== "object" || Array.isArray(raw))) {
      fail(invalidJson(`json: cannot unmarshal ${jsonKind(raw)} into Go value`));
    }
    this.object = (raw ?? {}) as { readonly [name: string]: unknown };
    this.refusedNames = refused;
    for (const name of Object.keys(this.object)) {
      if (!known.includes(name) && !refused.includes(name)) fail(invalidJson(`json: unknown field "${name}"`));
    }
  }

  /** The first unsupported field with a value other than the zero value. */
  refused(): string | undefined {
    return this.refusedNames.find((name) => !asksNothing(this.object[name]));
  }

  raw(name: string): unknown {
    return this.object[name];
  }

  has(name: string): boolean {
    return this.object[name] !== undefined && this.object[name] !== null;
  }

  text(name: string): string {
    return this.read(name, "string", "") as string;
  }

  number(name: string): number {
    return this.read(name, "number", 0) as number;
  }

  flag(name: string): boolean {
    return this.read(name, "boolean", false) as boolean;
  }

  /** One of `choices`; the first is the default. */
  choice<T extends string>(name: string, choices: readonly [T, ...T[]]): T {
    const value = this.object[name];
    if (value === undefined || value === null || value === "") return choices[0];
    const found = choices.find((choice) => choice === value);
    return found ?? fail(invalidJson(`can not unmarshal ${JSON.stringify(JSON.stringify(value))}`));
  }

  texts(name: string): readonly string[] {
    return this.list(name, "string") as readonly string[];
  }

  numbers(name: string): readonly number[] {
    return this.list(name, "number") as readonly number[];
  }

  textMap(name: string): Record<string, string> {
    const value = this.object[name];
    if (value === undefined || value === null) return {};
    if (typeof value !== "object" || Array.isArray(value)) fail(wrongType(name, value));
    for (const entry of Object.values(value)) if (typeof entry !== "string") fail(wrongType(name, entry));
    return value as Record<string, string>;
  }

  private list(name: string, type: string): readonly unknown[] {
    const value = this.object[name];
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) fail(wrongType(name, value));
    for (const entry of value) if (typeof entry !== type) fail(wrongType(name, entry));
    return value;
  }

  private read(name: string, type: string, zero: unknown): unknown {
    const value = this.object[name];
    if (value === undefined || value === null) return zero;
    if (typeof value !== type) fail(wrongType(name, value));
    return value;
  }
}

function wrongType(name: string, value: unknown) {
  return invalidJson(`json: cannot unmarshal ${jsonKind(value)} into Go struct field ${name}`);
}

function jsonKind(value: unknown): string {
  return typeof value === "boolean" ? "bool" : Array.isArray(value) ? "array" : typeof value;
}

function asksNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === 0 || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
