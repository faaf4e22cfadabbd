import type { Client } from "../../../engine/queue/client.ts";

/** What an example of engine/README.md is shown with, beside a client. */
export type Stage = {
  readonly client: Client;
  /** A line that the example prints. */
  readonly print: (line: string) => void;
  /** Settles when as many lines have been printed. */
  printed(lines: number): Promise<readonly string[]>;
};

/**
 * One example of engine/README.md. The lines of `run` between `// show: <name>` and `// end` stand there word for word;
 * what follows holds what the page says of them.
 */
export type Example = { readonly name: string; readonly run: (stage: Stage) => Promise<void> };
