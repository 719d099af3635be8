import { asciiJson } from '../exact-json/ascii-json.js';
import type { ExactJson } from '../exact-json/exact-json.js';
import { Float } from '../exact-json/float.js';
import type { JobId } from '../job-id.js';
import type { ResourceProgram } from '../resources/expressions/program.js';
import type { ExpressionJudge, ResourceMap } from '../resources/expressions/resource-expression.js';
import type { Outcome } from '../results/outcome.js';
import type { JobDefinition } from '../units/job-definition.js';
import { SetupJob } from '../units/setup-job.js';
import { ReadinessInhibitor } from './inhibitor.js';

/** What is known that a job may require. */
export interface RequirementFacts {
  readonly resources: ResourceMap;
  readonly manifest: ReadonlyMap<string, ExactJson>;
  find(id: JobId): { readonly job: JobDefinition; readonly outcome: Outcome } | undefined;
}

const NONE: readonly ReadinessInhibitor[] = Object.freeze([]);

/** What manifest and `requires` have against a job: the manifest first. */
export function requirementInhibitors(
  job: JobDefinition,
  facts: RequirementFacts,
  answers: ExpressionJudge,
): readonly ReadinessInhibitor[] {
  const manifest = job instanceof SetupJob ? manifestInhibitors(job, facts) : NONE;
  const program = job.resourceProgram;
  const resources = program ? resourceInhibitors(program, facts, answers) : NONE;
  if (manifest.length === 0) return resources;
  return resources.length === 0 ? manifest : [...manifest, ...resources];
}

function manifestInhibitors(
  job: SetupJob,
  { manifest }: RequirementFacts,
): readonly ReadinessInhibitor[] {
  const unmet = job.requiresManifest
    .filter(({ id, value }) => !isSameAnswer(manifest.get(id), value))
    .map(({ id }) => id);
  if (unmet.length === 0) return NONE;
  return [
    new ReadinessInhibitor({
      cause: 'REQUIRED_MANIFEST',
      relatedJob: job,
      relatedManifests: unmet,
    }),
  ];
}

/** Whether both say the same, as Python compares: no answer is `false`, `true` is 1, and 1 is 1.0. */
function isSameAnswer(given: ExactJson | undefined, wanted: ExactJson): boolean {
  return (
    asciiJson(plainNumber(given === undefined ? false : given)) === asciiJson(plainNumber(wanted))
  );
}

function plainNumber(value: ExactJson): ExactJson {
  if (typeof value === 'boolean') return Number(value);
  return value instanceof Float ? value.value : value;
}

/** Names only the first expression that isn't met: of those without their resources, else of those not true. */
function resourceInhibitors(
  program: ResourceProgram,
  facts: RequirementFacts,
  answers: ExpressionJudge,
): readonly ReadinessInhibitor[] {
  const verdict = program.evaluate(facts.resources, answers);
  if (verdict.met) return NONE;
  const { expression, reason } = verdict;
  const ids =
    reason === 'failed'
      ? expression.resourceIds
      : expression.resourceIds.filter((id) => facts.find(id)?.outcome !== 'pass');
  return ids.map(
    (id) =>
      new ReadinessInhibitor({
        cause: reason === 'failed' ? 'FAILED_RESOURCE' : 'PENDING_RESOURCE',
        relatedJob: facts.find(id)?.job,
        relatedJobId: id,
        relatedExpression: expression,
      }),
  );
}
