/** Steps are counted inside the sandbox; a single step that takes very long (arithmetic on huge numbers) is ended from outside. */
export const SILENT_MS = 10_000;
const EVERY_MS = 1_000;

/** Passes the work's outcome on. `onSilence` is called once when no ping was answered for `SILENT_MS` of the page's time. */
export async function whileItAnswers<T>(
  work: Promise<T>,
  ping: () => Promise<unknown>,
  onSilence: () => void,
): Promise<T> {
  let silentMs = 0;
  const heard = () => void (silentMs = 0);
  // A page in the background counts more slowly, and so waits longer.
  const timer = setInterval(() => {
    if (silentMs >= SILENT_MS) {
      clearInterval(timer);
      return onSilence();
    }
    silentMs += EVERY_MS;
    ping().then(heard, () => undefined);
  }, EVERY_MS);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}
