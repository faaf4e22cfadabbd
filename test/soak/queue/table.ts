import type { Campaign, Round } from "./campaign.ts";

/** How the rounds came out, a row a fault; what a reader must know to repeat it stands around the table. */
export function queueTable(campaigns: readonly Campaign[]): string {
  const head = ["fault", "struck", "accepted", "done", "dead letters", "held", "**lost**", "done again"];
  const more = ["`send` gave up", "workers gave up", "round: median", "longest"];
  const rows = campaigns.map(({ fault, rounds, gaveUp }) => {
    const sum = (count: (round: Round) => number) => String(rounds.reduce((total, round) => total + count(round), 0));
    const times = rounds.map(({ ms }) => ms).toSorted((a, b) => a - b);
    return [
      fault.says,
      String(rounds.length),
      sum(({ account }) => account.accepted),
      sum(({ account }) => account.done),
      sum(({ account }) => account.dead),
      sum(({ account }) => account.held),
      `**${sum(({ account }) => account.lost.length)}**`,
      sum(({ account }) => account.again),
      sum(({ account }) => account.unsure),
      String(gaveUp),
      seconds(times[Math.floor(times.length / 2)]),
      seconds(times.at(-1)),
    ];
  });
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const titles = [...head, ...more];
  return [line(titles), line(titles.map(() => "---")), ...rows.map(line)].join("\n");
}

function seconds(ms: number | undefined): string {
  return ms === undefined ? "–" : `${(ms / 1_000).toFixed(1)} s`;
}
