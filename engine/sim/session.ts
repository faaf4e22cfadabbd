import type { Subscriber, SubscriptionIndex } from "./wire/subscription-index.ts";
import { errorFrame, messageFrame, OK, PONG } from "./wire/frames.ts";
import { MAX_PAYLOAD, type ProtocolHandler, ProtocolParser, wholeNumber } from "./wire/protocol-parser.ts";
import { isLiteral, isValidPattern } from "./wire/subjects.ts";
import { EMPTY, encodeText } from "./wire/bytes.ts";
import { statusHeaders } from "./wire/headers.ts";

/**
 * The server's end of one client connection.
 *
 * N1  After `closed`, the session sends nothing and has no subscriptions.
 * N2  The client gets all frames in the order in which the server produced them.
 * N3  A subscription with a maximum ends once it has received that many messages.
 */
export interface SimSession {
  /** Receives bytes of the client, in chunks of any size. */
  receive(bytes: Uint8Array): void;
  /** The connection has ended: the client's subscriptions end, but its messages stay in flight. */
  closed(): void;
}

/** Sends bytes to a client. */
export type ClientLink = { send(bytes: Uint8Array): void; close(): void };

export type Subscription = Subscriber & {
  readonly session: Session;
  readonly sid: string;
  max: number;
  delivered: number;
};

/** The server's interface for a session. */
export interface SessionHost {
  readonly subscriptions: SubscriptionIndex<Subscription>;
  /** Runs `parse` for bytes that arrived together. */
  read(parse: () => void): void;
  /** The session has ended. */
  left(session: Session): void;
  /** Routes a message. Returns whether it had any recipient. */
  route(from: Session, subject: string, reply: string, headers: Uint8Array | null, payload: Uint8Array): boolean;
}

type ConnectOptions = {
  readonly echo?: boolean;
  readonly verbose?: boolean;
  readonly pedantic?: boolean;
  readonly headers?: boolean;
  readonly no_responders?: boolean;
};

export class Session implements SimSession, ProtocolHandler {
  /** Whether the client receives its own messages. */
  echo = true;
  private readonly host: SessionHost;
  private readonly link: ClientLink;
  private readonly parser = new ProtocolParser(this);
  private readonly subscriptions = new Map<string, Subscription>();
  // nats-server's defaults for a client without CONNECT.
  private verbose = true;
  private pedantic = true;
  private headers = false;
  private noResponders = false;
  private isClosed = false;

  constructor(host: SessionHost, link: ClientLink) {
    this.host = host;
    this.link = link;
  }

  receive(bytes: Uint8Array): void {
    if (!this.isClosed) this.host.read(() => this.parser.parse(bytes));
  }

  closed(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    for (const subscription of this.subscriptions.values()) this.host.subscriptions.remove(subscription);
    this.subscriptions.clear();
    this.host.left(this);
  }

  /** Sends a message to one of this client's subscriptions (N3). */
  deliver(
    subscription: Subscription,
    subject: string,
    reply: string,
    headers: Uint8Array | null,
    payload: Uint8Array,
  ): void {
    if (this.isClosed) return;
    subscription.delivered++;
    if (subscription.max > 0 && subscription.delivered >= subscription.max) this.drop(subscription);
    this.link.send(messageFrame(subject, subscription.sid, reply, headers, payload));
  }

  // --- ProtocolHandler ---

  onConnect(json: string): void {
    let options: ConnectOptions;
    try {
      options = JSON.parse(json) as ConnectOptions;
    } catch {
      return this.onFault("");
    }
    // Options that a second CONNECT leaves out keep their values.
    this.echo = options.echo ?? this.echo;
    this.verbose = options.verbose ?? this.verbose;
    this.pedantic = options.pedantic ?? this.pedantic;
    this.headers = options.headers ?? this.headers;
    this.noResponders = options.no_responders ?? this.noResponders;
    if (this.noResponders && !this.headers) return this.onFault("no responders requires headers support");
    this.confirm();
  }

  onPing(): void {
    this.link.send(PONG);
  }

  onPong(): void {
    // The server sends no PING, because in virtual time the connection of a dead client is always closed.
  }

  onSubscribe(args: readonly string[]): void {
    const [subject, queueOrSid, sid] = args;
    if (subject === undefined || queueOrSid === undefined || args.length > 3) return this.onFault("");
    if (!isValidPattern(subject)) return this.link.send(errorFrame("Invalid Subject"));
    const id = sid ?? queueOrSid;
    if (!this.subscriptions.has(id)) {
      const queue = sid === undefined ? "" : queueOrSid;
      const subscription: Subscription = { session: this, subject, queue, sid: id, max: 0, delivered: 0 };
      this.subscriptions.set(id, subscription);
      this.host.subscriptions.add(subscription);
    }
    this.confirm();
  }

  onUnsubscribe(args: readonly string[]): void {
    const [sid, max] = args;
    const limit = max === undefined ? 0 : wholeNumber(max);
    if (sid === undefined || limit < 0 || args.length > 2) return this.onFault("");
    const subscription = this.subscriptions.get(sid);
    if (subscription !== undefined) {
      if (limit > subscription.delivered) subscription.max = limit;
      else this.drop(subscription);
    }
    this.confirm();
  }

  onPublish(subject: string, reply: string, headers: Uint8Array | null, payload: Uint8Array): void {
    if (headers !== null && !this.headers) return this.onFault("");
    if (this.pedantic && !isLiteral(subject)) this.link.send(errorFrame("Invalid Publish Subject"));
    this.confirm();
    const delivered = this.host.route(this, subject, reply, headers, payload);
    if (!delivered && this.noResponders && reply !== "") this.tellNoResponders(subject, reply);
  }

  onFault(text: string): void {
    if (text !== "") this.link.send(errorFrame(text));
    this.closed();
    this.link.close();
  }

  private confirm(): void {
    if (this.verbose) this.link.send(OK);
  }

  private drop(subscription: Subscription): void {
    this.subscriptions.delete(subscription.sid);
    this.host.subscriptions.remove(subscription);
  }

  /** Sends 'no responders' to the requester only, on its first subscription that matches the reply subject. */
  private tellNoResponders(subject: string, reply: string): void {
    const mine = this.host.subscriptions.all(reply).find((one) => one.session === this);
    if (mine === undefined) return;
    this.deliver(mine, reply, "", statusHeaders("503", [["Nats-Subject", subject]]), EMPTY);
  }
}

/** The INFO frame. */
export function infoFrame(clientId: number): Uint8Array {
  const info = {
    server_id: "TAB",
    server_name: "sim",
    version: "2.15.1",
    proto: 1,
    go: "",
    host: "sim",
    port: 4222,
    headers: true,
    max_payload: MAX_PAYLOAD,
    jetstream: true,
    client_id: clientId,
    client_ip: "",
    api_lvl: 5,
  };
  return encodeText(`INFO ${JSON.stringify(info)} \r\n`);
}
