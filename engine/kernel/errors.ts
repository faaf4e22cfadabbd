/** The kinds of Ackademy's errors. The command line maps each kind to an exit code. */
export const ErrorKind = {
  /** The caller's input is wrong: a file, an option, a link. */
  BadInput: "bad-input",
  /** No broker is usable: it was not found, is too old or is not reachable. */
  NoBroker: "no-broker",
  /** The program violated one of its own invariants: a bug in Ackademy. */
  Internal: "internal",
} as const;
export type ErrorKind = (typeof ErrorKind)[keyof typeof ErrorKind];

/** The base class of Ackademy's errors. `message` states the problem and its place, `remedy` what to do about it. */
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

/** The user's input is wrong. `where` names the file, option or link, and the place inside it. */
export class BadInputError extends AckademyError {
  readonly where: string;

  constructor(where: string, what: string, remedy: string, options?: ErrorOptions) {
    super(ErrorKind.BadInput, `${where}: ${what}`, remedy, options);
    this.where = where;
  }
}

/** No broker is usable. `remedy` says how to get one. */
export class NoBrokerError extends AckademyError {
  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(ErrorKind.NoBroker, message, remedy, options);
  }
}

/** The engine violated one of its own invariants. */
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

/** The message of anything thrown. */
export function errorText(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** Converts anything thrown to an Error. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown), { cause: thrown });
}

/** Ends an exhaustive switch: a new member of the union is then a compile error. @throws InternalError if reached. */
export function unreachable(value: never): never {
  throw new InternalError(`found the unexpected value ${JSON.stringify(value)}`);
}
