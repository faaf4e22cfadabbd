import type { Player } from "./player.ts";

/** The commands that move time: the same for one run and for two runs on one scrubber. */
export abstract class TimeControls {
  protected abstract readonly player: Player;
  /** Copies the player's settings into the state. */
  protected abstract onSettings(settings: { readonly speed: number; readonly skipIdle: boolean }): void;

  play(): void {
    this.player.play();
  }

  pause(): void {
    this.player.pause();
  }

  toggle(): void {
    if (this.player.playing) this.player.pause();
    else this.player.play();
  }

  nextEvent(): boolean {
    return this.player.nextEvent();
  }

  previousEvent(): boolean {
    return this.player.previousEvent();
  }

  step(ms: number): void {
    this.player.step(ms);
  }

  seek(atMs: number): void {
    this.player.seek(atMs);
  }

  setSpeed(speed: number): void {
    this.player.setSpeed(speed);
    this.onSettings(this.player);
  }

  setSkipIdle(on: boolean): void {
    this.player.setSkipIdle(on);
    this.onSettings(this.player);
  }
}
