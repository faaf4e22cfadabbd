/** Tells the events of one family from all others; the record holds every type of the family, which the compiler checks. */
export function familyOf<T extends string>(types: { readonly [type in T]: true }) {
  return <E extends { readonly type: string }>(event: E): event is Extract<E, { readonly type: T }> =>
    Object.hasOwn(types, event.type);
}
