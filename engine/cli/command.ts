import { fileURLToPath } from "node:url";

/** Whether the command line runs from the repository's sources, and not from the installed package. */
export const IN_REPOSITORY = fileURLToPath(import.meta.url).endsWith(".ts");

/** How people start the command line. */
export const COMMAND = IN_REPOSITORY ? "npm run -s scenario --" : "npx ackademy";
