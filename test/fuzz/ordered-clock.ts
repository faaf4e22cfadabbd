import type { TimerHandle } from "../../engine/clock/clock.ts";
import { type OwnerId, ROOT_OWNER, VirtualClock } from "../../engine/clock/virtual-clock.ts";
import type { LaneScheduler } from "../../engine/sim/timing.ts";

/** By the clock's millisecond, in which order the things are done that a broker has to do then. */
export type Orders = ReadonlyMap<number, Order>;

export type Order = {
  /** Which of them comes first, which second, and so on; those that are not named come behind. */
  readonly first: readonly number[];
  /** One of them falls into another, at its how-manieth place for that. */
  readonly within?: { readonly place: number; readonly one: number };
  /** Consumers are served at this how-manieth place, or when all is done (`LAST`), and not before. */
  readonly servesAt?: number;
  /** At this how-manieth place consumers hear of what has been done up to there. */
  readonly wakesAt?: number;
  /** The first so many times that a consumer is to be served, it waits for the next time. */
  readonly servesAfter?: number;
  /** Consumers are served before this how-manieth request for messages is read, or before each. */
  readonly servesBetween?: number | "each";
  /** Consumers are told of changes that are made together one by one. */
  readonly tellsEach?: true;
  /** Acknowledgements are processed when all is done, also behind what came after them on their own connection. */
  readonly acksLast?: true;
  /** Messages are stored when all is done, also behind what came after them on their own connection. */
  readonly storesLast?: true;
};

/** At no place: when all is done. */
const LAST = Number.POSITIVE_INFINITY;

/**
 * What a broker had to do in one millisecond: how many things, and at how many places others could fall into them; how
 * often a consumer was to be served; how often one was asked for messages; and how often an acknowledgement and a service
 * could have come the other way round.
 */
export type Load = {
  things: number;
  places: number;
  services: number;
  requests: number;
  groups: number;
  stores: number;
  acks: number;
  races: number;
};

const NOTHING: Load = { things: 0, places: 0, services: 0, requests: 0, groups: 0, stores: 0, acks: 0, races: 0 };

/**
 * A virtual clock under which what a broker has to do in one millisecond (bytes that arrive, timers that are due, consumers
 * to be served) is done in a chosen order.
 *
 * OC1  where no order is chosen it is a virtual clock like any other;
 * OC2  what is chosen is an order: nothing is left out, done twice, or done at another time.
 */
export class OrderedClock extends VirtualClock {
  /** To be given to the broker. */
  readonly turns: LaneScheduler = {
    place: (wake) => this.passPlace(wake),
    tellsEach: () => this.tellsEach(),
    postpones: (serve) => this.postpones(serve),
    servesBetween: () => this.servesBetween(),
    stores: (store) => this.stores(store),
    acknowledges: (process) => this.acknowledges(process),
  };
  private readonly orders: Orders;
  private readonly loads = new Map<number, Load>();
  private readonly waiting = new Map<number, Waiting[]>();
  /** What may fall into others now. */
  private open: readonly Waiting[] = [];
  private postponed: Set<() => void> | null = null;
  private postponedTimes = 0;
  private postponedStores: (() => void)[] | null = null;
  private postponedAcks: (() => void)[] | null = null;
  /** What is served now, an acknowledgement has made deliverable. */
  private isAcknowledging = false;

  constructor(orders: Orders) {
    super();
    this.orders = orders;
  }

  /** Where there was a choice. */
  choices(): ReadonlyMap<number, Load> {
    const isChoice = ({ things, services, requests, groups, stores, races }: Load) =>
      things > 1 || services > 1 || requests > 1 || groups + stores + races > 0;
    return new Map([...this.loads].filter(([, load]) => isChoice(load)));
  }

  override setTimeout(run: () => void, delayMs: number, owner: OwnerId = this.currentOwner): TimerHandle {
    if (owner !== ROOT_OWNER) return super.setTimeout(run, delayMs, owner);
    const due = this.now() + Math.max(1, Math.round(Number.isFinite(delayMs) ? delayMs : 0));
    if (!this.orders.has(due)) return super.setTimeout(() => this.do(run), delayMs, owner);
    const mine: Waiting = { run };
    const others = this.waiting.get(due);
    if (others === undefined) {
      this.waiting.set(due, [mine]);
      super.setTimeout(() => this.doAll(due), delayMs, owner);
    } else others.push(mine);
    return mine as unknown as TimerHandle;
  }

  private doAll(ms: number): void {
    const all = (this.waiting.get(ms) ?? []).filter(({ run }) => run !== null);
    const { first = [], within, servesAt, servesAfter, acksLast, storesLast } = this.orders.get(ms) ?? {};
    this.open = all;
    this.postponed = servesAt === undefined && servesAfter === undefined ? null : new Set();
    this.postponedTimes = 0;
    this.postponedStores = storesLast === true ? [] : null;
    this.postponedAcks = acksLast === true ? [] : null;
    const chosen = first.flatMap((at) => all[at] ?? []);
    const inOrder = [...new Set([...chosen, ...all])].filter((one) => within === undefined || one !== all[within.one]);
    // What was to fall into another, and found no place, comes last.
    for (const one of [...inOrder, ...all]) this.doOnce(one);
    this.open = [];
    const { postponedStores } = this;
    this.postponedStores = null;
    for (const store of postponedStores ?? []) store();
    this.servePostponed();
    const { postponedAcks } = this;
    this.postponedAcks = null;
    for (const process of postponedAcks ?? []) process();
  }

