// Every format, envelope and extension of the package is held to the suite that others' are held to.
import * as zlib from 'node:zlib';
import { describe, test } from 'vitest';
import { codecConformance } from '../../src/conformance/index.js';
import {
  createCodec,
  encryptedEnvelope,
  extendFormat,
  gzipEnvelope,
  PLAINBOX_FORMATS,
  zstdEnvelope,
} from '../../src/index.js';
import { invertedFormat, sealEnvelope } from './own-parts.js';
import {
  acmeFormat,
  moveSlot,
  projectSlot,
  rackSection,
  withoutSlot,
  withSlot,
} from './rack-slot.js';

const encrypted = encryptedEnvelope({ keyId: 'one', key: () => new Uint8Array(32).fill(7) });

const acme = {
  states: { 'no slot': withoutSlot, 'a slot': withSlot },
  project: projectSlot,
  change: moveSlot,
  golden: new URL('./golden/', import.meta.url),
};

describe.each(PLAINBOX_FORMATS)('$id, bare', (format) => {
  codecConformance({ test, codec: createCodec({ format, envelope: [] }) });
});

describe('the newest format in gzip', () => codecConformance({ test, codec: createCodec() }));

describe.runIf('zstdCompress' in zlib)('in zstd', () =>
  codecConformance({ test, codec: createCodec({ envelope: zstdEnvelope() }) }),
);

describe('encrypted', () =>
  codecConformance({ test, codec: createCodec({ envelope: [gzipEnvelope(), encrypted] }) }));

describe('with sections and a class of results', () =>
  codecConformance({ test, codec: createCodec({ format: acmeFormat }), ...acme }));

describe('with sections in an older format, encrypted', () => {
  const format = extendFormat(PLAINBOX_FORMATS[5] as never, { sections: [rackSection] });
  codecConformance({
    test,
    codec: createCodec({ format, envelope: [encrypted] }),
    states: { 'no slot': withoutSlot },
    project: projectSlot,
    change: moveSlot,
  });
});

describe('in an encoding of its own', () =>
  codecConformance({ test, codec: createCodec({ format: invertedFormat }) }));

describe('in an envelope of its own', () =>
  codecConformance({ test, codec: createCodec({ envelope: [gzipEnvelope(), sealEnvelope] }) }));
