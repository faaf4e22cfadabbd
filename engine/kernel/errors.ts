/**
 * The base of every error that Ackademy throws on purpose. `message` says what is wrong and where,
 * `remedy` what to do about it; the command line prints both and maps `kind` to its exit code.
 */
export const ErrorKind = {
  /** The caller's input is wrong: a file, an option, a link. */
  BadInput: "bad-input",
  /** There is no usable broker: not found, too old, not reachable. */
  NoBroker: "no-broker",
  /** The program broke a promise of its own; a bug of ours. */
  Internal: "internal",
} as const;
export type ErrorKind = (typeof ErrorKind)[keyof typeof ErrorKind];

export class AckademyError extends Error {
  readonly kind: ErrorKind;
  readonly remedy: string;

  constructor(kind: ErrorKind, message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.kind = kind;
    this.remedy = remedy;
  }
}

/** Something the user gave us is wrong: `where` names the file, option or link and the place inside it. */
export class BadInputError extends AckademyError {
  readonly where: string;

  constructor(where: string, what: string, remedy: string, options?: ErrorOptions) {
    super(ErrorKind.BadInput, `${where}: ${what}`, remedy, options);
    this.where = where;
  }
}

/** No broker can be had; `remedy` says how to get one. */
export class NoBrokerError extends AckademyError {
  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(ErrorKind.NoBroker, message, remedy, options);
  }
}

/** A promise of the engine's own was broken. */
export class InternalError extends AckademyError {
  constructor(message: string, options?: ErrorOptions) {
    super(
      ErrorKind.Internal,
      message,
      "This is a bug in Ackademy: please report it with the command that shows it.",
      options,
    );
  }
}

/** A one-line text of anything thrown. */
export function errorText(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** What was thrown, as an error: whoever is handed one need not ask what it is. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown), { cause: thrown });
}

/** For the end of an exhaustive switch: a new member of the union is then a compile error. */
export function unreachable(value: never): never {
  throw new InternalError(`unexpected ${JSON.stringify(value)}`);
}