  private servePostponed(): void {
    const { postponed } = this;
    this.postponed = null;
    for (const serve of postponed ?? []) serve();
  }

  private doOnce(one: Waiting): void {
    const { run } = one;
    one.run = null;
    if (run !== null) this.do(run);
  }

  private do(run: () => void): void {
    this.load().things++;
    run();
  }

  private load(): Load {
    const load = this.loads.get(this.now()) ?? { ...NOTHING };
    this.loads.set(this.now(), load);
    return load;
  }

  private passPlace(wake?: () => void): void {
    const place = this.load().places++;
    const { within, servesAt, wakesAt } = this.orders.get(this.now()) ?? {};
    if (servesAt === place) this.servePostponed();
    if (wakesAt === place) wake?.();
    const one = within?.place === place ? this.open[within.one] : undefined;
    if (one !== undefined) this.doOnce(one);
  }

  private tellsEach(): boolean {
    this.load().groups++;
    return this.orders.get(this.now())?.tellsEach === true;
  }

  private postpones(serve: () => void): boolean {
    const load = this.load();
    load.services++;
    if (load.acks > 0 && !this.isAcknowledging) load.races++;
    if (this.postponed === null) return false;
    if (this.postponedTimes++ !== this.orders.get(this.now())?.servesAfter) {
      this.postponed.add(serve);
      return true;
    }
    // It is served by whoever asks; those that waited come first.
    this.postponed.delete(serve);
    this.servePostponed();
    return false;
  }

  private servesBetween(): boolean {
    const nth = this.load().requests++;
    const { servesBetween } = this.orders.get(this.now()) ?? {};
    return servesBetween === "each" || servesBetween === nth;
  }

  private stores(store: () => void): void {
    this.load().stores++;
    if (this.postponedStores === null) store();
    else this.postponedStores.push(store);
  }

  private acknowledges(process: () => void): void {
    const load = this.load();
    load.acks++;
    if (load.services + load.stores > 0) load.races++;
    if (this.postponedAcks !== null) {
      this.postponedAcks.push(process);
      return;
    }
    this.isAcknowledging = true;
    process();
    this.isAcknowledging = false;
  }
}

/** As the clock's own timers are cleared: by taking away what they run. */
type Waiting = { run: (() => void) | null };

const FEW = 3;
const MOST_PLACES = 6;

/** Every other order of a few things; of more, those in which one of them is first or last, or falls into another. */
export function otherOrders(load: Load): readonly Order[] {
  const { things, groups, stores, races } = load;
  const natural = Array.from({ length: things }, (_, at) => at);
  const sequences = things <= FEW ? permutations(natural).slice(1) : withOneMoved(natural);
  const inTurn = sequences.map((first) => ({ first }));
  const toldEach =
    groups > 0 ? [{ first: natural }, ...inTurn].map((order) => ({ ...order, tellsEach: true as const })) : [];
  const ackedLast = races > 0 ? [{ first: natural, acksLast: true as const }] : [];
  const storedLast = stores > 0 ? [{ first: natural, storesLast: true as const }] : [];
  const between = servedBetween(natural, load);
  const woken = some(load.places).map((wakesAt) => ({ first: natural, wakesAt }));
  return [
    ...inTurn,
    ...servedLater([natural, ...sequences], load),
    ...ackedLast,
    ...storedLast,
    ...toldEach,
    ...between,
    ...intoOthers(natural, load),
    ...woken,
  ];
}

/** Consumers may be served late; in another sequence there may be some to serve where there were none. */
function servedLater(sequences: readonly (readonly number[])[], { things, places, services, races }: Load): Order[] {
  if (things <= 1 && services <= 1 && races === 0) return [];
  const last = sequences.map((first) => ({ first, servesAt: LAST }));
  if (things > FEW) return last;
  const atPlaces = some(places).flatMap((servesAt) => sequences.map((first) => ({ first, servesAt })));
  const between = some(services - 2).flatMap((n) => sequences.map((first) => ({ first, servesAfter: n + 1 })));
  return [...last, ...atPlaces, ...between];
}

/** Several requests of one client come as one thing, and the consumer's goroutine may be at it after each. */
function servedBetween(first: readonly number[], { requests }: Load): Order[] {
  if (requests <= 1) return [];
  return [...some(requests).slice(1), "each" as const].map((servesBetween) => ({ first, servesBetween }));
}

function intoOthers(things: readonly number[], { places }: Load): Order[] {
  if (things.length <= 1) return [];
  return some(places).flatMap((place) => things.map((one) => ({ first: [], within: { place, one } })));
}

function some(places: number): readonly number[] {
  return Array.from({ length: Math.max(0, Math.min(places, MOST_PLACES)) }, (_, place) => place);
}

function withOneMoved(natural: readonly number[]): number[][] {
  return natural.flatMap((one) => {
    const others = natural.filter((at) => at !== one);
    return [...(one === 0 ? [] : [[one, ...others]]), ...(one === natural.length - 1 ? [] : [[...others, one]])];
  });
}

function permutations(values: readonly number[]): number[][] {
  if (values.length <= 1) return [[...values]];
  return values.flatMap((first) =>
    permutations(values.filter((value) => value !== first)).map((rest) => [first, ...rest]),
  );
}
