/** The door `ackademy/sim`: your own tests on a simulated nats-server in virtual time. Runs in browsers, too. */
export type { Clock, TimerHandle } from "../clock/clock.ts";
export {
  inVirtualTime,
  NotEndedError,
  type OwnView,
  type SimConnectOptions,
  type SimProgram,
  type Simulation,
  type VirtualOptions,
} from "./in-virtual-time.ts";
