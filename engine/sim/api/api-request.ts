import { fail, invalidJson } from "./api-errors.ts";

/** One request to `$JS.API.…`, taken apart. */
export type ApiRequest = {
  /** The words of the subject after the name of the operation. */
  readonly args: readonly string[];
  readonly body: string;
};

/** What an operation answers besides its `type`. */
export type ApiAnswer = Readonly<Record<string, unknown>>;

export type ApiOperation = {
  /** The middle of the `type`: `io.nats.jetstream.api.v1.<name>_response`. */
  readonly name: string;
  /** How many words the subject has after the operation's name. */
  readonly arity: number;
  /** The last argument may hold dots. */
  readonly open?: boolean;
  /** A request with anything in its body is refused. */
  readonly bodiless?: boolean;
  /** What nats-server adds to an answer that is an error. */
  readonly onError?: ApiAnswer;
  readonly run: (request: ApiRequest) => ApiAnswer;
};

export function parseBody(body: string): unknown {
  if (body.trim() === "") return undefined;
  try {
    return JSON.parse(body) as unknown;
  } catch (thrown) {
    return fail(invalidJson(thrown instanceof Error ? thrown.message : String(thrown)));
  }
}

/** One page of a list, as the `offset` of a request asks for it. */
export function page<T>(items: readonly T[], offset: number, limit: number) {
  return { total: items.length, offset, limit, items: items.slice(offset, offset + limit) };
}
