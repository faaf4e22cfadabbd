// A scenario on the user's server: its actors are processes of their own.
import { runScenario } from "ackademy/scenario";

const { report } = await runScenario("crash-redelivery", { broker: "nats", server: process.env.NATS_URL });
process.stdout.write(`${report.broker}: ${report.verdict}\n`);
