import type { QuickJSHandle, QuickJSWASMModule, VmCallResult } from "quickjs-emscripten-core";
import type { JsonValue } from "../kernel/json.ts";
import { asError, InternalError } from "../kernel/errors.ts";
import { FunctionError, type CompiledHandlers, type Functions, type Surroundings, type Tools } from "./functions.ts";
import { lineIn } from "./line.ts";
import { PRELUDE } from "./prelude.ts";
import { hostFunction, newMachine, type Machine } from "./quickjs.ts";

/**
 * A handlers file in a machine of its own.
 *
 * SB1  Only text and numbers cross the border, in both directions.
 * SB2  A module belongs to one incarnation: its variables are lost with a crash.
 * SB3  Code that does not give control back is stopped after a fixed number of steps, and nothing enters its machine again.
 * SB4  What happens inside depends only on the calls and on what the tools answer.
 */
/** What was thrown inside, and its line in the user's file. */
export type Thrown = { readonly name: string; readonly message: string; readonly line: number | null };

export type Opened = { readonly names: readonly string[]; readonly functions: Functions };

/** A function that was stopped: its name (null: the module itself), and the line where it was, if known. */
export type Blocked = { readonly name: string | null; readonly line: number | null };

export type Listeners = {
  /** The error for a module that cannot be evaluated. */
  failed(thrown: Thrown): Error;
  /** Called when a function was stopped (SB3); its call never settles. */
  blocked(blocked: Blocked): void;
};

/** @throws what `failed` makes of a module that cannot be evaluated */
export function openModule(
  engine: QuickJSWASMModule,
  { file, code }: Pick<CompiledHandlers, "file" | "code">,
  surroundings: Surroundings,
  on: Listeners,
): Opened {
  const machine = newMachine(engine);
  const { context } = machine;
  const calls = new Calls(machine, file, on);
  const inside = prepare(machine, calls, surroundings);
  const made = machine.enter(() => context.evalCode(code, file, { type: "module" }));
  if (machine.isSpent) on.blocked({ name: null, line: null });
  if (made.error) throw on.failed(thrownIn(context.dump(made.error), file));
  const module = settledModule(machine, made.value, file, on);
  calls.enter = (method, args) => machine.enter(() => context.callMethod(inside, method, [module, ...args]));
  const names = JSON.parse(String(context.dump(context.unwrapResult(calls.enter("names", []))))) as string[];
  return { names, functions: calls };
}

/** Evaluates the prelude, which gets the host's functions. */
function prepare({ context }: Machine, calls: Calls, { now, random }: Surroundings): QuickJSHandle {
  const host = [
    hostFunction(context, "ask", (request, call, tool, args) =>
      calls.ask(Number(request), Number(call), String(tool), String(args)),
    ),
    hostFunction(context, "end", (call, ok, said) => calls.end(Number(call), ok === true, String(said))),
    hostFunction(context, "now", now),
    hostFunction(context, "random", random),
  ];
  const prelude = context.unwrapResult(context.evalCode(PRELUDE, "ackademy"));
  return context.unwrapResult(context.callFunction(prelude, context.undefined, ...host));
}

/** A module with `await` at its top may be a promise that nothing will ever settle. */
function settledModule({ context }: Machine, value: QuickJSHandle, file: string, { failed }: Listeners): QuickJSHandle {
  const state = context.getPromiseState(value);
  switch (state.type) {
    case "fulfilled":
      return state.value;
    case "rejected":
      throw failed(thrownIn(context.dump(state.error), file));
    case "pending":
      throw failed({ name: "", message: "waits at its top for something that never comes", line: null });
  }
}

function thrownIn(dumped: unknown, file: string): Thrown {
  if (typeof dumped !== "object" || dumped === null) return { name: "", message: String(dumped), line: null };
  const fields = dumped as { readonly [field: string]: unknown };
  const text = (field: string) => (typeof fields[field] === "string" ? fields[field] : "");
  const { lineNumber } = fields;
  const line = typeof lineNumber === "number" ? lineNumber : lineIn(text("stack"), file);
  return { name: text("name"), message: text("message"), line };
}

