/**
 * The platform functions that the clock needs, captured before a virtual run replaces the globals. They are typed by
 * structure, because this folder compiles without DOM and Node types.
 */
type Platform = {
  setTimeout(run: () => void, ms: number): unknown;
  clearTimeout(handle: unknown): void;
  setImmediate?: (run: () => void) => unknown;
  MessageChannel?: new () => { port1: MessagePortLike; port2: MessagePortLike };
  performance: { now(): number };
};
type MessagePortLike = { onmessage: (() => void) | null; postMessage(value: unknown): void };

const platform = globalThis as unknown as Platform;
export const realSetTimeout = platform.setTimeout.bind(globalThis);
export const realClearTimeout = platform.clearTimeout.bind(globalThis);
export const realNow = platform.performance.now.bind(platform.performance);

/**
 * Runs `step` in its own macrotask, after all queued microtasks. Costs 1 to 10 µs: `setImmediate` in Node, one
 * MessageChannel per realm in browsers.
 */
export const macrotask: (step: () => void) => void = platform.setImmediate
  ? bindImmediate(platform.setImmediate)
  : channelMacrotask();

function bindImmediate(setImmediate: (run: () => void) => unknown): (step: () => void) => void {
  return (step) => void setImmediate(step);
}

function channelMacrotask(): (step: () => void) => void {
  if (!platform.MessageChannel) {
    return (step) => void realSetTimeout(step, 0);
  }
  const { port1, port2 } = new platform.MessageChannel();
  const steps: (() => void)[] = [];
  port1.onmessage = () => steps.shift()?.();
  return (step) => {
    steps.push(step);
    port2.postMessage(0);
  };
}
