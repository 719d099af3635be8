// Data that an application adds: where the device of a session stands, and how warm it was during a job.
import { type JobResult, MemoryJobResult, SessionState } from '@plainbox/state';
import { jobOf } from '../../src/conformance/sample-sessions.js';
import {
  defineResultKind,
  defineSection,
  extendFormat,
  formatV11,
  type ResultKind,
  type Section,
  type SessionFormat,
  type StandardSchema,
} from '../../src/index.js';

export interface RackSlot {
  readonly rack: string;
  readonly slot: number;
  readonly side: 'front' | 'rear';
}

export const rackSlots: WeakMap<SessionState, RackSlot> = new WeakMap();

function schema<T>(accepts: (value: unknown) => boolean, message: string): StandardSchema<T> {
  return {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value) =>
        accepts(value) ? { value: value as T } : { issues: [{ message, path: ['rack'] }] },
    },
  };
}

export const rackSlotSchema: StandardSchema<RackSlot> = schema((value) => {
  const { rack, slot, side } = Object(value) as Partial<RackSlot>;
  return typeof rack === 'string' && typeof slot === 'number' && typeof side === 'string';
}, 'is no slot of a rack');

/** The first version knew no sides. */
export const rackSectionV1: Section = defineSection<{ rack: string; slot: number }>({
  name: 'com.acme.rack-slot',
  version: 1,
  schema: schema(() => true, ''),
  suspend: (state) => {
    const { side: _, ...rest } = rackSlots.get(state) ?? { side: 'front' };
    return 'rack' in rest ? rest : undefined;
  },
  resume: (state, value) => void rackSlots.set(state, { ...value, side: 'front' }),
});

export const rackSection: Section = defineSection<RackSlot>({
  name: 'com.acme.rack-slot',
  version: 2,
  schema: rackSlotSchema,
  suspend: (state) => rackSlots.get(state),
  resume: (state, value) => void rackSlots.set(state, value),
  upgrades: { 1: (old: { rack: string; slot: number }) => ({ ...old, side: 'front' }) },
});

/** A result that knows how warm it was. */
export class WarmResult extends MemoryJobResult {
  readonly celsius: number;

  constructor(base: JobResult, celsius: number) {
    super(base);
    this.celsius = celsius;
  }
}

export const warmResults: ResultKind = defineResultKind<WarmResult, number>({
  name: 'com.acme.warm',
  version: 1,
  schema: schema<number>((value) => typeof value === 'number', 'is no temperature'),
  is: (result): result is WarmResult => result instanceof WarmResult,
  suspend: ({ celsius }) => celsius,
  resume: (base, celsius) => new WarmResult(base, celsius),
});

export const acmeFormat: SessionFormat = extendFormat(formatV11, {
  id: 'com.acme.session/1',
  sections: [rackSection],
  resultKinds: [warmResults],
});

export function withoutSlot(): SessionState {
  const state = new SessionState(['a', 'b'].map(jobOf));
  state.updateDesiredJobs(['a', 'b']);
  return state;
}

export function withSlot(): SessionState {
  const state = withoutSlot();
  state.updateJobResult('a', new WarmResult(new MemoryJobResult({ outcome: 'pass' }), 41.5));
  rackSlots.set(state, { rack: 'r1', slot: 4, side: 'front' });
  return state;
}

/** What the application wants back. */
export function projectSlot(state: SessionState): unknown {
  const warmth = [...state.jobs.values()].map(({ result }) =>
    result instanceof WarmResult ? result.celsius : null,
  );
  return {
    slot: rackSlots.get(state) ?? null,
    warmth: warmth.some((one) => one !== null) && warmth,
  };
}

export function moveSlot(state: SessionState): void {
  const { rack = 'r0', slot = 0 } = rackSlots.get(state) ?? {};
  rackSlots.set(state, { rack, slot: slot + 1, side: 'rear' });
}
