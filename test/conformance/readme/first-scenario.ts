// A program for people to copy: it talks to whoever runs it.
/* oxlint-disable ackademy/banned */
// show: first-scenario
import { runScenario } from "ackademy/scenario";

const { report } = await runScenario("double-charge", { variant: "without-key", seed: 8 });
console.log(`${report.verdict}: ${report.sentence}`);
for (const { id, outcome } of report.checks) console.log(`${outcome} ${id}`);
// end
