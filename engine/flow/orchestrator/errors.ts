import { BadInputError } from "../../kernel/errors.ts";
import { formatCount } from "../../trace/format.ts";

/** A machine that would not survive a crash as it is. `reasons` says why, one obstacle each. */
export class NotDurableError extends BadInputError {
  readonly reasons: readonly string[];

  constructor(flow: string, reasons: readonly string[]) {
    super(
      `flow ${flow}`,
      `this machine cannot be made durable:\n${reasons.map((reason) => `- ${reason}`).join("\n")}`,
      "Change the machine: what it keeps must be JSON, and what it does must be an invoked service.",
    );
    this.reasons = reasons;
  }
}

/** A definition's name and version are taken, or contradict its migration. */
export class BadDefinitionError extends BadInputError {}

/** No flow can be called so. */
export class BadFlowIdError extends BadInputError {
  constructor(flow: string) {
    super(
      `flow ${JSON.stringify(flow)}`,
      "this is no name for a flow",
      "Use letters, digits, '-', '_', '=', '/' and '.'.",
    );
  }
}

/** This orchestrator does not know the flow's definition in its version: another one may, so its event is delayed. */
export class UnknownVersionError extends BadInputError {
  constructor(definition: string, version: string | null) {
    super(
      `flow definition ${definition}${version === null ? "" : `, version ${version}`}`,
      "is not registered here and no registered version migrates from it",
      "Register that version beside the new one, or give the new one a migrateFrom.",
    );
  }
}

/** Nobody takes the commands of a step. */
export class NoQueueError extends BadInputError {
  constructor(flow: string, step: string, queue: string, cause: unknown) {
    super(
      `the command ${step} of flow ${flow}`,
      `the server has no queue ${queue} that takes it`,
      "Declare that queue; if it has lanes, say so in the command's policy: queue: {name, lanes}.",
      { cause },
    );
  }
}

/** A flow's record is one message, and the server takes none of that size. */
export class RecordTooBigError extends BadInputError {
  constructor(flow: string, bytes: number, maxPayload: number) {
    super(
      `flow ${flow}`,
      `its record would take ${formatCount(bytes, "byte")} of the ${maxPayload} that the server takes as one message (max_payload)`,
      "Keep less in the context, and of big things only where they are; or raise max_payload on the server.",
    );
  }
}

/** Only a flow that has ended, or is stuck, is archived. */
export class NotArchivableError extends BadInputError {}