type Call = {
  readonly name: string;
  readonly tools: Tools;
  resolve(value: JsonValue): void;
  reject(error: Error): void;
};
type Entry = (method: string, args: readonly QuickJSHandle[]) => VmCallResult<QuickJSHandle>;

/** The calls of one incarnation that have not ended. */
class Calls implements Functions {
  enter: Entry = () => {
    throw new InternalError("a handlers file was entered before it was there");
  };
  private readonly open = new Map<number, Call>();
  private made = 0;
  private isOver = false;
  private readonly machine: Machine;
  private readonly file: string;
  private readonly on: Listeners;

  constructor(machine: Machine, file: string, on: Listeners) {
    this.machine = machine;
    this.file = file;
    this.on = on;
  }

  call(name: string, job: JsonValue, tools: Tools): Promise<JsonValue> {
    return new Promise((resolve, reject) => {
      const call = ++this.made;
      this.open.set(call, { name, tools, resolve, reject });
      const { context } = this.machine;
      const texts = [name, JSON.stringify(job), JSON.stringify(Object.keys(tools))];
      this.go(call, "begin", [context.newNumber(call), ...texts.map((text) => context.newString(text))]);
    });
  }

  /** A tool was called inside. It answers in a microtask, never within the call. */
  ask(request: number, call: number, tool: string, args: string): void {
    const work = this.open.get(call)?.tools[tool];
    const begin = async () => {
      if (!work) throw new Error(`tools.${tool} was called after its handler had ended`);
      return work(...(JSON.parse(args) as JsonValue[]));
    };
    const answer = (ok: boolean, value: JsonValue) => this.settle(call, request, ok, value);
    void Promise.resolve()
      .then(begin)
      .then(
        (value) => answer(true, value),
        (thrown: unknown) => {
          const { name, message } = asError(thrown);
          answer(false, { name, message });
        },
      );
  }

  end(call: number, ok: boolean, said: string): void {
    const known = this.open.get(call);
    this.open.delete(call);
    if (!known) return;
    if (ok) return known.resolve(JSON.parse(said) as JsonValue);
    const { name, message, stack, delayMs } = JSON.parse(said) as {
      readonly name: string;
      readonly message: string;
      readonly stack?: string;
      readonly delayMs?: number | null;
    };
    const line = lineIn(stack ?? "", this.file);
    // The engine inside rejects what it was stopped in.
    if (this.machine.isSpent) this.stopped({ name: known.name, line });
    else known.reject(this.errorOf({ name, message, line }, delayMs ?? null));
  }

  private settle(call: number, request: number, ok: boolean, value: JsonValue): void {
    const { context } = this.machine;
    const said = context.newString(JSON.stringify(value));
    this.go(call, "settle", [context.newNumber(request), ok ? context.true : context.false, said]);
  }

  /** Enters the machine, unless its code was stopped before (SB3). */
  private go(call: number, method: string, args: readonly QuickJSHandle[]): void {
    if (this.isOver) return;
    const name = this.open.get(call)?.name ?? null;
    const result = this.enter(method, args);
    for (const handle of args) handle.dispose();
    if (this.machine.isSpent) return this.stopped({ name, line: null });
    if (result.error) {
      // Nothing of the user's own gets here: memory or stack are used up.
      const thrown = thrownIn(this.machine.context.dump(result.error), this.file);
      this.open.get(call)?.reject(this.errorOf(thrown, null));
      this.open.delete(call);
    }
    (result.error ?? result.value).dispose();
  }

  private stopped(blocked: Blocked): void {
    if (this.isOver) return;
    this.isOver = true;
    this.on.blocked(blocked);
  }

  private errorOf({ name, message, line }: Thrown, delayMs: number | null): FunctionError {
    const kind = PLAIN.test(name) ? "" : `${name}: `;
    const place = line === null ? this.file : `${this.file}:${line}`;
    return new FunctionError(`${kind}${message} (${place})`, name, delayMs);
  }
}

/** The names of errors whose message says enough. */
const PLAIN = /^(|Error|(Unrecoverable|Terminate|RetryAfter|HandBack|Outage)Error)$/;
