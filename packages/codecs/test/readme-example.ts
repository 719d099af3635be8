import { JobDefinition, MemoryJobResult, SessionState } from '@plainbox/state';
import { createCodec, defineSection, extendFormat, formatV11 } from '../src/index.js';

const racks = new WeakMap<SessionState, string>();
const rackSection = defineSection<string>({
  name: 'com.example.rack',
  version: 1,
  // Any validator that follows https://standardschema.dev, such as zod: here by hand.
  schema: {
    '~standard': {
      version: 1,
      vendor: 'example',
      validate: (value) =>
        typeof value === 'string' ? { value } : { issues: [{ message: 'is no text' }] },
    },
  },
  suspend: (state) => racks.get(state),
  resume: (state, rack) => void racks.set(state, rack),
});
const codec = createCodec({ format: extendFormat(formatV11, { sections: [rackSection] }) });

const units = ['disk', 'network'].map(
  (id) => new JobDefinition({ id, plugin: 'shell', command: `check-${id}` }),
);
const state = new SessionState(units);
state.updateDesiredJobs(units);
racks.set(state, 'r1');
const snapshot = await codec.suspend(state); // what plainbox (Python) opens as well

using tracker = state.trackChanges();
state.updateJobResult('disk', new MemoryJobResult({ outcome: 'pass' }));
const deltas = [codec.suspendChanges(tracker.take(), { state })]; // what changed since, and no more

const resumed = await codec.resume({ snapshot, deltas }, units);
console.log(`disk: ${resumed.jobs.get('disk')?.result.outcome}, in rack ${racks.get(resumed)}`);

const { version, counts } = await codec.peek({ snapshot, deltas }); // without any job definition
console.log(`format ${version}: ${counts.jobs} jobs, ${counts.results} results`);
