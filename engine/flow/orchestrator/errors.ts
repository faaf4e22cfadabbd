import { BadInputError } from "../../kernel/errors.ts";
import { formatCount } from "../../trace/format.ts";

/** A machine that would not survive a crash. `reasons`: one per obstacle. */
export class NotDurableError extends BadInputError {
  readonly reasons: readonly string[];

  constructor(flow: string, reasons: readonly string[]) {
    super(
      `flow ${flow}`,
      `this machine cannot be made durable:\n${reasons.map((reason) => `- ${reason}`).join("\n")}`,
      "Change the machine: its context must be JSON, and its outside effects must be invoked services.",
    );
    this.reasons = reasons;
  }
}

/** A definition's name and version are taken, or contradict its migration. */
export class BadDefinitionError extends BadInputError {}

/** The id is not a valid flow id. */
export class BadFlowIdError extends BadInputError {
  constructor(flow: string) {
    super(`flow ${JSON.stringify(flow)}`, "is not a valid flow id", "Use letters, digits, '-', '_', '=', '/' and '.'.");
  }
}

/** This orchestrator does not know the flow's definition or version. Another one may, so the event is delayed. */
export class UnknownVersionError extends BadInputError {
  constructor(definition: string, version: string | null) {
    super(
      `flow definition ${definition}${version === null ? "" : `, version ${version}`}`,
      "is not registered here and no registered version migrates from it",
      "Register that version beside the new one, or give the new one a migrateFrom.",
    );
  }
}

/** The queue of a step's commands does not exist. */
export class NoQueueError extends BadInputError {
  constructor(flow: string, step: string, queue: string, cause: unknown) {
    super(
      `the command ${step} of flow ${flow}`,
      `the server has no queue ${queue} for it`,
      "Declare that queue; if it has lanes, name them in the command's policy: queue: {name, lanes}.",
      { cause },
    );
  }
}

/** A flow's record is one message, and it is larger than the server accepts. */
export class RecordTooBigError extends BadInputError {
  constructor(flow: string, bytes: number, maxPayload: number) {
    super(
      `flow ${flow}`,
      `its record would take ${formatCount(bytes, "byte")}, of the ${maxPayload} that the server accepts as one message (max_payload)`,
      "Keep less in the context, and only the addresses of large data; or raise max_payload on the server.",
    );
  }
}

/** A flow can be archived only if it has ended, or is stuck. */
export class NotArchivableError extends BadInputError {}
