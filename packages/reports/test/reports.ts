// Reports to write, made from what a checkpoint may say.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { DeviceContents } from '@plainbox/codecs';
import { type JobResult, MemoryJobResult, type Outcome, SessionMetadata } from '@plainbox/state';
import { extract } from 'tar-stream';
import { validateXML } from 'xmllint-wasm';
import {
  type ReportFormat,
  type ReportOptions,
  reportSession,
  type SessionReport,
} from '../src/index.js';

export const SAVED_AT: Date = new Date('2026-05-04T03:02:01.5Z');

const encoder = new TextEncoder();

/** What the log of a job that wrote this holds. */
export function resultWith(
  outcome: Outcome,
  written: string | Uint8Array = '',
  fields: {
    readonly comments?: string;
    readonly seconds?: number;
    readonly returnCode?: number;
  } = {},
): MemoryJobResult {
  const data = typeof written === 'string' ? encoder.encode(written) : written;
  return new MemoryJobResult({
    outcome,
    comments: fields.comments,
    returnCode: fields.returnCode ?? 0,
    executionDuration: fields.seconds ?? 1.25,
    ioLog: data.length === 0 ? [] : [{ delay: 0, stream: 'stdout', data }],
  });
}

export function contentsOf(
  results: Readonly<Record<string, readonly JobResult[]>>,
  metadata: ConstructorParameters<typeof SessionMetadata>[0] = {},
): DeviceContents {
  const ids = Object.keys(results);
  return {
    metadata: new SessionMetadata(metadata),
    jobs: new Map(ids.map((id) => [id, `checksum of ${id}`])),
    results: new Map(Object.entries(results).filter(([, history]) => history.length > 0)),
    desiredJobs: ids,
    mandatoryJobs: [],
    systemInformation: new Map(),
    sections: new Map(),
  };
}

export function reportOf(
  results: Readonly<Record<string, readonly JobResult[]>>,
  options: Partial<ReportOptions> = {},
): SessionReport {
  return reportSession(contentsOf(results), { id: 'session-1', savedAt: SAVED_AT, ...options });
}

export async function bytesOf(format: ReportFormat, report: SessionReport): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of format.write(report)) pieces.push(piece);
  return Buffer.concat(pieces);
}

export async function textOf(format: ReportFormat, report: SessionReport): Promise<string> {
  return (await bytesOf(format, report)).toString('utf8');
}

/** The files of a compressed tar, by name. */
export async function unpack(archive: Uint8Array): Promise<ReadonlyMap<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const reader = extract();
  reader.end(gunzipSync(archive));
  for await (const entry of reader) {
    const pieces: Buffer[] = [];
    for await (const piece of entry) pieces.push(piece as Buffer);
    files.set(entry.header.name, Buffer.concat(pieces));
  }
  return files;
}

const JUNIT_SCHEMA = readFileSync(new URL('./schemas/junit-common.xsd', import.meta.url), 'utf8');

/** What libxml2 finds wrong with JUnit reports; nothing, if all of them are well-formed and valid. */
export async function junitFaults(...documents: readonly string[]): Promise<readonly string[]> {
  const { errors } = await validateXML({
    xml: documents.map((contents, at) => ({ fileName: `report-${at}.xml`, contents })),
    schema: [{ fileName: 'junit.xsd', contents: JUNIT_SCHEMA }],
  });
  return errors.map(({ message }) => message);
}
