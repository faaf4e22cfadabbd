import { Component, type ReactNode } from "react";
import { Button } from "../parts/button.tsx";
import { Icon } from "../parts/icons.tsx";
import { failureOf } from "../session/errors.ts";
import type { Failure } from "../session/types.ts";
import css from "./failure-card.module.css";

type Props = {
  readonly children: ReactNode;
  /** The key of the content. When it changes, the content is rendered again. */
  readonly of: string;
};
type State = { readonly failure: Failure | null; readonly of: string };

/** Replaces a part of the page that cannot be loaded or that throws: what is wrong, and what to do. */
export class PartBoundary extends Component<Props, State> {
  override state: State = { failure: null, of: this.props.of };

  static getDerivedStateFromError(thrown: unknown): Partial<State> {
    return { failure: failureOf(thrown) };
  }

  static getDerivedStateFromProps({ of }: Props, state: State): State | null {
    return of === state.of ? null : { failure: null, of };
  }

  override render(): ReactNode {
    const { failure } = this.state;
    return failure === null ? this.props.children : <Broken failure={failure} />;
  }
}

function Broken({ failure: { message, remedy } }: { readonly failure: Failure }) {
  return (
    <div className={css["card"]} role="alert">
      <p className={css["message"]}>
        <Icon name="warn" /> {message}
      </p>
      <p>{remedy}</p>
      <div className={css["ways"]}>
        <Button look="strong" onClick={() => location.reload()}>
          Reload the page
        </Button>
        <a href="#/">All chapters</a>
      </div>
    </div>
  );
}
