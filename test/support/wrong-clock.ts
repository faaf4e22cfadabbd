/** Runs `body` in a process whose wall clock is wrong by so much; the broker's clock stays right. */
export async function withWrongClock<T>(byMs: number, body: () => Promise<T>): Promise<T> {
  const realm = globalThis.Date;
  const right = Object.getOwnPropertyDescriptor(realm, "now");
  const before = realm.now.bind(realm);
  Object.defineProperty(realm, "now", { value: () => before() + byMs, configurable: true, writable: true });
  try {
    return await body();
  } finally {
    if (right) Object.defineProperty(realm, "now", right);
  }
}
