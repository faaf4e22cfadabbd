import { jetstream, jetstreamManager, type JetStreamManager } from "@nats-io/jetstream";
import type { DeclareOptions } from "../queue/declare/declare-stores.ts";
import type { Client } from "../queue/client.ts";
import { checkLog, type LogConfig } from "./config.ts";
import { type Appended, appendEvent, declareLog, deleteLog, type NewEvent } from "./log.ts";
import { forgetReader, type Position, positionsOf } from "./offsets.ts";
import { type EventHandler, type LogReader, type ReaderOptions, startReader } from "./reader.ts";

/** What a log is declared with: a name, and whatever should differ from the defaults (one partition, kept for ever). */
export type LogSettings = Pick<LogConfig, "name"> & Partial<Omit<LogConfig, "namespace">>;

/**
 * Declares a log beside a program's queues, or finds it if it is there already with these settings. With `update`, a log
 * that is there with other settings is changed to these, if no event is lost by it.
 * @throws BadInputError for settings that make no sense, before anything is declared
 * @throws SettingsChangedError when the log is there with other settings, and is not to be changed to these
 */
export async function openLog(client: Client, settings: LogSettings, options: DeclareOptions = {}): Promise<Log> {
  const config = checkLog({ partitions: 1, ...settings, namespace: client.namespace });
  const manager = await jetstreamManager(client.connection);
  await declareLog(manager, config, options);
  return new Log(client, manager, config);
}

/** One log. */
export class Log {
  readonly config: LogConfig;
  private readonly client: Client;
  private readonly manager: JetStreamManager;

  constructor(client: Client, manager: JetStreamManager, config: LogConfig) {
    this.client = client;
    this.manager = manager;
    this.config = config;
  }

  /** Resolves once the server has stored the event. */
  append(event: NewEvent): Promise<Appended> {
    return appendEvent(jetstream(this.client.connection), this.config, event);
  }

  /** Starts reading under a name, whose offsets the server keeps. @throws BadInputError for an odd name */
  read(
    reader: string,
    handler: EventHandler,
    options: Omit<ReaderOptions, "log" | "reader" | "handler" | "clock"> = {},
  ): Promise<LogReader> {
    const { clock, connection, onError } = this.client;
    return startReader(jetstream(connection), { onError, ...options, log: this.config, reader, handler, clock });
  }

  /** How far a reader is, by partition. @throws the client's error, code 10014, for one that has never read */
  positions(reader: string): Promise<readonly Position[]> {
    return positionsOf(this.manager, this.config, reader);
  }

  /** Forgets a reader's offsets: under this name everything can be read anew. Stop it first. */
  forget(reader: string): Promise<void> {
    return forgetReader(this.manager, this.config, reader);
  }

  /** Deletes the log, its events and all offsets. */
  delete(): Promise<void> {
    return deleteLog(this.manager, this.config);
  }
}
