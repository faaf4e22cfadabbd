import { hasWildcard, matches } from "./subjects.ts";

/**
 * An index of subscriptions, which finds the subscribers of a subject without scanning all.
 *
 * X1  A literal subscription is found by one map look-up, a wildcard one by walking the tokens of the subject.
 * X2  Lists are replaced and never changed in place, so that subscriptions may change during a delivery.
 * X3  The members of a queue group are chosen in turn, which is fair and the same in every run.
 * X4  The order is that of nats-server's sublist: `>`, then `*`, then the literal token.
 * X5  The watchers of a subject are notified after each change of its subscribers.
 */
export type Subscriber = { readonly subject: string; readonly queue: string };

type Watcher = { readonly subject: string; readonly onChange: () => void };
type Node<S> = { readonly words: Map<string, Node<S>>; subscribers: readonly S[] };

export class SubscriptionIndex<S extends Subscriber> {
  private readonly literals = new Map<string, readonly S[]>();
  private readonly root: Node<S> = newNode();
  private readonly turns = new Map<string, number>();
  private readonly watchers = new Set<Watcher>();
  private wildcards = 0;

  add(subscriber: S): void {
    const { subject } = subscriber;
    if (!hasWildcard(subject)) {
      this.literals.set(subject, [...(this.literals.get(subject) ?? []), subscriber]);
      return this.tell(subject);
    }
    let node = this.root;
    for (const word of subject.split(".")) {
      let next = node.words.get(word);
      if (next === undefined) node.words.set(word, (next = newNode()));
      node = next;
    }
    node.subscribers = [...node.subscribers, subscriber];
    this.wildcards++;
    this.tell(subject);
  }

  remove(subscriber: S): void {
    const { subject } = subscriber;
    const others = (list: readonly S[]) => list.filter((one) => one !== subscriber);
    if (!hasWildcard(subject)) {
      const left = others(this.literals.get(subject) ?? []);
      if (left.length === 0) this.literals.delete(subject);
      else this.literals.set(subject, left);
      return this.tell(subject);
    }
    this.removeFrom(this.root, subject.split("."), 0, others);
    this.tell(subject);
  }

  /** Watches a literal subject (X5). Returns a function that ends this. */
  watch(subject: string, onChange: () => void): () => void {
    const watcher: Watcher = { subject, onChange };
    this.watchers.add(watcher);
    return () => void this.watchers.delete(watcher);
  }

  hasInterest(subject: string): boolean {
    return this.literals.has(subject) || (this.wildcards > 0 && this.wild(subject, STOP_AT_FIRST).length > 0);
  }

  /** All subscribers of `subject`, including all members of queue groups. */
  all(subject: string): readonly S[] {
    const literal = this.literals.get(subject);
    const wild = this.wildcards === 0 ? NOBODY : this.wild(subject, Number.POSITIVE_INFINITY);
    if (literal === undefined) return wild as readonly S[];
    return wild.length === 0 ? literal : [...(wild as readonly S[]), ...literal];
  }

  /** The recipients of one message: every plain subscriber, and one member of each queue group for which `may` is true. */
  receivers(subject: string, may: (subscriber: S) => boolean): readonly S[] {
    const all = this.all(subject);
    if (all.every((one) => one.queue === "" && may(one))) return all;
    const chosen = all.filter((one) => one.queue === "" && may(one));
    for (const queue of new Set(all.map((one) => one.queue))) {
      if (queue === "") continue;
      const members = all.filter((one) => one.queue === queue && may(one));
      const turn = this.turns.get(queue) ?? 0;
      const member = members[turn % members.length];
      if (member === undefined) continue;
      this.turns.set(queue, turn + 1);
      chosen.push(member);
    }
    return chosen;
  }

  private tell(changed: string): void {
    if (this.watchers.size === 0) return;
    for (const { subject, onChange } of [...this.watchers]) if (matches(changed, subject)) onChange();
  }

  private wild(subject: string, limit: number): readonly S[] {
    const found: S[] = [];
    const words = subject.split(".");
    const visit = (node: Node<S>, at: number): void => {
      if (at === words.length) {
        found.push(...node.subscribers);
        return;
      }
      const word = words[at] as string;
      const rest = node.words.get(">");
      if (rest !== undefined) found.push(...rest.subscribers);
      if (found.length >= limit) return;
      const any = node.words.get("*");
      if (any !== undefined) visit(any, at + 1);
      const exact = word === ">" || word === "*" ? undefined : node.words.get(word);
      if (exact !== undefined) visit(exact, at + 1);
    };
    visit(this.root, 0);
    return found;
  }

  /** Returns whether `node` is empty now. Its parent then removes it, because there are thousands of short-lived inboxes. */
  private removeFrom(
    node: Node<S>,
    words: readonly string[],
    at: number,
    others: (list: readonly S[]) => S[],
  ): boolean {
    if (at === words.length) {
      const left = others(node.subscribers);
      this.wildcards -= node.subscribers.length - left.length;
      node.subscribers = left;
    } else {
      const word = words[at] as string;
      const next = node.words.get(word);
      if (next !== undefined && this.removeFrom(next, words, at + 1, others)) node.words.delete(word);
    }
    return node.subscribers.length === 0 && node.words.size === 0;
  }
}

const NOBODY: readonly never[] = [];
const STOP_AT_FIRST = 1;

function newNode<S>(): Node<S> {
  return { words: new Map(), subscribers: NOBODY };
}
