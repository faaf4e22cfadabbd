import { hears, matcherOf, matches as covers } from "../wire/subjects.ts";

/** How many of a consumer's subjects a purge covered. */
export type Touch = "all" | "some" | "none";

/** The subjects that match a consumer's filters, and those of which its stream notifies it. */
export class SubjectFilter {
  private patterns: readonly string[];
  private wants: (subject: string) => boolean;
  /** True after all filters were removed: the consumer then gets no notifications. */
  private deaf = false;
  /** Uses the patterns at the time of the call. */
  readonly matches = (subject: string): boolean => this.wants(subject);

  /** An empty list matches every subject. */
  constructor(patterns: readonly string[]) {
    this.patterns = patterns;
    this.wants = matcherOf(patterns);
  }

  /**
   * Replaces the patterns and returns whether they changed. As in nats-server 2.15.1, a consumer whose filters are all removed
   * matches everything but gets no notifications: new messages trigger no delivery and are not counted, and a stream with
   * interest retention does not keep them for it. A pull still gets stored messages. The next filter, or the next start of
   * the server, ends this. (The cause: swapSigSubs checks whether the list of filters is nil, but it is empty.)
   */
  change(patterns: readonly string[]): boolean {
    const isSame = patterns.length === this.patterns.length && patterns.every((one) => this.patterns.includes(one));
    if (isSame) return false;
    this.patterns = patterns;
    this.wants = matcherOf(patterns);
    this.deaf = patterns.length === 0;
    return true;
  }

  get isDeaf(): boolean {
    return this.deaf;
  }

  /** Whether the consumer is notified of a change on this subject or on a purge's pattern. */
  isTold(subject: string): boolean {
    return !this.deaf && (this.wants(subject) || hears(this.patterns, subject));
  }

  /** `subject`: the purged subject; empty for all. */
  touchedBy(subject: string): Touch {
    const { patterns } = this;
    if (subject === "" || (patterns.length > 0 && patterns.every((one) => covers(subject, one)))) return "all";
    return this.wants(subject) || patterns.some((one) => covers(subject, one)) ? "some" : "none";
  }
}
