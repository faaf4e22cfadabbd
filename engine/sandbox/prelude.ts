/**
 * What a handlers file finds in its sandbox, as JavaScript text. Everything that crosses the border is text (JSON), so nothing
 * of the engine's own realm is ever within the file's reach.
 */

/** The module "ackademy": the errors of engine/index.ts that a handler throws. Its types vanish when types are removed. */
export const ACKADEMY_MODULE = `
class Named extends Error { get name() { return this.constructor.name; } }
export class UnrecoverableError extends Named {}
export class TerminateError extends Named {}
class Delayed extends Named { constructor(delayMs, reason, options) { super(reason, options); this.delayMs = delayMs; } }
export class RetryAfterError extends Delayed {}
export class HandBackError extends Delayed {}
`;

/**
 * A function of four functions of the host; it returns what the host calls. `ask(request, call, tool, args)` begins the work of
 * a tool, which `settle` ends; `end(call, ok, text)` ends a call that `begin` began. `Date` follows the host's clock by itself.
 */
export const PRELUDE = `
(ask, end, now, random) => {
  "use strict";
  const { stringify, parse } = JSON;
  const OwnError = Error, OwnPromise = Promise, text = String, then = Promise.prototype.then;
  const follow = (promise, done, failed) => Reflect.apply(then, promise, [done, failed]);
  const open = new Map();
  let asked = 0;
  Math.random = random;
  const json = (value) => (value === undefined ? "null" : stringify(value)) ?? "null";
  const describe = (thrown) => {
    if (!(thrown instanceof OwnError)) return { name: "", message: typeof thrown === "string" ? thrown : json(thrown) };
    const { name, message, stack, delayMs, cause } = thrown;
    const why = cause === undefined ? "" : " (cause: " + text(cause instanceof OwnError ? cause.message : json(cause)) + ")";
    return { name: text(name), message: text(message) + why, stack: text(stack), delayMs: Number(delayMs) };
  };
  const failed = (call) => (thrown) => {
    let said;
    try { said = stringify(describe(thrown)); } catch { said = stringify({ name: "", message: "an error that cannot be read" }); }
    end(call, false, said);
  };
  const tool = (call, name) => (...args) => {
    const { stack } = new OwnError();
    return new OwnPromise((resolve, reject) => {
      const request = ++asked;
      open.set(request, { resolve, reject, stack });
      ask(request, call, name, stringify(args));
    });
  };
  return {
    begin(module, call, name, jobText, toolNames) {
      const { job, token } = parse(jobText);
      const tools = { token, now: () => now() };
      for (const name of parse(toolNames)) tools[name] = tool(call, name);
      const run = async () => module[name](job, tools);
      follow(run(), (value) => {
        let said;
        try { said = json(value); } catch (thrown) { return failed(call)(thrown); }
        end(call, true, said);
      }, failed(call));
    },
    settle(module, request, ok, said) {
      const { resolve, reject, stack } = open.get(request);
      open.delete(request);
      const value = parse(said);
      if (ok) return resolve(value);
      const error = new OwnError(value.message);
      error.name = value.name;
      error.stack = stack;
      reject(error);
    },
    names: (module) => stringify(Object.keys(module).filter((name) => typeof module[name] === "function")),
  };
}
`;
