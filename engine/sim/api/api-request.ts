import { fail, invalidJson } from "./api-errors.ts";

/** One parsed request to `$JS.API.…`. */
export type ApiRequest = {
  /** The tokens of the subject after the operation's name. */
  readonly args: readonly string[];
  readonly body: string;
};

/** The fields of an operation's answer, without `type`. */
export type ApiAnswer = Readonly<Record<string, unknown>>;

export type ApiOperation = {
  /** The name in the answer's `type`: `io.nats.jetstream.api.v1.<name>_response`. */
  readonly name: string;
  /** The number of subject tokens after the operation's name. */
  readonly arity: number;
  /** Whether the last argument may contain dots. */
  readonly open?: boolean;
  /** Whether a request with a body is refused. */
  readonly bodiless?: boolean;
  /** The fields that nats-server adds to an error answer. */
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

/** The page of a list that begins at the request's `offset`. */
export function page<T>(items: readonly T[], offset: number, limit: number) {
  return { total: items.length, offset, limit, items: items.slice(offset, offset + limit) };
}
