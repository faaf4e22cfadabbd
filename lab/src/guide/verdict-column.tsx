import { CopyLinkButton, useLinkCopy } from "../parts/copy-link.tsx";
import { Button } from "../parts/button.tsx";
import css from "./guide.module.css";
import type { GuideView, RuleView } from "./guide-view.ts";
import { ProofLink } from "./proof-link.tsx";

/** What the answers lead to: the verdict, every rule that fired, warnings, and a scenario to begin with. */
export function VerdictColumn({ view }: { readonly view: GuideView }) {
  const { verdict, groups, toDecide } = view;
  const { title, says, assumed, warnings } = verdict;
  return (
    <section className={css["verdict"]} aria-labelledby="verdict">
      <div className={css["result"]} data-tools={verdict.id}>
        <h2 id="verdict" tabIndex={-1}>
          {title}
        </h2>
        <p>{says}</p>
        {assumed.length > 0 && (
          <p className={css["preliminary"]}>
            {assumed.length === 1 ? "One answer is assumed." : `${assumed.length} answers are assumed.`}
          </p>
        )}
      </div>
      <p className="visually-hidden" role="status">
        Verdict: {title}
      </p>
      <p className={css["address"]}>{window.location.href}</p>
      <Actions view={view} />
      {groups.map(({ id, title: heading, rules }) => (
        <section key={id} className={css["group"]} data-group={id}>
          <h3>{heading}</h3>
          <ul>
            {rules.map((rule) => (
              <RuleItem key={rule.id} rule={rule} />
            ))}
          </ul>
        </section>
      ))}
      {warnings.length > 0 && (
        <section className={css["group"]} data-group="warnings">
          <h3>Watch out</h3>
          <ul>
            {warnings.map((warning) => (
              <li key={warning.id} className={css["note"]}>
                <p>{warning.says}</p>
                <p className={css["see"]}>
                  See it: <ProofLink id={warning.proof} />
                </p>
              </li>
            ))}
          </ul>
        </section>
      )}
      {toDecide.length > 0 && (
        <section className={css["group"]} data-group="decide">
          <h3>What you still decide</h3>
          <ul>
            {toDecide.map(({ says: text, proof }) => (
              <li key={text} className={css["note"]}>
                <p>{text}</p>
                <p className={css["see"]}>
                  See it: <ProofLink id={proof} />
                </p>
              </li>
            ))}
          </ul>
        </section>
      )}
    </section>
  );
}

function RuleItem({ rule: { because, wrongIf, see, proof, force } }: { readonly rule: RuleView }) {
  return (
    <li className={css["rule"]}>
      <p className={css["force"]}>This rule {force}.</p>
      <p>{because}</p>
      <p className={css["wrong"]}>
        <strong>Wrong if:</strong> {wrongIf}
        {see !== undefined && (
          <>
            {" "}
            See <ProofLink id={see} />.
          </>
        )}
      </p>
      <p className={css["see"]}>
        Runs that prove it:{" "}
        {proof.map((id, i) => (
          <span key={id}>
            {i > 0 && "; "}
            <ProofLink id={id} />
          </span>
        ))}
      </p>
    </li>
  );
}

function Actions({ view: { contains, workbench, verdict } }: { readonly view: GuideView }) {
  const here = () => window.location.hash || "#/guide";
  const link = useLinkCopy(async () => ({ hash: here(), of: here(), atMs: 0 }));
  return (
    <section className={css["start"]} aria-labelledby="begin">
      <h3 id="begin">{verdict.id === "none" ? "See what a broker would add" : "Start from here"}</h3>
      <ul className={css["contains"]}>
        {contains.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      <div className={css["actions"]}>
        <a className={css["open"]} href={`#${workbench}`}>
          Open this scenario in the workbench
        </a>
        <CopyLinkButton link={link} now={{ of: here(), atMs: 0 }} label="Link to this verdict" />
        <Button look="quiet" onClick={() => window.print()}>
          Print
        </Button>
      </div>
    </section>
  );
}
