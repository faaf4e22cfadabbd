/** Steps are counted inside the sandbox; a single step that takes very long (arithmetic on huge numbers) is ended from outside. */
export const SILENT_MS = 10_000;
const PING_AFTER_MS = 500;
/** A longer gap between frames means that the page was hidden, or busy itself. */
const LONGEST_FRAME_MS = 250;

/**
 * Passes the work's outcome on. `onSilence` is called once when no ping was answered for `SILENT_MS`, counted in drawn frames:
 * a hidden page does not count.
 */
export async function whileItAnswers<T>(
  work: Promise<T>,
  ping: () => Promise<unknown>,
  onSilence: () => void,
): Promise<T> {
  let silentMs = 0;
  let before: number | null = null;
  let isAsked = false;
  const heard = () => {
    isAsked = false;
    silentMs = 0;
  };
  const tick = (now: number) => {
    silentMs += Math.min(now - (before ?? now), LONGEST_FRAME_MS);
    before = now;
    if (silentMs >= SILENT_MS) return onSilence();
    if (silentMs >= PING_AFTER_MS && !isAsked) {
      isAsked = true;
      ping().then(heard, () => undefined);
    }
    frame = requestAnimationFrame(tick);
  };
  let frame = requestAnimationFrame(tick);
  try {
    return await work;
  } finally {
    cancelAnimationFrame(frame);
  }
}
