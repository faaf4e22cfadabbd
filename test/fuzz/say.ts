import {
  type Call,
  isReaction,
  type Options,
  type Order,
  type Program,
  type Reaction,
  type Settlement,
} from "./program.ts";

/** The program as a script for people: a line a step, what follows from a message under the step that asked for it. */
export function programText(program: Program): string {
  const orders = program.steps.filter((step): step is Order => !isReaction(step));
  const head = `# hop ${program.hopMs} ms, watched for ${program.lengthMs} ms`;
  return [
    head,
    ...orders.toSorted((a, b) => a.atMs - b.atMs || a.id - b.id).flatMap((step) => stepText(program, step)),
  ].join("\n");
}

function stepText({ steps }: Program, step: Order): string[] {
  const line = `${String(step.atMs).padStart(6)} ms  ${step.by}  ${callText(step.call)}   (${step.id})`;
  const reactions = steps.filter((one): one is Reaction => isReaction(one) && one.to === step.id);
  return [
    line,
    ...reactions.map(
      ({ id, nth, afterMs, how }) => `               ${afterText(nth, afterMs)}: ${settlementText(how)}   (${id})`,
    ),
  ];
}

function afterText(nth: number, afterMs: number): string {
  return `${afterMs === 0 ? "at once" : `${afterMs} ms`} after message ${nth} has come`;
}

function settlementText({ do: kind, delayMs, confirmed }: Settlement): string {
  return `${kind}${delayMs === undefined ? "" : ` with a delay of ${delayMs} ms`}${confirmed === true ? ", and wait for the confirmation" : ""}`;
}

function callText(call: Call): string {
  switch (call.do) {
    case "publish":
      return `publish on ${call.subject} ${JSON.stringify(call.data)}${optionsText(call.options)}`;
    case "add-consumer":
    case "update-consumer":
    case "pause-consumer":
    case "pull":
    case "pulls":
    case "next":
    case "fetch":
    case "consume":
      return `${call.do} ${call.stream}/${call.consumer}${optionsText(call.options)}`;
    case "delete-consumer":
    case "resume-consumer":
    case "consumer-info":
      return `${call.do} ${call.stream}/${call.consumer}`;
    case "add-stream":
    case "update-stream":
    case "purge":
    case "get":
    case "direct-get":
      return `${call.do} ${call.stream}${optionsText(call.options)}`;
    case "delete-stream":
    case "stream-info":
      return `${call.do} ${call.stream}`;
    case "delete-message":
      return `${call.do} ${call.seq} of ${call.stream}`;
    case "request":
      return `request on ${call.subject}${call.data === "" ? "" : ` ${JSON.stringify(call.data)}`}`;
    case "listen":
      return `listen on ${call.subject}`;
    case "kv-create":
      return `make the bucket ${call.bucket}${optionsText(call.options)}`;
    case "kv":
      return `${call.op} ${call.bucket}/${call.key}${optionsText(call.options)}`;
    case "leave":
    case "crash":
      return call.do;
  }
}

function optionsText(options: Options): string {
  const parts = Object.entries(options).map(
    ([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  return parts.length === 0 ? "" : `  ${parts.join(" ")}`;
}
