// One session of any size: N jobs, one result of about 200 bytes as JSON each, as in the baselines of the project.
import { JobDefinition, MemoryJobResult, SessionState } from '@plainbox/state';

const pad = (index) => String(index).padStart(6, '0');

/** The jobs of the session; each needs the one before it in its group of ten. */
export function makeUnits(size) {
  return Array.from({ length: size }, (_, index) => {
    const fields = {
      id: `suite/job-${pad(index)}`,
      plugin: 'shell',
      command: `check --number ${index}`,
      summary: `Check number ${index}`,
    };
    if (index % 10 > 0) fields.depends = `suite/job-${pad(index - 1)}`;
    return new JobDefinition(fields);
  });
}

/** The session with all its results. */
export function makeState(size) {
  const units = makeUnits(size);
  const state = new SessionState(units);
  state.updateDesiredJobs(units);
  for (const [index, { id }] of units.entries()) state.updateJobResult(id, makeResult(index));
  return state;
}

export function makeResult(index) {
  const data = Buffer.from(`line ${pad(index)} of the output, with a few words more\n`);
  return new MemoryJobResult({
    outcome: index % 20 === 0 ? 'fail' : 'pass',
    returnCode: index % 20 === 0 ? 1 : 0,
    executionDuration: ((index * 7919) % 100_003) / 1000 + 0.0005,
    comments: index % 10 === 0 ? `looked at number ${index}` : null,
    ioLog: [{ delay: ((index * 31) % 1009) / 10_000 + 0.00005, stream: 'stdout', data }],
  });
}
