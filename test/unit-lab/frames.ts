import type { FrameScheduler } from "../../lab/src/session/types.ts";

/** A page's frames, under the test's control: nothing happens until `run`. */
export class TestFrames implements FrameScheduler {
  nowMs = 0;
  private asked: ((nowMs: number) => void)[] = [];

  request(onFrame: (nowMs: number) => void): void {
    this.asked.push(onFrame);
  }

  get pending(): number {
    return this.asked.length;
  }

  /** So many milliseconds of frames, 20 ms apart; ends early when nobody asks for another. */
  run(forMs: number): void {
    for (const end = this.nowMs + forMs; this.nowMs < end;) {
      this.nowMs += 20;
      const asked = this.asked;
      this.asked = [];
      for (const onFrame of asked) onFrame(this.nowMs);
    }
  }

  runOut(): void {
    for (let i = 0; i < 100_000 && this.asked.length > 0; i++) this.run(20);
  }
}
