import { runVirtual } from "../../engine/scenario/run/run-virtual.ts";
import { ALL_RUNS } from "../support/runs.ts";

/** Prints the digest of every run as one JSON object. Tests in Chromium compare theirs with these. */
const digests: Record<string, string | null | undefined> = {};
for (const [name, request] of ALL_RUNS) digests[name] = (await runVirtual(request)).report.traceDigest;
process.stdout.write(JSON.stringify(digests));
