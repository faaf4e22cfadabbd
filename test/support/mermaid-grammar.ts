/**
 * The part of Mermaid's grammar for sequence diagrams that ours keep to, so that its 150 MB need not be installed: a
 * heading, participants, arrows and notes, in labels no character that Mermaid reads as something else.
 */
const PLAIN = '[^\\s#;%{}<>&"$@|\\\\~`[\\]*]';
const LABEL = String.raw`(?: |${PLAIN}|#\d+;)+`;
const PARTICIPANT = new RegExp(`^ {2}participant (p\\d+) as ${LABEL}$`, "u");
const ARROW = new RegExp(`^ {2}(p\\d+)-?->>(p\\d+): ${LABEL}$`, "u");
const NOTE = new RegExp(`^ {2}Note over (p\\d+)(?:,(p\\d+))?: ${LABEL}(?:<br/>${LABEL})*$`, "u");
/** What Mermaid takes for a direction to itself: at a label's beginning, or anywhere. */
const TAKEN_OTHERWISE = /^ {2}(participant p\d+ as|[^:]*:) (no)?wrap\s*:|style|classDef/;

/** The lines that are not in the grammar, or that speak of a participant who was not introduced; empty when all is well. */
export function wrongLines(diagram: string): string[] {
  const [heading, ...lines] = diagram.replace(/\n$/, "").split("\n");
  const known = new Set<string>();
  const wrong = lines.filter((line) => {
    const introduced = PARTICIPANT.exec(line)?.[1];
    if (introduced !== undefined) known.add(introduced);
    const named = introduced === undefined ? (ARROW.exec(line) ?? NOTE.exec(line))?.slice(1) : [introduced];
    const inGrammar = named?.every((id) => id === undefined || known.has(id)) === true;
    return !inGrammar || TAKEN_OTHERWISE.test(line);
  });
  return heading === "sequenceDiagram" ? wrong : [heading ?? "", ...wrong];
}
