import { AckademyError, ErrorKind, errorText } from "../kernel/errors.ts";
import { InterruptedError } from "../scenario/run/stage.ts";
import { EXIT } from "./exit.ts";
import { line, printLines } from "./output.ts";
import { createProgram } from "./program.ts";
import { paint } from "./paint.ts";

/** The entry point of the command line. Turns every outcome into an exit code, and every error into a message. */
async function main(): Promise<number> {
  let code: number = EXIT.passed;
  const program = createProgram((exitCode) => (code = exitCode));
  try {
    await program.parseAsync(process.argv);
    return code;
  } catch (thrown) {
    return report(thrown);
  }
}

function report(thrown: unknown): number {
  // Commander has already printed its own message.
  if (isCommanderError(thrown)) return thrown.exitCode === 0 ? EXIT.passed : EXIT.badInput;
  if (thrown instanceof InterruptedError) return EXIT.interrupted;
  const red = paint(process.stderr);
  const [first = "", ...more] = errorText(thrown).split("\n");
  printLines(process.stderr, [line`${red("red", "error:")} ${first}`, ...more]);
  if (!(thrown instanceof AckademyError)) {
    printLines(process.stderr, (thrown instanceof Error ? (thrown.stack ?? "") : "").split("\n"));
    return EXIT.failed;
  }
  printLines(process.stderr, thrown.remedy.split("\n"));
  if (thrown.kind === ErrorKind.NoBroker) return EXIT.noBroker;
  return thrown.kind === ErrorKind.BadInput ? EXIT.badInput : EXIT.failed;
}

function isCommanderError(thrown: unknown): thrown is { readonly exitCode: number } {
  return (
    typeof thrown === "object" &&
    thrown !== null &&
    "exitCode" in thrown &&
    "code" in thrown &&
    String(thrown.code).startsWith("commander.")
  );
}

// A reader may close the pipe early (`… | head`), which is not an error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(EXIT.passed);
  throw error;
});

process.exitCode = await main();
