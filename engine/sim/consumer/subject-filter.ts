import { hears, matcherOf, matches as covers } from "../wire/subjects.ts";

/** How much of what a consumer wants a purge was for. */
export type Touch = "all" | "some" | "none";

/** Which subjects a consumer wants, and of which its stream tells it. */
export class SubjectFilter {
  private patterns: readonly string[];
  private wants: (subject: string) => boolean;
  /** Nothing is told to a consumer from which all filters were taken. */
  private deaf = false;
  /** By what the patterns are when it is called. */
  readonly matches = (subject: string): boolean => this.wants(subject);

  /** No pattern at all is for every subject. */
  constructor(patterns: readonly string[]) {
    this.patterns = patterns;
    this.wants = matcherOf(patterns);
  }

  /**
   * Returns whether these are others than before. As in nats-server 2.15.1, a consumer whose filters are all taken away
   * wants everything from then on, and is told of nothing any more: neither do new messages wake it, nor are they counted,
   * nor does a stream that lives on interest keep them for it. A pull still gets what is there. It ends with the next
   * filter, or the next start of the server. (swapSigSubs asks whether the list of filters is nil, and it is empty.)
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

  /** Whether a change on this subject, or on a purge's pattern, is told to the consumer. */
  isTold(subject: string): boolean {
    return !this.deaf && (this.wants(subject) || hears(this.patterns, subject));
  }

  /** `subject`: what was purged; empty for everything. */
  touchedBy(subject: string): Touch {
    const { patterns } = this;
    if (subject === "" || (patterns.length > 0 && patterns.every((one) => covers(subject, one)))) return "all";
    return this.wants(subject) || patterns.some((one) => covers(subject, one)) ? "some" : "none";
  }
}
