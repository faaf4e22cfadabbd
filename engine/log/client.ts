import { jetstream, jetstreamManager, type JetStreamManager } from "@nats-io/jetstream";
import type { DeclareOptions } from "../queue/declare/declare-stores.ts";
import type { Client } from "../queue/client.ts";
import { checkLog, type LogConfig } from "./config.ts";
import { type Appended, appendEvent, declareLog, deleteLog, type NewEvent } from "./log.ts";
import { forgetReader, type Position, positionsOf } from "./offsets.ts";
import { type EventHandler, type LogReader, type ReaderOptions, startReader } from "./reader.ts";

/** The settings to declare a log with: a name, and any that differ from the defaults (one partition, kept for ever). */
export type LogSettings = Pick<LogConfig, "name"> & Partial<Omit<LogConfig, "namespace">>;

/**
 * Declares a log next to a program's queues, or opens it if it exists with these settings. With `update`, a log with other
 * settings is changed to these, if that loses no event.
 * @throws BadInputError for invalid settings, before anything is declared
 * @throws SettingsChangedError if the log exists with other settings and may not be changed to these
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

  /** Starts a reader. The server keeps its offsets under its name. @throws BadInputError for an invalid name or options */
  read(
    reader: string,
    handler: EventHandler,
    options: Omit<ReaderOptions, "log" | "reader" | "handler" | "clock"> = {},
  ): Promise<LogReader> {
    const { clock, connection, onError } = this.client;
    return startReader(jetstream(connection), { onError, ...options, log: this.config, reader, handler, clock });
  }

  /** How far a reader is, by partition. @throws the client's error, code 10014, if it has never read */
  positions(reader: string): Promise<readonly Position[]> {
    return positionsOf(this.manager, this.config, reader);
  }

  /** Deletes a reader's offsets: a reader of this name then starts over. Stop it first. */
  forget(reader: string): Promise<void> {
    return forgetReader(this.manager, this.config, reader);
  }

  /** Deletes the log, its events and all offsets. */
  delete(): Promise<void> {
    return deleteLog(this.manager, this.config);
  }
}
